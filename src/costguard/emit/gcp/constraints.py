"""Writes demands as custom constraints, few and readable, within Google Cloud's limits.

Every constraint denies where its condition is true. So a rule that does not fit into one condition is parted into
several constraints: a request is refused where any of them holds (Organization Policy, "Custom constraints", 2026-04).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from costguard.catalog.gcp_org_policy import GcpType, gcp_type
from costguard.emit.demand import Demand
from costguard.emit.gcp.branches import fitting
from costguard.emit.gcp.cel import Words, condition, needed
from costguard.emit.gcp.fields import LOCATION, fields_of
from costguard.emit.options import EmitOptions, Limits
from costguard.emit.tree import AttributeValue, Some, Tree, facts_in
from costguard.model.errors import BadInput

_OR: Final = "\n|| "


class Constraint(msgspec.Struct, frozen=True):
    """One custom constraint to be written: what it denies on which type, and which part of its demand it is."""

    demand: Demand
    methods: tuple[str, ...]
    condition: str
    part: int = 0


def constraints(demands: Iterable[Demand], options: EmitOptions) -> tuple[Constraint, ...]:
    """The constraints of all demands that are said, none above the limits.

    They are written to be read; only where that takes more than a type can have are they written to be short.
    Raises BadInput, naming the rule, where even that does not fit.
    """
    said = [demand for demand in demands if demand.is_said and not is_of_places(demand.said)]
    by_type: dict[str, list[Demand]] = {}
    for demand in said:
        by_type.setdefault(demand.operation, []).append(demand)
    found = [each for cai, own in by_type.items() for each in _of_type(cai, own, options.limits)]
    order = {id(demand): place for place, demand in enumerate(said)}
    return tuple(sorted(found, key=lambda each: order[id(each.demand)]))


def is_of_places(said: Tree) -> bool:
    """Whether it is `gcp.resourceLocations` that says it, and no custom constraint."""
    return any(isinstance(fact, AttributeValue) and fact.name == LOCATION for fact in facts_in(said))


def _of_type(cai: str, demands: list[Demand], limits: Limits) -> list[Constraint]:
    found: list[Constraint] = []
    for is_short in (False, True):
        found = [each for demand in demands for each in _of_demand(demand, limits, is_short=is_short)]
        if len(found) <= limits.gcp_constraints_per_type:
            return found
    raise BadInput(_too_many(cai, found, limits))


def _of_demand(demand: Demand, limits: Limits, *, is_short: bool) -> Iterator[Constraint]:
    kind = gcp_type(demand.types[0])
    assert kind is not None  # noqa: S101  (it was named from the same data)
    conditions = _packed(_pieces(demand, kind, limits, is_short=is_short), limits.gcp_condition_characters)
    for place, text in enumerate(conditions, start=1):
        yield Constraint(demand, kind.methods, text, place if len(conditions) > 1 else 0)


def _pieces(demand: Demand, kind: GcpType, limits: Limits, *, is_short: bool) -> list[str]:
    """Conditions that fit, each a part of the demand."""
    room = limits.gcp_condition_characters
    flags = frozenset(own.path for own in fields_of(kind.name).values() if own.form == "flag")
    plain = Words(kind.labels_field, flags, is_short=is_short)
    short = Words(kind.labels_field, flags, is_short=True)

    def text_of(tree: Tree) -> str:
        text = condition(tree, plain)
        return text if len(text) <= room else condition(tree, short)

    found: list[str] = []
    for part in needed(demand.said.parts) if isinstance(demand.said, Some) else (demand.said,):
        branches = fitting(part, lambda tree: len(text_of(tree)) <= room)
        if branches is None:
            raise BadInput(_too_long(demand, len(condition(part, short)), room))
        found.extend(map(text_of, branches))
    return found


def _too_long(demand: Demand, size: int, room: int) -> str:
    return (
        f"the rule `{demand.rule}` does not fit into a custom constraint on `{demand.operation}`: one of its tests "
        f"takes {size:,} characters, and a condition {room:,}; say its values with fewer and shorter globs (`like`), "
        "or give it `cloud: none` and leave it to check and audit"
    )


def _packed(pieces: Sequence[str], room: int) -> list[str]:
    """As many pieces as fit in each condition, in their order."""
    packed: list[str] = []
    for piece in pieces:
        if packed and len(packed[-1]) + len(_OR) + len(piece) <= room:
            packed[-1] += _OR + piece
        else:
            packed.append(piece)
    return packed


def _too_many(cai: str, found: Sequence[Constraint], limits: Limits) -> str:
    rule, count = Counter(each.demand.rule for each in found).most_common(1)[0]
    return (
        f"the policy needs {len(found)} custom constraints on `{cai}`, and a type takes "
        f"{limits.gcp_constraints_per_type}; the rule `{rule}` takes most, {count}: ask for fewer tags or fewer and "
        "shorter values (`like`), narrow its `applies_to`, or give it `cloud: none`"
    )
