"""Writes rules about places as the managed constraint `gcp.resourceLocations`, of which a parent has one policy."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from costguard.catalog.gcp_org_policy import location_value
from costguard.emit.demand import Demand
from costguard.emit.gcp.constraints import is_of_places
from costguard.emit.gcp.demands import listed_places
from costguard.emit.gcp.documents import policy_name, spec_key
from costguard.emit.gcp.yaml_text import yaml_text
from costguard.emit.options import EmitOptions
from costguard.emit.tree import AttributeValue, facts_in
from costguard.model.errors import BadInput
from costguard.model.guardrail import Document, DocumentKind

CONSTRAINT: Final = "gcp.resourceLocations"
_SPECS: Final = ("spec", "dryRunSpec")


class _Places(msgspec.Struct, frozen=True):
    """What rules together leave: `allowed` is None where no rule lists what is allowed."""

    allowed: tuple[str, ...] | None
    denied: tuple[str, ...]
    rules: tuple[str, ...]


def location_policy(demands: Iterable[Demand], options: EmitOptions) -> tuple[Document, ...]:
    """The policy that all rules about places make together; none where there is no such rule.

    Several rules leave what each of them allows. Raises BadInput where that is nothing.
    """
    facts: dict[str, dict[str, AttributeValue]] = {}
    for demand in demands:
        if demand.is_said and is_of_places(demand.said):
            own = facts.setdefault(spec_key(demand.effect, options), {})
            own.update((demand.rule, fact) for fact in facts_in(demand.said) if isinstance(fact, AttributeValue))
    if not facts:
        return ()
    places = {spec: _together(facts[spec]) for spec in _SPECS if spec in facts}
    document: dict[str, object] = {"name": policy_name(CONSTRAINT, options)}
    document.update((spec, {"rules": [{"values": _values(own)}]}) for spec, own in places.items())
    rules = tuple(dict.fromkeys(rule for own in places.values() for rule in own.rules))
    return (Document(f"gcp/policies/{CONSTRAINT}.yaml", DocumentKind.GCP_POLICY, yaml_text(document), rules),)


def _together(facts: Mapping[str, AttributeValue]) -> _Places:
    allowed: tuple[str, ...] | None = None
    for fact in facts.values():
        if not fact.holds:
            places = listed_places(fact.languages)
            allowed = places if allowed is None else tuple(place for place in allowed if place in places)
    denied = tuple(place for fact in facts.values() if fact.holds for place in listed_places(fact.languages))
    rules = tuple(facts)
    if allowed is None:
        return _Places(None, tuple(dict.fromkeys(denied)), rules)
    left = tuple(place for place in allowed if place not in denied)
    if not left:
        named = " and ".join(f"`{rule}`" for rule in rules)
        raise BadInput(f"{named} leave no Google Cloud region together; let them share one, or narrow their `clouds`")
    return _Places(left, (), rules)


def _values(places: _Places) -> dict[str, object]:
    if places.allowed is None:
        return {"deniedValues": [location_value(place) for place in places.denied]}
    return {"allowedValues": [location_value(place) for place in places.allowed]}
