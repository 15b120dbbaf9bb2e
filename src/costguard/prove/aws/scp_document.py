"""Parses service control policies, ours or anybody's, into statements. It decides nothing."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from costguard.model.errors import BadInput
from costguard.prove.strict_json import parsed

_KEYS: Final = {
    "sid",
    "effect",
    "action",
    "notaction",
    "resource",
    "notresource",
    "condition",
    "principal",
    "notprincipal",
}
_MOST_STATEMENTS: Final = 10_000


class Test(msgspec.Struct, frozen=True):
    """One operator on one context key, with its values as texts."""

    __test__ = False

    operator: str
    key: str
    values: tuple[str, ...]


class ScpStatement(msgspec.Struct, frozen=True):
    """One statement. `name` is its Sid, or its place; `not_actions` and `not_resources` say that the lists exclude."""

    name: str
    is_deny: bool
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    tests: tuple[Test, ...]
    not_actions: bool = False
    not_resources: bool = False


def read_scp(text: str, name: str) -> tuple[ScpStatement, ...]:
    """The statements of one policy document; `name` is what it is called in messages. Raises BadInput."""
    try:
        document = parsed(text)
    except ValueError as error:
        raise BadInput(f"{name} is no JSON ({error}); give the policy document itself") from error
    return read_statements(unwrapped(document), name)


def unwrapped(document: object) -> object:
    """The policy document inside what the AWS CLI prints of one (`describe-policy`: Policy.Content, a text)."""
    for key in ("Policy", "Content"):
        if isinstance(document, Mapping) and key in document:
            document = document[key]
    if isinstance(document, str):
        try:
            return parsed(document)
        except ValueError:
            return document
    return document


def read_statements(document: object, name: str) -> tuple[ScpStatement, ...]:
    """The statements of a parsed policy document. Raises BadInput where it is none."""
    if not isinstance(document, Mapping) or "Statement" not in document:
        raise BadInput(f"{name} is no policy document: it has no `Statement`")
    listed = document["Statement"]
    statements = listed if isinstance(listed, list) else [listed]
    if len(statements) > _MOST_STATEMENTS:
        raise BadInput(f"{name} has {len(statements)} statements, more than any policy document can; check the file")
    return tuple(_statement(each, place, name) for place, each in enumerate(statements, start=1))


def _statement(raw: object, place: int, name: str) -> ScpStatement:
    if not isinstance(raw, Mapping):
        raise BadInput(f"{name}: statement {place} is no object")
    fields = {str(key).lower(): value for key, value in raw.items()}
    if len(fields) < len(raw):
        raise BadInput(f"{name}: statement {place} has an element twice, and only one of them would count")
    unknown = fields.keys() - _KEYS
    if unknown:
        raise BadInput(f"{name}: statement {place} has an element `{min(unknown)}`, which no policy document has")
    if fields.get("effect") not in ("Allow", "Deny"):
        raise BadInput(f"{name}: the effect of statement {place} is neither Allow nor Deny")
    if "principal" in fields or "notprincipal" in fields:
        raise BadInput(f"{name}: statement {place} has a principal, which a service control policy cannot have")
    actions, not_actions = _either(fields, "action", place, name)
    resources, not_resources = _either(fields, "resource", place, name)
    return ScpStatement(
        name=str(fields.get("sid") or f"statement {place}"),
        is_deny=fields["effect"] == "Deny",
        actions=actions,
        resources=resources,
        tests=tuple(_tests(fields.get("condition", {}), place, name)),
        not_actions=not_actions,
        not_resources=not_resources,
    )


def _either(fields: Mapping[str, object], key: str, place: int, name: str) -> tuple[tuple[str, ...], bool]:
    """The list under a key or under its Not form; exactly one of them has to be there."""
    if (key in fields) is (f"not{key}" in fields):
        raise BadInput(f"{name}: statement {place} needs one of {key.title()} and Not{key.title()}")
    negated = key not in fields
    return _texts(fields[f"not{key}" if negated else key], f"{name}: {key} of statement {place}"), negated


def _tests(raw: object, place: int, name: str) -> Iterable[Test]:
    if not isinstance(raw, Mapping):
        raise BadInput(f"{name}: the condition of statement {place} is no object")
    for operator, keys in raw.items():
        if not isinstance(keys, Mapping):
            raise BadInput(f"{name}: `{operator}` in statement {place} is no object of condition keys")
        for key, values in keys.items():
            yield Test(str(operator), str(key), _texts(values, f"{name}: `{key}` in statement {place}"))


def _texts(raw: object, where: str) -> tuple[str, ...]:
    values = raw if isinstance(raw, list) else [raw]
    if any(not isinstance(value, str | int | float | bool) for value in values):
        raise BadInput(f"{where} is neither a text nor a list of texts")
    return tuple(str(value).lower() if isinstance(value, bool) else str(value) for value in values)
