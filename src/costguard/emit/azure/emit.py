"""Writes a policy for Azure: definitions, one initiative, its assignment, exemptions and what none of them can say."""

from collections.abc import Sequence

import msgspec

from costguard.emit.azure.coverage import coverage, gaps
from costguard.emit.azure.definitions import Definition, definitions
from costguard.emit.azure.demands import demands, rules_of
from costguard.emit.azure.exemptions import exemptions
from costguard.emit.azure.inherit import inheritances
from costguard.emit.azure.initiative import assignment, initiative
from costguard.emit.azure.naming import check_prefix
from costguard.emit.bundle import Emitted
from costguard.emit.demand import Demand
from costguard.emit.options import EmitOptions
from costguard.model.errors import BadInput
from costguard.policy.policy_set import PolicySet


def emit(policy: PolicySet, options: EmitOptions) -> Emitted:
    """The documents that hold the policy in Azure, what they are to be proved against, and what they do not cover.

    Raises BadInput, naming the rule, where a document is larger than Azure takes, and BadUsage for options that
    name what is not there.
    """
    check_prefix(options.prefix)
    asked = demands(policy)
    own = _all_definitions(policy, asked, options)
    excuses = exemptions(policy, own, options)
    bundle = (initiative(own, options), assignment(own, options)) if own else ()
    return Emitted(
        documents=(*(each.document for each in own), *bundle, *excuses),
        demands=asked,
        coverage=coverage(policy, asked, options),
        gaps=gaps(asked, excuses),
    )


def _all_definitions(policy: PolicySet, asked: Sequence[Demand], options: EmitOptions) -> tuple[Definition, ...]:
    """Those that change resources first, as Azure applies them first."""
    of_rules = (
        each
        for rule in rules_of(policy)
        for each in definitions(rule, [demand for demand in asked if demand.rule == rule.id], options)
    )
    return _with_own_parameters(_checked((*inheritances(policy, options), *of_rules)))


def _checked(found: tuple[Definition, ...]) -> tuple[Definition, ...]:
    """The same definitions. Raises BadInput where two would be one in Azure, whose names ignore case."""
    seen: dict[str, Definition] = {}
    for each in found:
        other = seen.setdefault(each.name.lower(), each)
        if other is not each:
            raise BadInput(
                f"the definitions `{other.name}` and `{each.name}` are one and the same to Azure; rename a rule or a "
                f"dimension"
            )
    return found


def _with_own_parameters(found: tuple[Definition, ...]) -> tuple[Definition, ...]:
    """No two definitions share a parameter: of names that differ in hyphens only, the later ones get a number."""
    seen: dict[str, int] = {}
    own = []
    for each in found:
        number = seen[each.parameter.lower()] = seen.get(each.parameter.lower(), 0) + 1
        own.append(each if number == 1 else msgspec.structs.replace(each, parameter=f"{each.parameter}{number}"))
    return tuple(own)
