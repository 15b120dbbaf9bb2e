"""Random rules, and resources that they speak of, for the laws of what is written for clouds and proved of it."""

from collections.abc import Mapping

from guardrail_policies import TODAY
from hypothesis import strategies as st

from costguard.engine.judge import judge
from costguard.engine.values import as_text
from costguard.model.cloud import Cloud
from costguard.model.condition import All, AnyOf, AttributeSubject, Not, Operator, TagSubject, Test
from costguard.model.finding import Code, Level
from costguard.model.resource import Resource, Scalar, known
from costguard.model.tags import Tag, Tags
from costguard.policy.policy_set import Alias, CloudEffect, Dimension, Effect, PolicySet, Requirement, Rule, Scope
from costguard.policy.taxonomy import CLOUDS, accepted_on

TYPES = {Cloud.AWS: "aws_ebs_volume", Cloud.AZURE: "azurerm_managed_disk", Cloud.GCP: "google_compute_disk"}
LATER, BEFORE = TODAY.replace(year=2027), TODAY.replace(year=2025)
# Few words, so that rules and resources often speak of the same.
WORDS = st.sampled_from(["prod", "dev", "PROD", "cc-1", "CC-1", "cc-12", "a b", ""])
GLOBS = st.lists(st.sampled_from(["*", "?*", "CC-*", "cc-?", "*-1", "pr?d"]), min_size=1, max_size=2).map(tuple)
PATTERNS = st.sampled_from(["[a-z]+", "(?i)cc-[0-9]", "cc-[0-9]+", ".*", "prod|dev"]).map(lambda each: (each,))
SOME_WORDS = st.lists(WORDS.filter(bool), min_size=1, max_size=3, unique=True).map(tuple)
KEYS = ("CostCenter", "Stage")
ALIASES = ("costcenter", "cost-centre", "Env", "stufe")


@st.composite
def dimensions(draw, key: str) -> Dimension:
    """A dimension with aliases, of which some are accepted no more, and any test of its values."""
    aliases = tuple(
        Alias(alias, draw(st.sampled_from([LATER, BEFORE])))
        for alias in draw(st.lists(st.sampled_from(ALIASES), max_size=2, unique=True))
    )
    accepted = tuple(alias.key for alias in aliases if alias.until >= TODAY)
    label = {"CostCenter": "cost_center"}.get(key, key.lower())
    subject = TagSubject(key.lower(), {Cloud.AWS: key, Cloud.AZURE: key, Cloud.GCP: label}, accepted)
    operator, operands = draw(
        st.one_of(
            SOME_WORDS.map(lambda words: (Operator.ONE_OF, words)),
            GLOBS.map(lambda globs: (Operator.LIKE, globs)),
            PATTERNS.map(lambda patterns: (Operator.PATTERN, patterns)),
        )
    )
    accepts = {cloud: accepted_on(cloud, subject, operator, operands) for cloud in CLOUDS}
    return Dimension(key.lower(), subject, accepts, aliases=aliases)


def _tag_tests(subject: TagSubject):
    return st.one_of(
        st.tuples(st.sampled_from([Operator.ONE_OF, Operator.NONE_OF]), SOME_WORDS),
        st.tuples(st.sampled_from([Operator.LIKE, Operator.UNLIKE]), GLOBS),
        st.tuples(st.just(Operator.PATTERN), PATTERNS),
        st.tuples(st.just(Operator.PRESENT), st.booleans().map(lambda flag: (flag,))),
    ).map(lambda test: Test(subject, *test))


NUMBERS = st.sampled_from([0, 1, 10, 16, 100, 1.5])
_NUMBER_TESTS = st.one_of(
    st.tuples(st.sampled_from([Operator.AT_MOST, Operator.AT_LEAST]), NUMBERS.map(lambda number: (number,))),
    st.tuples(
        st.sampled_from([Operator.ONE_OF, Operator.NONE_OF]), st.lists(NUMBERS, min_size=1, max_size=3).map(tuple)
    ),
)
_TEXT_TESTS = st.one_of(
    st.tuples(st.sampled_from([Operator.ONE_OF, Operator.NONE_OF]), SOME_WORDS),
    st.tuples(st.sampled_from([Operator.LIKE, Operator.UNLIKE]), GLOBS),
    st.tuples(st.just(Operator.PATTERN), PATTERNS),
)
_PRESENCE = st.tuples(st.just(Operator.PRESENT), st.booleans().map(lambda flag: (flag,)))
# `instance_type` and `multi_az` are attributes that none of the types has.
_BY_NAME = {
    "size_gb": _NUMBER_TESTS | _PRESENCE,
    "volume_type": _TEXT_TESTS | _PRESENCE,
    "region": _TEXT_TESTS,
    "instance_type": _TEXT_TESTS | _PRESENCE,
}
ATTRIBUTE_TESTS = st.one_of(
    *(
        tests.map(lambda test, name=name: Test(AttributeSubject(name), *test))  # type: ignore[misc]
        for name, tests in _BY_NAME.items()
    )
)


