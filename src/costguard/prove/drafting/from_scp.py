"""Reads what service control policies ask of tags: which keys they require, and which values they allow."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from costguard.languages.language import Language, exactly, glob
from costguard.languages.unsupported import Unsupported
from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.prove.aws.iam_text import glob_language, text_language
from costguard.prove.aws.scp_document import ScpStatement, Test, read_statements
from costguard.prove.drafting.cases import Case, TagCase, demands, listed, meet
from costguard.prove.drafting.documents import Written
from costguard.prove.drafting.mention import Mention, Place, Reading, Remark, joined
from costguard.prove.drafting.misread import Misread
from costguard.prove.drafting.tag_state import MISSING, THERE, TagState, opposite

_REQUEST_TAG: Final = "aws:requesttag/"
_TAG_KEYS: Final = "aws:tagkeys"
_OF_REQUEST: Final = (_REQUEST_TAG, _TAG_KEYS)
_CREATE_ACTION: Final = ":createaction"
_REMOVAL: Final = re.compile(r":(delete|remove|untag)", re.IGNORECASE)
_TAG_TEST: Final = re.compile(r"tag(keys$|/)", re.IGNORECASE)
_ANY: Final = "foranyvalue:"
_ALL: Final = "forallvalues:"
_IF_EXISTS: Final = "ifexists"
_OPERATORS: Final = {
    "stringequals": False,
    "stringnotequals": True,
    "stringequalsignorecase": False,
    "stringnotequalsignorecase": True,
    "stringlike": False,
    "stringnotlike": True,
}
"""The operators on texts, each with whether it negates (IAM User Guide, "Condition operators", 2026-09)."""
_MOST_SHOWN: Final = 3


class _Operator(msgspec.Struct, frozen=True):
    """An operator taken apart: its name, its quantifier, and whether an absent key passes."""

    name: str
    quantifier: str
    is_negated: bool
    passes_absent: bool


def read_scp_tags(document: Written) -> Reading:
    """What an SCP asks of the tags of a request. Statements that test no tag are passed over."""
    try:
        statements = read_statements(document.body, "the document")
    except BadInput as error:
        return Reading(remarks=(Remark(document.place, "the policy", str(error)),))
    read = [_statement(each, document.place.within(each.name)) for each in statements if _tests_tags(each)]
    if not read:
        return Reading(remarks=(Remark(document.place, "the policy", "none of its statements tests a tag"),))
    return joined(read)


def _tests_tags(statement: ScpStatement) -> bool:
    return any(_TAG_TEST.search(test.key) and "principaltag" not in test.key.lower() for test in statement.tests)


def _statement(statement: ScpStatement, place: Place) -> Reading:
    if not any(test.key.lower().startswith(_OF_REQUEST) for test in statement.tests):
        keys = ", ".join(dict.fromkeys(f"`{test.key}`" for test in statement.tests if _TAG_TEST.search(test.key)))
        why = "it asks for the tags of something else than the request; a taxonomy is about what is created"
        return Reading(remarks=(Remark(place, keys, why),))
    if all(_REMOVAL.search(action) for action in statement.actions) and not statement.not_actions:
        return _removal(statement, place)
    case = Case(scope=(_actions(statement),))
    for test in statement.tests:
        try:
            case = meet(case, _case(test))
        except (Misread, Unsupported) as error:
            case = meet(case, _unread(test, str(error)))
    asked = demands((case,), Cloud.AWS, place) if statement.is_deny else _permission(case, place)
    found = joined((asked, Reading(remarks=tuple(_idle(statement, case, place))), _key_lists(statement, place)))
    if found.mentions or found.remarks:
        return found
    return Reading(remarks=(Remark(place, "the statement", "it asks for no tag by its key"),))


def _removal(statement: ScpStatement, place: Place) -> Reading:
    keys = dict.fromkeys(value for test in statement.tests if test.key.lower() == _TAG_KEYS for value in test.values)
    why = "it says who may take tags away; a taxonomy says which there have to be"
    return Reading(remarks=(Remark(place, f"{_actions(statement)}: {_shown(tuple(keys))}", why),))


def _case(test: Test) -> Case:
    """What a test picks out. Raises Misread where it tests a tag and cannot be understood."""
    if (tag := _requested(test)) is not None:
        return Case((TagCase(tag, _state(test)),))
    if test.key.lower() == _TAG_KEYS:
        return _case_of_keys(test)
    if test.key.lower().startswith(_REQUEST_TAG):
        raise Misread("the key is a variable, and nobody can know here which tag it means")
    words = f"where {test.operator} {test.key} is {_shown(test.values)}"
    is_about_all = test.key.lower().startswith("aws:") or test.key.lower().endswith(_CREATE_ACTION)
    return Case(scope=(words,)) if is_about_all else Case(conditions=(words,))


def _unread(test: Test, why: str) -> Case:
    tag = _requested(test)
    tags = () if tag is None else (TagCase(tag, THERE),)
    return Case(tags, unread=((f"`{test.operator}` of `{test.key}`", why),))


def _requested(test: Test) -> str | None:
    """The key of the tag in the request that is tested; None for what is none, and for a variable."""
    if not test.key.lower().startswith(_REQUEST_TAG):
        return None
    tag = test.key[len(_REQUEST_TAG) :]
    return tag if tag and "${" not in tag else None


def _state(test: Test) -> TagState:
    """The states of the tag in which the test holds: on an absent key, negated operators do."""
    if test.operator.lower() == "null":
        wanted = {value.lower() for value in test.values}
        if wanted not in ({"true"}, {"false"}):
            raise Misread("`Null` takes `true` or `false`")
        return MISSING if wanted == {"true"} else THERE
    operator = _operator(test)
    languages = tuple(_language(operator.name, value) for value in test.values)
    return TagState(operator.passes_absent, languages, operator.is_negated)


def _operator(test: Test) -> _Operator:
    name = test.operator.lower()
    quantifier = next((each for each in (_ANY, _ALL) if name.startswith(each)), "")
    name = name.removeprefix(quantifier)
    if_exists = name.endswith(_IF_EXISTS)
    name = name.removesuffix(_IF_EXISTS)
    if name not in _OPERATORS:
        raise Misread("costguard reads no such operator on a tag")
    is_negated = _OPERATORS[name]
    passes_absent = quantifier != _ANY and (quantifier == _ALL or if_exists or is_negated)
    return _Operator(name, quantifier, is_negated, passes_absent)


def _language(operator: str, value: str) -> Language:
    if operator.endswith("like"):
        language = glob_language(value)
    else:
        language = text_language(value, folded=operator.endswith("ignorecase"))
    if language is None:
        raise Misread(f"`{value}` holds a policy variable, whose value is not known here")
    return language


def _case_of_keys(test: Test) -> Case:
    """Of the set of keys that are sent, what says something of one key alone. Lists of keys are read apart."""
    if test.operator.lower() == "null":
        return Case(scope=("where no tag is sent" if "true" in map(str.lower, test.values) else "where tags are sent",))
    operator = _operator(test)
    if not operator.quantifier:
        raise Misread("a set of keys needs ForAnyValue or ForAllValues; without, IAM leaves the result open")
    if _is_list_of_keys(operator):
        return Case(scope=(f"where {test.operator} {test.key} is {_shown(test.values)}",))
    languages = tuple(_language(operator.name, value) for value in test.values)
    if len(languages) != 1 or not _is_text(languages[0]):
        raise Misread(f"it asks for one or another of the keys {_shown(test.values)}, and the draft cannot say either")
    is_spelled = not languages[0].folded
    state = MISSING if operator.quantifier == _ALL else THERE
    return Case((TagCase(languages[0].text, state, is_spelled),))


def _is_list_of_keys(operator: _Operator) -> bool:
    """Whether it tells which keys may be sent at all, and not that one of them is there or not."""
    return (operator.quantifier == _ANY) is operator.is_negated


def _is_text(language: Language) -> bool:
    return language == exactly(language.text, folded=language.folded)


def _key_lists(statement: ScpStatement, place: Place) -> Reading:
    """The keys of tests that let no others be sent: they are the organisation's, and none is required."""
    return joined(_key_list(test, place) for test in statement.tests if test.key.lower() == _TAG_KEYS)


