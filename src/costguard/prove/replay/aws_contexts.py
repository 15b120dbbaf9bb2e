"""Evaluates statements in the context of an authorisation, each kind of context once and each set of values once."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

import msgspec

from costguard.catalog import authorization
from costguard.prove.aws.context import ACCOUNT, PRINCIPAL, REGION, REQUEST_TAG, TAG_KEYS, Context, resource_variable
from costguard.prove.aws.read_scp import denials
from costguard.prove.aws.scp_document import ScpStatement
from costguard.prove.formula import Flag, Formula
from costguard.prove.replay.aws_authorisations import Authorisation
from costguard.prove.replay.aws_names import with_plain_names
from costguard.prove.replay.three_valued import Answer, answer, variables_in
from costguard.prove.tags import OTHER_KEY, TagModel, folded
from costguard.sources.audit_logs.recorded_request import RecordedRequest

# Log files repeat themselves: machines do the same again and again.
_MOST_REMEMBERED: Final = 200_000
_MOST_KINDS: Final = 5_000
_ALWAYS_THERE: Final = frozenset(key.lower() for key in (REGION, ACCOUNT, PRINCIPAL))
_PARTS_OF_AN_ARN: Final = 6
_WILDCARDS: Final = frozenset("*?$")
NOT_IN_DATA: Final = "what this action puts into a request, which the authorization data do not tell"

_Keys: TypeAlias = tuple[tuple[str, str, str], ...]


class Own(msgspec.Struct, frozen=True):
    """A Deny statement, and the rules of the policy that it holds."""

    statement: ScpStatement
    rules: tuple[str, ...]


class Spoken(msgspec.Struct, frozen=True):
    """The statements that speak of one action; `has_patterns` says that one has patterns of tag keys."""

    statements: tuple[Own, ...]
    has_patterns: bool


class _Meanings(msgspec.Struct):
    """The statements that can deny in one kind of context, and the variables that they speak of.

    `tags` are the keys that they name, each with the variables of its spelling and its value.
    """

    tags: _Keys
    formulas: tuple[tuple[Own, Formula], ...]
    variables: tuple[str, ...]


def spoken(statements: Iterable[Own]) -> Spoken:
    """The statements of one action, seen through once."""
    found = tuple(statements)
    return Spoken(found, any(_has_patterns(own.statement) for own in found))


class StatementTruths:
    """What statements say in contexts, remembered."""

    def __init__(self) -> None:
        self._meanings: dict[object, _Meanings] = {}
        self._answers: dict[object, tuple[tuple[Own, Answer], ...]] = {}

    def of(
        self, authorisation: Authorisation, spoken: Spoken, request: RecordedRequest
    ) -> tuple[tuple[Own, Answer], ...]:
        """Each statement that may deny the authorisation, and whether it does."""
        if not spoken.statements:
            return ()
        given = _given(authorisation)
        more = tuple(sorted(authorisation.tags or ())) if spoken.has_patterns else ()
        known_apart = (authorisation.tags == {}, authorisation.name != "")
        kind = (authorisation.action.name, authorisation.resource, tuple(given), more, known_apart)
        meanings = self._meanings.get(kind)
        if meanings is None:
            _make_room(self._meanings, _MOST_KINDS)
            meanings = self._meanings[kind] = _meanings(authorisation, spoken.statements, given, more)
        known = _known(authorisation, meanings.tags, given, request)
        memo = (kind, tuple(known.get(variable) for variable in meanings.variables))
        found = self._answers.get(memo)
        if found is None:
            _make_room(self._answers, _MOST_REMEMBERED)
            found = tuple((own, answer(formula, known)) for own, formula in meanings.formulas)
            self._answers[memo] = found
        return found


def _make_room(remembered: dict[object, Any], most: int) -> None:
    if len(remembered) >= most:
        remembered.clear()


def _given(authorisation: Authorisation) -> dict[str, str]:
    """The recorded condition keys that are in this context, as the variables that stand for them."""
    action, resource = authorisation.action.name, authorisation.resource or None
    return {key.lower(): key for key in authorisation.values if _supports(action, resource, key)}


@lru_cache(maxsize=65536)
def _supports(action: str, resource: str | None, key: str) -> bool:
    return authorization.supports(action, resource, key)


def _meanings(
    authorisation: Authorisation, statements: tuple[Own, ...], given: Mapping[str, str], more: tuple[str, ...]
) -> _Meanings:
    tags = TagModel(folded((*(key for own in statements for key in _keys(own.statement)), *more)), tells_case=True)
    service = authorisation.action.name.partition(":")[0]
    arn = authorization.arn_pattern(service, authorisation.resource) if authorisation.resource else "*"
    names = arn.split(":", _PARTS_OF_AN_ARN - 1)[-1]
    context = Context(authorisation.action, authorisation.resource, arn, tags, given)
    name = context.resource_variable
    formulas = tuple(
        (own, denial.formula if authorisation.name else with_plain_names(denial.formula, name, names))
        for own in statements
        if not _is_open(authorisation, own.statement)
        for denial in denials((own.statement,), (context,))
    )
    unknown = tuple((own, Flag(NOT_IN_DATA)) for own in statements if _is_open(authorisation, own.statement))
    keys = tuple((key, tags.spelling(key), tags.value(key)) for key in tags.keys)
    return _Meanings(keys, (*formulas, *unknown), variables_in(formula for _, formula in formulas))


def _is_open(authorisation: Authorisation, statement: ScpStatement) -> bool:
    """Whether a statement asks for what the data do not tell of an action that they do not know.

    Where the call goes, who sends it, and that it sends no tags is known of any action.
    """
    if authorisation.is_known:
        return False
    if "*" not in statement.resources:
        return True
    keys = (test.key.lower() for test in statement.tests)
    return any(
        key not in _ALWAYS_THERE and (authorisation.tags != {} or not key.startswith((REQUEST_TAG, TAG_KEYS)))
        for key in keys
    )


def _known(
    authorisation: Authorisation, keys: _Keys, given: Mapping[str, str], request: RecordedRequest
) -> dict[str, str]:
    """The values of all variables that the record tells."""
    told = {REGION: request.region, ACCOUNT: request.account, PRINCIPAL: request.principal}
    known = {variable: value for variable, value in told.items() if value}
    known |= {variable: authorisation.values[variable] for variable in given.values()}
    if authorisation.name:
        known[resource_variable(authorisation.action.name, authorisation.resource)] = authorisation.name
    if authorisation.tags is not None:
        known |= _known_tags(authorisation.tags, keys)
    return known


def _known_tags(sent: Mapping[str, str], keys: _Keys) -> Iterator[tuple[str, str]]:
    spellings: dict[str, list[str]] = {}
    for key in sent:
        spellings.setdefault(key.lower(), []).append(key)
    for key, spelling, value in keys:
        found = spellings.pop(key, [])
        if len(found) <= 1:  # IAM leaves open what two spellings of a key come to
            yield spelling, found[0] if found else ""
            yield value, sent[found[0]] if found else ""
    yield OTHER_KEY, min((each for found in spellings.values() for each in found), default="")


def _keys(statement: ScpStatement) -> Iterator[str]:
    for test in statement.tests:
        key = test.key.lower()
        if key.startswith(REQUEST_TAG):
            yield key[len(REQUEST_TAG) :]
        elif key == TAG_KEYS:
            yield from (value for value in test.values if not _WILDCARDS & set(value))


def _has_patterns(statement: ScpStatement) -> bool:
    """Whether it tests tag keys against patterns, which each key that is sent may match."""
    return any(
        test.key.lower() == TAG_KEYS and any(_WILDCARDS & set(value) for value in test.values)
        for test in statement.tests
    )