def _nested(parts):
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return several.map(All) | several.map(AnyOf) | parts.map(Not)


def conditions(subjects: list[TagSubject]):
    """A condition on these tags and on attributes."""
    leaves = ATTRIBUTE_TESTS
    for subject in subjects:
        leaves |= _tag_tests(subject)
    return st.recursive(leaves, _nested, max_leaves=4)


@st.composite
def rules(draw, identity: str = "a-rule", scope: Scope | None = None) -> Rule:
    """A rule that asks for tags, for anything else, or for both, of what it may apply to."""
    known_dimensions = [draw(dimensions(key)) for key in KEYS]
    subjects = [dimension.subject for dimension in known_dimensions]
    taken = draw(st.lists(st.sampled_from(range(2)), max_size=2, unique=True))
    requirements = draw(st.lists(conditions(subjects), min_size=0 if taken else 1, max_size=2))
    return Rule(
        id=identity,
        scope=scope or Scope(),
        effect=Effect(plan=Level.DENY, cloud=CloudEffect.DENY),
        when=draw(st.none() | conditions(subjects)),
        tags=tuple(known_dimensions[place] for place in taken),
        requirements=tuple(
            Requirement(f"key-{place}", condition, Code.FORBIDDEN) for place, condition in enumerate(requirements)
        ),
    )


@st.composite
def resources(draw, cloud: Cloud) -> Resource:
    """A resource of which everything is known; it has at most one spelling of a tag key."""
    names = {"costcenter": ("CostCenter", "costcenter", "COSTCENTER"), "stage": ("Stage", "stage")}
    spelled = [*names.values(), *((alias,) for alias in ("cost-centre", "Env", "stufe", "env", "Other"))]
    if cloud is Cloud.GCP:
        spelled = [(key,) for key in ("cost_center", "stage", "costcenter", "cost-centre", "env", "stufe", "other")]
    sent: dict[str, str] = {}
    for choices in spelled:
        key = draw(st.none() | st.sampled_from(choices))
        if key is not None and key.lower() not in {each.lower() for each in sent}:
            sent[key] = draw(WORDS)
    attributes = {"size_gb": draw(NUMBERS), "volume_type": draw(WORDS), "region": draw(WORDS)}
    kind = TYPES[cloud]
    return Resource(
        f"{kind}.this",
        kind,
        cloud,
        tags=Tags({key: Tag(value) for key, value in sent.items()}),
        attributes={name: known(value) for name, value in attributes.items()},
    )


def policy(*rules_: Rule) -> PolicySet:
    """A policy of these rules."""
    return PolicySet(today=TODAY, rules=rules_)


def is_denied_by_engine(resource: Resource, *rules_: Rule) -> bool:
    """Whether the engine refuses the resource; what it only advises, as an alias still accepted, is none of that."""
    return any(finding.level is Level.DENY for finding in judge([resource], policy(*rules_)).findings)


def variables_of(resource: Resource, names: Mapping[str, str]) -> dict[str, str]:
    """The resource as a request: its tags, and its attributes by the `names` that the cloud gives them."""
    entries = resource.tags.entries if resource.tags is not None else {}
    spelled = {f"spelling of tag {key.lower()}": key for key in entries}
    values = {f"value of tag {key.lower()}": tag.value or "" for key, tag in entries.items()}
    attributes = {names.get(name, name): as_text(_only(each.values)) for name, each in resource.attributes.items()}
    return {**spelled, **values, **attributes}


def _only(values: tuple[Scalar, ...]) -> Scalar:
    (value,) = values
    return value
