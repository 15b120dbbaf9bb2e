"""Says a request as a person would: what is asked for, with which tags, and what becomes of it."""

from collections.abc import Mapping
from typing import Final

from costguard.model.cloud import Cloud
from costguard.model.guardrail import Request, Witness
from costguard.reports.guardrails.phrases import Code, Prose, Words, joined, shown

_MOST: Final = 30  # tags or values of one request; the rest is counted
_HOLDS: Final = {"yes": " holds", "no": " does not hold"}


def leak(witness: Witness) -> Words:
    """The request that passes, though the rule forbids it."""
    return (*described(witness.request), Prose(" passes, though the rule forbids it."))


def over_block(witness: Witness, rule: str) -> Words:
    """The request that is denied, though the rule (or, where `rule` is empty, the whole policy) permits it."""
    permitted = "the rule permits it" if rule else "no rule forbids it"
    return (
        *described(witness.request),
        Prose(" is denied"),
        *denier(witness.denied_by),
        Prose(f", though {permitted}."),
    )


def denier(name: str) -> Words:
    """` by NAME`, or nothing where the name is not known."""
    return (Prose(" by "), Code(name)) if name else ()


def described(request: Request) -> Words:
    """The request as the beginning of a sentence."""
    asks = "A request" if request.cloud is Cloud.AWS else "A request for"
    tags = _tags(request)
    if not request.values:
        return (Prose(f"{asks} "), Code(request.operation), *tags)
    return (Prose(f"{asks} "), Code(request.operation), *tags, Prose(", where "), *_values(request.values), Prose(","))


def _tags(request: Request) -> Words:
    if not request.tags:
        return (Prose(" without labels" if request.cloud is Cloud.GCP else " without tags"),)
    sent: list[Words] = [(Prose(f"{shown(key)}="), Code(value)) for key, value in sorted(request.tags.items())]
    return (Prose(" with "), *joined(_cut(sent)))


def _values(values: Mapping[str, str]) -> Words:
    return joined(_cut([_value(name, value) for name, value in sorted(values.items())]))


def _value(name: str, value: str) -> Words:
    """What is asked of one value; a name of several words is a condition, which holds or does not."""
    if " " in name and value in _HOLDS:
        return (Code(name), Prose(_HOLDS[value]))
    return (Code(name), Prose(" is "), Code(value))


def _cut(parts: list[Words]) -> list[Words]:
    if len(parts) <= _MOST:
        return parts
    return [*parts[:_MOST], (Prose(f"{len(parts) - _MOST:,} more"),)]
