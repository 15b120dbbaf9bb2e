"""Holds a project to what the policy says of it: no tag switches a rule off, and one that says otherwise is a fault."""

from collections.abc import Iterator, Mapping
from typing import Final, assert_never

import msgspec

from costguard.engine.evaluate import find_tag
from costguard.engine.fault import Fault, finding_of
from costguard.engine.undecided import value_to_come
from costguard.model.cloud import Cloud
from costguard.model.condition import All, AnyOf, AttributeSubject, Condition, Not, TagSubject, Test
from costguard.model.finding import PROJECT_DIMENSIONS, Code, Finding, Level, State
from costguard.model.resource import Attribute, Resource, known
from costguard.model.tags import Origin
from costguard.policy.labels import label_form
from costguard.policy.policy_set import Dimension, PolicySet, Rule
from costguard.policy.projects import fixed_by

_TITLE: Final = "Tags say the same as the policy says of the project"
_WHY: Final = "The policy knows what a project is; its rules were judged by that, whatever the tag says."


class Projection(msgspec.Struct, frozen=True):
    """What a policy says of one project: values by dimension. It changes nothing where the policy says nothing."""

    project: str
    values: Mapping[str, str]
    dimensions: tuple[Dimension, ...]
    attributes: Mapping[str, Attribute]

    @classmethod
    def of(cls, policy: PolicySet, project: str) -> "Projection":
        """What holds in a project; nothing where it is not told ("")."""
        values = fixed_by(policy, project)
        attributes = {name: known(value, origin=Origin.INHERITED) for name, value in values.items()}
        return cls(project, values, tuple(policy.taxonomy[name] for name in values), attributes)

    def rule(self, rule: Rule) -> Rule:
        """The rule with its conditions on the project's values; what it asks of tags stays as it is."""
        if not self.values:
            return rule
        requirements = tuple(
            msgspec.structs.replace(each, condition=self._condition(each.condition)) for each in rule.requirements
        )
        when = self._condition(rule.when) if rule.when is not None else None
        return msgspec.structs.replace(rule, when=when, requirements=requirements)

    def resource(self, resource: Resource) -> Resource:
        """The resource with the project's values, where the project's rules look for them."""
        if not self.values:
            return resource
        before = self.resource(resource.before) if resource.before is not None else None
        attributes = {**resource.attributes, **self.attributes}
        return msgspec.structs.replace(resource, attributes=attributes, before=before)

    def speaks_of(self, resource: Resource) -> bool:
        """Whether a tag of the resource could say otherwise."""
        return resource.tags is not None and any(each.subject.keys.get(resource.cloud) for each in self.dimensions)

    def faults(self, resource: Resource) -> Iterator[Fault]:
        """Each tag that says otherwise than the policy does, or of which nobody knows yet what it says."""
        for dimension in self.dimensions:
            fault = self._fault(dimension, self.values[dimension.name], resource)
            if fault is not None:
                yield fault

    def finding(self, fault: Fault, level: Level, resource: Resource) -> Finding:
        """The finding on a tag that says otherwise."""
        value = _spelled(self.values[fault.dimension], resource.cloud)
        fix = f"Set `{fault.key}` to `{value}`, or plan this in the project it belongs to."
        return finding_of(fault, resource, level, rule=PROJECT_DIMENSIONS, title=_TITLE, why=_WHY, fix=fix)

    def _condition(self, condition: Condition) -> Condition:
        match condition:
            case Test(TagSubject(name=name)) if name in self.values:
                return Test(AttributeSubject(name), condition.operator, condition.operands)
            case Test():
                return condition
            case All(parts):
                return All(tuple(self._condition(part) for part in parts))
            case AnyOf(parts):
                return AnyOf(tuple(self._condition(part) for part in parts))
            case Not(part):
                return Not(self._condition(part))
            case _:
                assert_never(condition)

    def _fault(self, dimension: Dimension, value: str, resource: Resource) -> Fault | None:
        key, tags = dimension.subject.keys.get(resource.cloud), resource.tags
        if key is None or tags is None:
            return None
        found = find_tag(dimension.subject, resource)
        said = f"project `{self.project}` is `{_spelled(value, resource.cloud)}`"
        if found is None:
            message = f"whether `{key}` says otherwise than {said} cannot be known: {tags.incomplete}"
            is_open = bool(tags.incomplete)
            return Fault(key, Code.UNKNOWN, message, State.UNDECIDED, dimension.name) if is_open else None
        spelled, tag = found
        if tag.value is None:
            message = f"`{spelled}` has a value that is {value_to_come(resource)}; {said}"
            return Fault(spelled, Code.UNKNOWN, message, State.UNDECIDED, dimension.name, source=tag.origin)
        if tag.value in ("", _spelled(value, resource.cloud)):
            return None
        met = "has a sensitive value" if tag.sensitive else f"is `{tag.value}`"
        shown = None if tag.sensitive else tag.value
        message = f"`{spelled}` {met}, but {said}"
        return Fault(
            spelled, Code.INVALID, message, State.VIOLATION, dimension.name, shown, tag.sensitive, source=tag.origin
        )


def _spelled(value: str, cloud: Cloud) -> str:
    """The value as a tag of that cloud holds it."""
    return label_form(value) if cloud is Cloud.GCP else value