def _key_list(test: Test, place: Place) -> Reading:
    try:
        operator = _operator(test)
        languages = [_language(operator.name, value) for value in test.values]
    except (Misread, Unsupported):  # said already
        return Reading()
    if not operator.quantifier or not _is_list_of_keys(operator):
        return Reading()
    scope = "one of the keys that may be sent"
    keys = tuple(
        Mention(Cloud.AWS, each.text, place, is_spelled=not each.folded, scope=scope)
        for each in languages
        if _is_text(each)
    )
    why = "it says which keys may be sent at all; a taxonomy refuses no other key, and the draft requires none"
    return Reading(keys, (Remark(place, f"`{test.operator}` of `{test.key}`: {_shown(test.values)}", why),))


def _permission(case: Case, place: Place) -> Reading:
    """What an Allow lets pass. It requires nothing by itself: another statement may let pass the rest."""
    objections = [
        Case((TagCase(tag.key, opposite(tag.state), tag.is_spelled),), case.scope, case.conditions) for tag in case.tags
    ]
    read = demands(objections, Cloud.AWS, place)
    mentions = tuple(msgspec.structs.replace(mention, is_required=False) for mention in read.mentions)
    if not case.tags:
        return read
    keys = ", ".join(f"`{tag.key}`" for tag in case.tags)
    why = "what an Allow names, another statement may allow without; the draft takes its values and requires nothing"
    return Reading(mentions, (*read.remarks, Remark(place, f"an Allow that tests {keys}", why)))


def _idle(statement: ScpStatement, case: Case, place: Place) -> Iterator[Remark]:
    """Values that are compared in vain: beside `Null: true` a bad value never meets both tests."""
    for tag in case.tags:
        if not statement.is_deny or tag.state != MISSING:
            continue
        tests = [test for test in statement.tests if test.key.lower() == f"{_REQUEST_TAG}{tag.key.lower()}"]
        for test in tests:
            if test.operator.lower() != "null":
                languages = [glob(value) for value in test.values if value.isascii() and value.isprintable()]
                what = f"`{test.operator}` of `{test.key}`: {listed(languages)}"
                why = "beside `Null: true` these values are never compared, so a bad value passes; split the statement"
                yield Remark(place, what, why)


def _actions(statement: ScpStatement) -> str:
    return f"{'all but ' if statement.not_actions else 'on '}{_shown(statement.actions)}"


def _shown(texts: tuple[str, ...]) -> str:
    shown = ", ".join(texts[:_MOST_SHOWN])
    return f"{shown} and {len(texts) - _MOST_SHOWN} more" if len(texts) > _MOST_SHOWN else shown
