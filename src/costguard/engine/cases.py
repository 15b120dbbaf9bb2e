"""Runs the cases that a policy ships: this resource, judged, gives exactly these findings."""

import msgspec

from costguard.engine.decide import one_a_key
from costguard.engine.judge import judge
from costguard.engine.waive import waive
from costguard.model.finding import Finding, Level
from costguard.policy.policy_set import Case, Expectation, PolicySet, Rule


class CaseResult(msgspec.Struct, frozen=True):
    """How a case went: the expectations that were not met, and the findings that nobody expected."""

    case: Case
    unmet: tuple[Expectation, ...]
    unexpected: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether the findings were exactly those expected."""
        return not self.unmet and not self.unexpected


def run_cases(policy: PolicySet) -> tuple[CaseResult, ...]:
    """Run every case of the policy, in its order."""
    return tuple(_run(case, policy) for case in policy.cases)


def _run(case: Case, policy: PolicySet) -> CaseResult:
    rules = policy.rules if not case.rule else tuple(_awake(rule) for rule in policy.rules if rule.id == case.rule)
    found = judge((case.resource,), msgspec.structs.replace(policy, rules=rules)).findings
    left = list(one_a_key(waive(found, policy.waivers, policy.today)))
    left = [finding for finding in left if finding.address == case.resource.address]
    unmet: list[Expectation] = []
    for expectation in case.expect:
        met = next((finding for finding in left if _meets(finding, expectation)), None)
        if met is None:
            unmet.append(expectation)
        else:
            left.remove(met)
    return CaseResult(case, tuple(unmet), tuple(left))


def _awake(rule: Rule) -> Rule:
    """The rule as one that speaks in plans: a case of a rule for audits asks what it finds, not where."""
    if rule.effect.plan is not None:
        return rule
    return msgspec.structs.replace(rule, effect=msgspec.structs.replace(rule.effect, plan=Level.ADVISE))


def _meets(finding: Finding, expectation: Expectation) -> bool:
    return (
        finding.code is expectation.code
        and finding.state is expectation.state
        and expectation.key in ("", finding.key, finding.dimension)
        and expectation.rule in ("", finding.rule)
    )
