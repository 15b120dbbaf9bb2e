"""Which values of an attribute a policy would let pass: what bounds a cost whose machine is not known yet."""

from collections.abc import Callable, Iterable

from costguard.engine.evaluate import Several, evaluate
from costguard.engine.scope import ScopedRules
from costguard.model.condition import AttributeSubject, tests_in
from costguard.model.finding import Level
from costguard.model.resource import Resource, known
from costguard.model.truth import Truth
from costguard.policy.policy_set import PolicySet, Requirement, Rule

Allows = Callable[[str], bool]


def allowed_values(resource: Resource, attribute: str, policy: PolicySet) -> Allows | None:
    """A test of values, or None where no rule that denies speaks of nothing but this attribute of the resource.

    A rule whose `when` is not known to hold bounds nothing: it may not apply.
    """
    rules = ScopedRules(policy.rules).of(resource)
    requirements = [each for rule in rules if _denies(rule, resource) for each in _of(attribute, rule.requirements)]
    if not requirements:
        return None

    def allows(value: str) -> bool:
        candidate = Resource(resource.address, resource.type, resource.cloud, attributes={attribute: known(value)})
        return all(
            evaluate(requirement.condition, candidate, Several.ALL) is not Truth.FAILS for requirement in requirements
        )

    return allows


def _denies(rule: Rule, resource: Resource) -> bool:
    applies = rule.when is None or evaluate(rule.when, resource) is Truth.HOLDS
    return rule.effect.plan is Level.DENY and applies


def _of(attribute: str, requirements: Iterable[Requirement]) -> Iterable[Requirement]:
    """The requirements that test this attribute and no other."""
    wanted = AttributeSubject(attribute)
    return (each for each in requirements if {test.subject for test in tests_in(each.condition)} == {wanted})
