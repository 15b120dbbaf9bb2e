"""Gathers operations by what a bundle does to them, and why, so that thousands of rows become a page."""

from collections.abc import Iterable

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.guardrail import Coverage, Duty, Guardrails
from costguard.reports.guardrails.reasons import filled, template


class Operation(msgspec.Struct, frozen=True, order=True):
    """An operation, and the kinds of resources that it is meant on; none: whatever it makes."""

    name: str
    resources: tuple[str, ...] = ()


class Group(msgspec.Struct, frozen=True):
    """Operations that fare alike under the same rules, for the same reason."""

    duty: Duty
    why: str
    rules: tuple[str, ...]
    operations: tuple[Operation, ...]


def groups_of(guardrails: Guardrails, cloud: Cloud) -> tuple[Group, ...]:
    """The groups of a cloud, by duty, the largest first; rules in the policy's order."""
    places = {asked.id: place for place, asked in enumerate(guardrails.asked)}
    rows = sorted(
        (row for row in guardrails.coverage if row.cloud == cloud),
        key=lambda row: (places.get(row.rule, len(places)), row.rule, row.operation, row.resource),
    )
    by_rule: dict[tuple[str, Duty, str], list[Coverage]] = {}
    for row in rows:
        by_rule.setdefault((row.rule, row.duty, template(row.why, (row.operation,))), []).append(row)
    return _by_operations(by_rule)


def counts_of(groups: Iterable[Group]) -> dict[str, dict[Duty, int]]:
    """How many operations of each rule have which duty."""
    found: dict[str, dict[Duty, set[str]]] = {}
    for group in groups:
        for rule in group.rules:
            names = found.setdefault(rule, {}).setdefault(group.duty, set())
            names.update(operation.name for operation in group.operations)
    return {rule: {duty: len(names) for duty, names in duties.items()} for rule, duties in found.items()}


def _by_operations(by_rule: dict[tuple[str, Duty, str], list[Coverage]]) -> tuple[Group, ...]:
    """Groups of several rules in one, where they are about the same operations."""
    rules: dict[tuple[Duty, str, tuple[Operation, ...]], list[str]] = {}
    for (rule, duty, form), rows in by_rule.items():
        rules.setdefault((duty, _why(form, rows), _operations(rows)), []).append(rule)
    groups = [Group(duty, why, tuple(names), operations) for (duty, why, operations), names in rules.items()]
    order = list(Duty)
    return tuple(sorted(groups, key=lambda group: (order.index(group.duty), -len(group.operations), group.why)))


def _why(form: str, rows: list[Coverage]) -> str:
    return rows[0].why if len({row.operation for row in rows}) == 1 else filled(form)


def _operations(rows: list[Coverage]) -> tuple[Operation, ...]:
    resources: dict[str, set[str]] = {}
    for row in rows:
        resources.setdefault(row.operation, set()).update([row.resource] if row.resource else [])
    return tuple(Operation(name, tuple(sorted(found))) for name, found in sorted(resources.items()))
