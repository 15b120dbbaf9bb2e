"""The questions of a policy, asked of a batch: each test once of every situation, joined by Kleene's logic.

Truths are numbers: 1 holds, 0 undecided, -1 fails; then "and" is the least, "or" the greatest, "not" the negative.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias, assert_never

import numpy as np
import numpy.typing as npt

from costguard.engine.evaluate import Several, evaluate_test
from costguard.engine.scan.attribute_columns import AttributeColumn, attribute_column
from costguard.engine.scan.codes import Codes, Mask, Rows, combine
from costguard.engine.scan.inheritance import Inheritance
from costguard.engine.scan.tag_columns import TagColumn, TagLookup
from costguard.engine.scan.tag_states import Standing, States, TagState
from costguard.engine.scan.view import View
from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.condition import All, AnyOf, AttributeSubject, Condition, Not, Subject, TagSubject, Test, tests_in
from costguard.model.resource import Attribute, Resource
from costguard.model.tags import Tag, Tags
from costguard.model.truth import Truth
from costguard.policy.policy_set import Dimension

Truths: TypeAlias = npt.NDArray[np.int8]
State: TypeAlias = TagState | Attribute | None

HOLDS, UNDECIDED, FAILS = 1, 0, -1
_NUMBERS: Final = {Truth.HOLDS: HOLDS, Truth.UNDECIDED: UNDECIDED, Truth.FAILS: FAILS}
_REMEMBERED: Final = 100_000  # answers a test; hostile inventories have a value of its own in every row


class Memory:
    """Answers that were given before, to be given again in the next batch."""

    def __init__(self) -> None:
        self._answers: dict[tuple[int, Several], dict[State, int]] = {}
        self._tests: list[Test] = []  # held, for their ids name them
        self.states = States()

    def of(self, test: Test, several: Several) -> dict[State, int]:
        """The answers of one test by situation."""
        key = (id(test), several)
        if key not in self._answers:
            self._tests.append(test)
            self._answers[key] = {}
        if len(self._answers[key]) > _REMEMBERED:
            self._answers[key].clear()
        return self._answers[key]


class Questions:
    """Asks a batch. Columns and answers are worked out when they are first asked for."""

    def __init__(self, view: View, taxonomy: Mapping[str, Dimension], inheritance: Inheritance, memory: Memory) -> None:
        self.view = view
        self.lookup = TagLookup(view, taxonomy, inheritance, memory.states)
        self._memory = memory
        self._columns: dict[str, TagColumn | AttributeColumn] = {}

    def truths(self, condition: Condition, several: Several = Several.MUST_AGREE) -> Truths:
        """The truth of a condition in each row: what `evaluate` says of its resource."""
        match condition:
            case Test():
                return self._test(condition, several)
            case All(parts):
                return self._together(parts, several, np.minimum, HOLDS)
            case AnyOf(parts):
                return self._together(parts, several, np.maximum, FAILS)
            case Not(part):
                return -self.truths(part, several.opposite)
            case _:
                assert_never(condition)

    def column(self, subject: Subject) -> TagColumn | AttributeColumn:
        """What each row says of a subject."""
        if subject.name not in self._columns:
            self._columns[subject.name] = (
                self.lookup.subject(subject)
                if isinstance(subject, TagSubject)
                else attribute_column(self.view, subject.name)
            )
        return self._columns[subject.name]

    def applies(self, condition: Condition) -> Mask:
        """Rows that have every attribute that the condition names."""
        applies = np.ones(self.view.rows, np.bool_)
        for test in tests_in(condition):
            if isinstance(test.subject, AttributeSubject):
                column = self.column(test.subject)
                applies &= np.array([state is not None for state in column.states], np.bool_)[column.codes]
        return applies

    def situations(self, condition: Condition, rows: Rows, *others: tuple[Codes, int]) -> "Situations":
        """The rows by all that a condition looks at: cloud, subjects, and other columns of codes."""
        subjects = list({test.subject.name: test.subject for test in tests_in(condition)}.values())
        columns = [self.column(subject) for subject in subjects]
        view = self.view
        codes, parts = combine(
            [
                *others,
                (view.cloud.codes, len(view.cloud.words)),
                *((column.codes, len(column.states)) for column in columns),
            ],
            rows,
        )
        return Situations(codes, parts, len(others), view.clouds, subjects, columns)

    def _test(self, test: Test, several: Several) -> Truths:
        column = self.column(test.subject)
        answers = self._memory.of(test, several)
        numbers = []
        for state in column.states:
            number = answers.get(state)
            if number is None:
                number = _NUMBERS[evaluate_test(test, resource_in((test.subject,), (state,), _cloud(state)), several)]
                answers[state] = number
            numbers.append(number)
        truths: Truths = np.array(numbers, np.int8)[column.codes]
        return truths

    def _together(self, parts: tuple[Condition, ...], several: Several, join: np.ufunc, of_nothing: int) -> Truths:
        result = np.full(self.view.rows, of_nothing, np.int8)
        for part in parts:
            result = join(result, self.truths(part, several))
        return result


class Situations:
    """Rows told apart by what a condition sees of them; `resource` is the least one in a situation."""

    def __init__(
        self,
        codes: Codes,
        parts: list[tuple[int, ...]],
        others: int,
        clouds: list[Cloud],
        subjects: list[Subject],
        columns: list[TagColumn | AttributeColumn],
    ) -> None:
        self.codes = codes
        self.parts = parts
        self._others = others
        self._clouds = clouds
        self._subjects = subjects
        self._columns = columns

    def resource(self, number: int) -> Resource:
        """A resource of which the condition says what it says of every row in this situation."""
        cloud, *seen = self.parts[number][self._others :]
        states = tuple(column.states[code] for column, code in zip(self._columns, seen, strict=True))
        return resource_in(tuple(self._subjects), states, self._clouds[cloud])


def resource_in(subjects: tuple[Subject, ...], states: tuple[State, ...], cloud: Cloud) -> Resource:
    """The least resource of which these subjects are in these situations."""
    tags: Tags | None = None
    attributes: dict[str, Attribute] = {}
    for subject, state in zip(subjects, states, strict=True):
        if isinstance(state, TagState):
            tags = _joined(tags, state)
        elif state is not None:
            attributes[subject.name] = state
    return Resource(address="", type="", cloud=cloud, tags=tags, attributes=attributes, action=Action.EXISTING)


def _joined(tags: Tags | None, state: TagState) -> Tags | None:
    """Tags with what one more situation adds. An untaggable row is so for every subject."""
    if state.standing is Standing.UNTAGGABLE:
        return None
    before = tags if tags is not None else Tags()
    entries = (
        {**before.entries, state.key: Tag(state.text, state.origin)}
        if state.standing is Standing.FOUND
        else before.entries
    )
    incomplete = (state.text or "") if state.standing is Standing.UNTOLD else before.incomplete
    return Tags(entries, incomplete)


def _cloud(state: State) -> Cloud:
    return state.cloud if isinstance(state, TagState) else Cloud.OTHER
