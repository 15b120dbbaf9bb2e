"""Lowers a rule to the tree of requests that break it.

This is the rule's meaning that documents are written from and proved against; tests hold it equal to what the
engine says of a resource with the same tags and attributes.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import assert_never

from costguard.catalog.lookup import attribute_names, entry
from costguard.emit.tree import (
    ALWAYS,
    NEVER,
    AttributeNumber,
    AttributeValue,
    Comparison,
    Every,
    NothingSent,
    Sent,
    Some,
    TagValue,
    Tree,
    Unsayable,
    every,
    some,
)
from costguard.languages.language import Language, exactly, glob, holds, pattern
from costguard.languages.unsupported import Unsupported
from costguard.model.cloud import Cloud, fold_key
from costguard.model.condition import (
    All,
    AnyOf,
    AttributeSubject,
    Condition,
    Not,
    Operator,
    TagSubject,
    Test,
    tests_in,
)
from costguard.policy.labels import key_on
from costguard.policy.localise import localised
from costguard.policy.policy_set import Dimension, Requirement, Rule

_RAW = "it is read from Terraform plans, and no request to a cloud holds it"


def violation(rule: Rule, cloud: Cloud, terraform_type: str, today: date) -> Tree:
    """When creating a resource of this type on this cloud breaks the rule.

    `NEVER` where the rule asks nothing of the type. Every attribute of the type counts as given: the service
    puts its own default into the request where the caller leaves one out.
    """
    known = entry(terraform_type)
    attributes = frozenset(known.attributes) if known is not None else frozenset()
    if known is not None and known.taggable:
        faults = [_tag_is_wrong(dimension, cloud, today) for dimension in rule.tags]
    else:
        faults = []
    faults += [
        _tree(requirement.condition, cloud, attributes, wanted=False)
        for requirement in rule.requirements
        if _applies(requirement, attributes)
    ]
    when = ALWAYS if rule.when is None else _tree(rule.when, cloud, attributes, wanted=True)
    return every((when, some(tuple(faults))))


def retagging(rule: Rule, cloud: Cloud, today: date) -> Tree:
    """When sending tags to a resource that exists breaks the rule: a key, or an alias of it, with a wrong value.

    A rule with a `when` asks of other tags, which the request does not hold, and so never forbids one; no more does
    a requirement on several tags.
    """
    if rule.when is not None:
        return NEVER
    required = [each for dimension in rule.tags for each in _sent_wrong(dimension, cloud, today)]
    forbidden = [
        _tree(requirement.condition, cloud, frozenset(), wanted=False)
        for requirement in rule.requirements
        if asks_of_one_tag(requirement)
    ]
    return some((*required, *(each for tree in forbidden for each in _branches_that_send(tree))))


def asks_of_one_tag(requirement: Requirement) -> bool:
    """Whether all tests of a requirement are of one and the same tag."""
    subjects = {test.subject.name: test.subject for test in tests_in(requirement.condition)}
    return len(subjects) == 1 and all(isinstance(subject, TagSubject) for subject in subjects.values())


def _branches_that_send(tree: Tree) -> Iterator[Tree]:
    """The ways to break a requirement that need a tag to be sent."""
    for branch in tree.parts if isinstance(tree, Some) else (tree,):
        parts = branch.parts if isinstance(branch, Every) else (branch,)
        if any(isinstance(part, Sent) and part.holds for part in parts):
            yield branch


def untagging(rule: Rule, cloud: Cloud, *, none_is_all: bool) -> Tree:
    """When taking tags away breaks the rule: a required key is named, or, where that means all, none is."""
    if rule.when is not None or not rule.tags:
        return NEVER
    named = Sent(tuple(dimension.subject.keys[cloud] for dimension in rule.tags))
    return some((named, NothingSent())) if none_is_all else named


def languages_of(operator: Operator, operands: tuple[object, ...]) -> tuple[Language, ...] | None:
    """The values that pass a positive test, or fail a negative one; None for the tests that are not of text."""
    match operator:
        case Operator.ONE_OF | Operator.NONE_OF:
            return tuple(exactly(_as_text(operand)) for operand in operands)
        case Operator.LIKE | Operator.UNLIKE:
            return tuple(glob(str(operand)) for operand in operands)
        case Operator.PATTERN:
            return tuple(pattern(str(operand)) for operand in operands)
        case Operator.AT_MOST | Operator.AT_LEAST | Operator.PRESENT:
            return None
        case _:
            assert_never(operator)


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _tag_is_wrong(dimension: Dimension, cloud: Cloud, today: date) -> Tree:
    """Neither the key nor an alias is there, or the first of them that is has a wrong value."""
    keys = tuple(_chain(dimension, cloud, today))
    if len(keys) == 1:
        return some((Sent(keys, holds=False), _value_is_wrong(dimension, keys[0], cloud)))
    return some((Sent(keys, holds=False), *_sent_wrong(dimension, cloud, today)))


def _sent_wrong(dimension: Dimension, cloud: Cloud, today: date) -> Iterator[Tree]:
    """The key, or each alias where nothing before it is sent, with a wrong value; any at all of an expired alias."""
    is_accepted = _chain(dimension, cloud, today)
    keys = tuple(is_accepted)
    for place, key in enumerate(keys):
        before = (Sent(keys[:place], holds=False),) if place else ()
        wrong = _value_is_wrong(dimension, key, cloud) if is_accepted[key] else ALWAYS
        yield every((*before, Sent((key,)), wrong))


def _chain(dimension: Dimension, cloud: Cloud, today: date) -> Mapping[str, bool]:
    """The key and its aliases as the cloud spells them, in the order of looking for them, and which are accepted."""
    key = dimension.subject.keys[cloud]
    aliases = {_spelled(alias.key, cloud): today <= alias.until for alias in dimension.aliases}
    return {key: True, **{alias: is_good for alias, is_good in aliases.items() if alias != _spelled(key, cloud)}}


def _value_is_wrong(dimension: Dimension, key: str, cloud: Cloud) -> Tree:
    """The value is empty, or not one that the taxonomy accepts there."""
    test = dimension.accepts[cloud]
    try:
        languages = languages_of(test.operator, test.operands)
    except Unsupported as error:  # RE2 knows more than can be compared exactly: word boundaries, Unicode classes
        return some((TagValue(key, (exactly(""),)), _beyond_us(key, test, error)))
    assert languages is not None  # noqa: S101  (the taxonomy has no other tests)
    wrong = TagValue(key, languages, holds=False)
    takes_empty = any(holds(language, "") for language in languages)
    return some((TagValue(key, (exactly(""),)), wrong)) if takes_empty else wrong


def _beyond_us(name: str, test: Test, error: Unsupported) -> Unsayable:
    return Unsayable(f"{name} {test.operator} {test.operands}", str(error))


def _spelled(key: str, cloud: Cloud) -> str:
    return key_on(cloud, fold_key(key, cloud) if cloud is Cloud.AZURE else key)


def _applies(requirement: Requirement, attributes: frozenset[str]) -> bool:
    """A requirement asks nothing of a type that lacks an attribute that it names."""
    subjects = [test.subject for test in tests_in(requirement.condition)]
    named = (subject for subject in subjects if isinstance(subject, AttributeSubject) and not subject.is_raw)
    return all(subject.name in attributes or subject.name == "region" for subject in named)


def _tree(condition: Condition, cloud: Cloud, attributes: frozenset[str], *, wanted: bool) -> Tree:
    match condition:
        case Test(TagSubject() as subject):
            return _tag_tree(condition, subject, cloud, wanted=wanted)
        case Test():
            return _attribute_tree(condition, attributes, wanted=wanted)
        case All(parts):
            trees = tuple(_tree(part, cloud, attributes, wanted=wanted) for part in parts)
            return every(trees) if wanted else some(trees)
        case AnyOf(parts):
            trees = tuple(_tree(part, cloud, attributes, wanted=wanted) for part in parts)
            return some(trees) if wanted else every(trees)
        case Not(part):
            return _tree(part, cloud, attributes, wanted=not wanted)
        case _:
            assert_never(condition)


def _tag_tree(test: Test, subject: TagSubject, cloud: Cloud, *, wanted: bool) -> Tree:
    """The first of the key and its accepted aliases that is there decides."""
    keys = tuple(dict.fromkeys((subject.keys[cloud], *(_spelled(alias, cloud) for alias in subject.aliases))))
    if test.operator is Operator.PRESENT:
        return Sent(keys, holds=bool(test.operands[0]) is wanted)
    try:
        languages = languages_of(test.operator, localised(test, cloud))
    except Unsupported as error:
        return _beyond_us(test.subject.name, test, error)
    if languages is None:
        return Unsayable(test.subject.name, "clouds compare tags as text, not as numbers")
    if test.operator is Operator.PATTERN:
        return _chosen(keys, tuple((language,) for language in languages), wanted=wanted)
    return _chosen(keys, (languages,), wanted=wanted is not test.operator.is_negative)


def _chosen(keys: tuple[str, ...], each: tuple[tuple[Language, ...], ...], *, wanted: bool) -> Tree:
    """The value of the first key that is there lies in one language of each group; not wanted: or none is there."""
    branches: list[Tree] = [] if wanted else [Sent(keys, holds=False)]
    for place, key in enumerate(keys):
        values = tuple(TagValue(key, languages, holds=wanted) for languages in each)
        value = every(values) if wanted else some(values)
        before = (Sent(keys[:place], holds=False),) if place else ()
        branches.append(every((*before, Sent((key,)), value)))
    return some(tuple(branches))


def _attribute_tree(test: Test, attributes: frozenset[str], *, wanted: bool) -> Tree:
    assert isinstance(test.subject, AttributeSubject)  # noqa: S101  (a tag went the other way)
    name = test.subject.name
    if test.subject.is_raw:
        return Unsayable(name, _RAW)
    if name not in attributes and name != "region":
        absent = not test.operands[0] if test.operator is Operator.PRESENT else test.operator.is_negative
        return ALWAYS if absent is wanted else NEVER
    match test.operator:
        case Operator.AT_MOST | Operator.AT_LEAST:
            asked = Comparison.AT_MOST if test.operator is Operator.AT_MOST else Comparison.AT_LEAST
            return AttributeNumber(name, asked if wanted else asked.opposite, float(test.operands[0]))
        case Operator.PRESENT:
            return ALWAYS if bool(test.operands[0]) is wanted else NEVER
        case _:
            try:
                languages = languages_of(test.operator, test.operands) or ()
            except Unsupported as error:
                return _beyond_us(name, test, error)
    if test.operator is Operator.PATTERN:
        values = tuple(AttributeValue(name, (language,), holds=wanted) for language in languages)
        return every(values) if wanted else some(values)
    return AttributeValue(name, languages, holds=wanted is not test.operator.is_negative)


def is_number(attribute: str) -> bool:
    """Whether the catalog's attribute is a number, which clouds compare by size."""
    names: Mapping[str, object] = attribute_names()
    return attribute in names and attribute_names()[attribute].kind == "number"
