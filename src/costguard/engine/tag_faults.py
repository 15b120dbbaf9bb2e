"""Judges one required tag of one resource: is it there, spelled right, filled, and allowed."""

from datetime import date

from costguard.engine.fault import Fault
from costguard.engine.undecided import value_to_come
from costguard.engine.values import passes
from costguard.engine.words import demand
from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.finding import Code, State
from costguard.model.resource import Resource
from costguard.model.tags import Origin, Tag, Tags
from costguard.model.truth import Truth
from costguard.policy.labels import key_on, label_form
from costguard.policy.policy_set import Dimension, RegistryEntry
from costguard.policy.spelling import closest, did_you_mean


def tag_fault(dimension: Dimension, resource: Resource, today: date) -> Fault | None:
    """The one fault of a required tag, the plainest first; None where it is as the taxonomy asks."""
    key = dimension.subject.keys.get(resource.cloud)
    if key is None or resource.tags is None:
        return None
    found = resource.tags.find(key, resource.cloud)
    if found is not None:
        return _value_fault(dimension, key, found[1], resource, today)
    if resource.tags.incomplete:  # the key itself may come yet: no other spelling is a fault before that is known
        return _undecided(dimension, key, resource)
    return (
        _alias_fault(dimension, key, resource, today)
        or _case_fault(dimension, key, resource.tags)
        or _missing(dimension, key, resource.tags)
    )


def _value_fault(dimension: Dimension, key: str, tag: Tag, resource: Resource, today: date) -> Fault | None:
    test = dimension.accepts[resource.cloud]
    if tag.value is None:
        if tag.origin is Origin.INHERITED:
            message = f"whether `{key}` is inherited cannot be known: the tags of what holds it are not told"
            return Fault(key, Code.UNKNOWN, message, State.UNDECIDED, dimension.name, source=tag.origin)
        if dimension.takes_any_value:
            return None
        message = f"`{key}` has a value that is {value_to_come(resource)}; it {demand(test)}"
        return Fault(key, Code.UNKNOWN, message, State.UNDECIDED, dimension.name, source=tag.origin)
    if tag.value == "":
        return Fault(
            key,
            Code.EMPTY,
            f"`{key}` is empty",
            dimension=dimension.name,
            value="",
            sensitive=tag.sensitive,
            source=tag.origin,
        )
    if passes(test.operator, test.operands, tag.value) is Truth.HOLDS:
        return None
    return _invalid(dimension, key, tag, _advice(dimension, tag.value, resource.cloud, today))


def _invalid(dimension: Dimension, key: str, tag: Tag, advice: str) -> Fault:
    if tag.sensitive:  # the advice may tell the value
        message = f"`{key}` has a sensitive value that is not allowed"
        return Fault(key, Code.INVALID, message, dimension=dimension.name, sensitive=True, source=tag.origin)
    message = f"`{key}` is `{tag.value}`{advice}"
    return Fault(key, Code.INVALID, message, dimension=dimension.name, value=tag.value, source=tag.origin)


def _advice(dimension: Dimension, value: str, cloud: Cloud, today: date) -> str:
    """The end of the sentence "it is `value`": what to write instead, as the cloud can hold it."""
    row = _row(dimension, value, cloud)
    if row is not None and not row.is_valid_on(today):
        return f", which {_retirement(row, cloud, today)}"
    test = dimension.accepts[cloud]
    offered = dimension.suggestions if cloud is not Cloud.GCP else map(label_form, dimension.suggestions)
    return f"; it {demand(test)}{did_you_mean(value, offered)}"


def _row(dimension: Dimension, value: str, cloud: Cloud) -> RegistryEntry | None:
    found = dimension.registry.get(value)
    if found is not None or cloud is not Cloud.GCP:
        return found
    return next((row for row in dimension.registry.values() if label_form(row.value) == value), None)


def _retirement(row: RegistryEntry, cloud: Cloud, today: date) -> str:
    if row.valid_from is not None and today < row.valid_from:
        return f"opens on {row.valid_from.isoformat()}"
    closed = f"closed on {row.valid_to.isoformat()}" if row.valid_to is not None else "is closed"
    successor = label_form(row.successor) if cloud is Cloud.GCP else row.successor
    return f"{closed}; use `{successor}`" if successor else closed


def _alias_fault(dimension: Dimension, key: str, resource: Resource, today: date) -> Fault | None:
    for alias in dimension.aliases:
        spelled_there = key_on(resource.cloud, alias.key)
        found = resource.tags.find(spelled_there, resource.cloud) if resource.tags is not None else None
        if found is None:
            continue
        spelled, tag = found
        if alias.until < today:
            message = f"`{spelled}` was accepted for `{key}` until {alias.until.isoformat()}; rename it to `{key}`"
            return _misspelled(dimension, key, spelled, message, tag)
        fault = _value_fault(dimension, spelled, tag, resource, today)
        if fault is not None:
            return fault
        message = f"`{spelled}` is accepted for `{key}` until {alias.until.isoformat()} only; rename it to `{key}`"
        return _misspelled(dimension, key, spelled, message, tag, is_mild=True)
    return None


def _case_fault(dimension: Dimension, key: str, tags: Tags) -> Fault | None:
    found = tags.find_in_other_case(key)
    if found is None:
        return None
    spelled, tag = found
    if dimension.is_raw:
        message = f"`{key}` is missing; `{spelled}` is another key, as upper and lower case count"
        return Fault(key, Code.MISSING, message, dimension=dimension.name)
    return _misspelled(dimension, key, spelled, f"`{spelled}` must be spelled `{key}`", tag)


def _misspelled(
    dimension: Dimension, key: str, spelled: str, message: str, tag: Tag, *, is_mild: bool = False
) -> Fault:
    return Fault(
        key, Code.MISSPELLED, message, dimension=dimension.name, value=spelled, source=tag.origin, is_mild=is_mild
    )


def _undecided(dimension: Dimension, key: str, resource: Resource) -> Fault:
    why = resource.tags.incomplete if resource.tags is not None else ""
    yet = "" if resource.action is Action.EXISTING else " yet"
    message = f"whether `{key}` is set cannot be known{yet}: {why}"
    return Fault(key, Code.UNKNOWN, message, State.UNDECIDED, dimension.name)


def _missing(dimension: Dimension, key: str, tags: Tags) -> Fault:
    near = closest(key, tags.entries)
    hint = f"; `{near}` is there: is it meant to be `{key}`?" if near is not None else ""
    return Fault(key, Code.MISSING, f"`{key}` is missing{hint}", dimension=dimension.name)
