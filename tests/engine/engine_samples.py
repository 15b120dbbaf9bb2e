"""Resources, conditions and policies in few words, for the tests of the engine."""

from datetime import date

from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.condition import AttributeSubject, Operator, TagSubject, Test
from costguard.model.finding import Code, Finding, Level, State
from costguard.model.resource import Resource
from costguard.model.tags import Tag, Tags
from costguard.policy.policy_set import Alias, Dimension, Effect, PolicySet, RegistryEntry, Rule, Scope
from costguard.policy.taxonomy import CLOUDS, accepted_on

TODAY = date(2026, 11, 1)
LATER = "its tags are known only after apply"

TYPES = {Cloud.AWS: "aws_instance", Cloud.AZURE: "azurerm_managed_disk", Cloud.GCP: "google_compute_disk"}

COST_CENTER = TagSubject(
    "cost_center",
    {Cloud.AWS: "CostCenter", Cloud.AZURE: "CostCenter", Cloud.GCP: "cost_center"},
    ("costcentre",),
)
ENVIRONMENT = TagSubject(
    "environment", {Cloud.AWS: "Environment", Cloud.AZURE: "Environment", Cloud.GCP: "environment"}
)


def tags(incomplete: str = "", **values: str | Tag | None) -> Tags:
    """Tags by key; None is a value that is known after apply."""
    entries = {key: value if isinstance(value, Tag) else Tag(value=value) for key, value in values.items()}
    return Tags(entries=entries, incomplete=incomplete)


def resource(cloud: Cloud = Cloud.AWS, *, type: str = "", address: str = "", **fields) -> Resource:  # noqa: A002
    """A resource that is created, of a type of that cloud, without tags unless `fields` say otherwise."""
    type = type or TYPES[cloud]  # noqa: A001
    fields = {"tags": Tags(), "action": Action.CREATE, **fields}
    return Resource(address=address or f"{type}.this", type=type, cloud=cloud, **fields)


def on_tag(operator: Operator, *operands, subject: TagSubject = ENVIRONMENT) -> Test:
    """A test of a tag."""
    return Test(subject=subject, operator=operator, operands=operands)


def on_attribute(operator: Operator, *operands, name: str = "size_gb") -> Test:
    """A test of an attribute."""
    return Test(subject=AttributeSubject(name=name), operator=operator, operands=operands)


def dimension(
    subject: TagSubject = ENVIRONMENT,
    operator: Operator = Operator.ONE_OF,
    operands: tuple[str, ...] = ("prod", "staging", "dev"),
    *,
    aliases: tuple[Alias, ...] = (),
    registry: tuple[RegistryEntry, ...] = (),
    is_raw: bool = False,
) -> Dimension:
    """A dimension as the policy's reader makes it."""
    return Dimension(
        name=subject.name,
        subject=subject,
        accepts={cloud: accepted_on(cloud, subject, operator, operands) for cloud in CLOUDS},
        aliases=aliases,
        suggestions=operands if operator is Operator.ONE_OF else (),
        registry={row.value: row for row in registry},
        is_raw=is_raw,
    )


def rule(id: str = "a-rule", *, plan: Level | None = Level.DENY, scope: Scope | None = None, **fields) -> Rule:  # noqa: A002
    """A rule that denies, for every resource, unless `fields` say otherwise."""
    return Rule(id=id, scope=scope or Scope(), effect=Effect(plan=plan), **fields)


def policy(*rules: Rule, **fields) -> PolicySet:
    """A policy of these rules."""
    return PolicySet(today=TODAY, rules=rules, **fields)


def finding(address: str = "aws_instance.this", **fields) -> Finding:
    """A missing tag that denies, unless `fields` say otherwise."""
    values = {
        "rule": "a-rule",
        "code": Code.MISSING,
        "state": State.VIOLATION,
        "level": Level.DENY,
        "message": "`Owner` is missing",
        "key": "Owner",
        "dimension": "owner",
    }
    return Finding(address=address, **(values | fields))
