"""Compares what rules forbid with what documents deny, and shows a request for every difference."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

import msgspec

from costguard.languages.unsupported import Unsupported
from costguard.model.errors import BadInput
from costguard.model.guardrail import Request, Witness
from costguard.prove.decide import satisfying
from costguard.prove.evaluate import is_true
from costguard.prove.formula import Atom, Formula, atoms_in, conjunction, disjunction, negation
from costguard.prove.lower import UNSEEN, formula_of
from costguard.prove.question import Question
from costguard.prove.samples import with_samples
from costguard.prove.space import Space, spaces
from costguard.prove.tags import is_of_tags

Values = Mapping[str, str]
NOBODY: Final = ""
"""The rule of an over-block on an operation of which no rule asks anything, or that none explains."""


class Difference(msgspec.Struct, frozen=True):
    """What was found of one rule on one operation.

    `leak` is forbidden by the rule and let through, `over_block` denied though no rule forbids it. It is declared
    where the `reasons` of the demand explain it wholly: the documents hold exactly what the cloud can say.
    """

    rule: str
    operation: str
    leak: Witness | None = None
    over_block: Witness | None = None
    reasons: tuple[str, ...] = ()
    is_declared: bool = True
    misread: tuple[str, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether rule and documents say the same."""
        return self.leak is None and self.over_block is None


class _Leak(msgspec.Struct, frozen=True):
    """Of one demand: values that it forbids and the documents let through, and whether its saying lets them too."""

    values: Values | None
    is_said: bool
    is_beyond: bool


class _Answer(msgspec.Struct, frozen=True):
    """What was found of a question: a leak for each demand, and one over-block with the denial that it is due to."""

    leaks: tuple[_Leak, ...]
    over: Values | None
    over_is_said: bool
    denier: str


def differences(questions: Iterable[Question]) -> Iterator[Difference]:
    """What was found of every rule on every operation. Questions that read alike, as most do, are solved once.

    Raises BadInput where values are so many and so tangled that they cannot be compared.
    """
    answers: dict[object, _Answer] = {}
    for question in questions:
        alike = (tuple((each.meant, each.said) for each in question.demands), question.denials, question.assumption)
        if alike not in answers:
            answers[alike] = _answered(question)
        yield from _told(question, answers[alike])


def _answered(question: Question) -> _Answer:
    try:
        return _Comparison(question).answer()
    except Unsupported as error:
        raise BadInput(f"what is asked of {question.label} cannot be proved: {error}") from error


def _told(question: Question, answer: _Answer) -> Iterator[Difference]:
    misread = tuple(dict.fromkeys(words for denial in question.denials for words in denial.misread))
    over = None if answer.over is None else _witness(question, answer.over, answer.denier)
    for demand, leak in zip(question.demands, answer.leaks, strict=True):
        beyond = over if leak.is_beyond else None
        differs = leak.values is not None or beyond is not None
        is_explained = leak.is_said and (beyond is None or answer.over_is_said)
        yield Difference(
            rule=demand.rule,
            operation=question.operation,
            leak=None if leak.values is None else _witness(question, leak.values, demand.rule),
            over_block=beyond,
            reasons=demand.reasons if differs and is_explained else (),
            is_declared=not differs or (bool(demand.reasons) and is_explained),
            misread=misread,
        )
    if over is not None and not any(leak.is_beyond for leak in answer.leaks):
        yield Difference(NOBODY, question.operation, over_block=over, is_declared=False, misread=misread)


def _witness(question: Question, found: Values, denied_by: str) -> Witness:
    values = {name: value for name, value in found.items() if not is_of_tags(name) and not name.startswith(UNSEEN)}
    return Witness(Request(question.cloud, question.label, question.tags.tags_of(found), values), denied_by)


class UnsoundComparison(AssertionError):
    """A fault of ours: the search and the plain evaluation of a request disagree."""


class _Comparison:
    """One question being answered."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._meant = [formula_of(demand.meant, question.tags) for demand in question.demands]
        self._said = [formula_of(demand.said, question.tags) for demand in question.demands]
        self._denied = question.denied

    def answer(self) -> _Answer:
        """The request that shows each difference, if any."""
        over = self._example(self._denied, negation(disjunction(self._meant)))
        explained = over is None or self._example(self._denied, negation(disjunction(self._said))) is None
        leaks = tuple(self._leak(place, over) for place in range(len(self._meant)))
        return _Answer(leaks, over, explained, "" if over is None else self._denier(over))

    def _leak(self, place: int, over: Values | None) -> _Leak:
        allowed = negation(self._denied)
        leak = self._example(self._meant[place], allowed)
        is_said = leak is None or self._example(self._said[place], allowed) is None
        return _Leak(leak, is_said, over is not None and self._goes_beyond(place, over))

    def _goes_beyond(self, place: int, over: Values) -> bool:
        """Whether an over-block comes of what is said of this demand going beyond what it means."""
        values = self._completed(over)
        return is_true(self._said[place], values) and not is_true(self._meant[place], values)

    def _example(self, first: Formula, second: Formula) -> Values | None:
        """Values under which both hold, for a request that counts; None where there are none.

        INVARIANT: what the search finds is checked by evaluating it plainly.
        """
        asked = conjunction((first, second, self._question.assumption))
        found = satisfying(asked, self._spaces)
        if found is None:
            return None
        completed = self._completed(found)
        if not is_true(asked, completed):
            raise UnsoundComparison(self._question.label)
        return with_samples(found, asked, completed)

    @cached_property
    def _spaces(self) -> Mapping[str, Space]:
        everything = (*self._meant, *self._said, self._denied, self._question.assumption)
        atoms: tuple[Atom, ...] = tuple(dict.fromkeys(atom for each in everything for atom in atoms_in(each)))
        return spaces(atoms, self._question.domains)

    def _completed(self, found: Values) -> Values:
        """With a value for each variable that does not matter too: the first kind, absent for tags."""
        return {name: found.get(name, space.witnesses[0]) for name, space in self._spaces.items()}

    def _denier(self, found: Values) -> str:
        values = self._completed(found)
        return next((denial.name for denial in self._question.denials if is_true(denial.formula, values)), "")
