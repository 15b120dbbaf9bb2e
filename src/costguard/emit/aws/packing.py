"""Fits statements into as few service control policies as their limits allow."""

import json
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from costguard.emit.aws.abbreviate import abbreviated
from costguard.emit.aws.statements import Statement
from costguard.emit.options import Limits
from costguard.model.errors import BadInput
from costguard.model.guardrail import Document, DocumentKind

_VERSION: Final = "2012-10-17"
_FRAME: Final = len(json.dumps({"Version": _VERSION, "Statement": []}, separators=(",", ":")))


def pack(statements: Sequence[Statement], limits: Limits) -> tuple[Document, ...]:
    """Minified documents that hold every statement once, none above the limits.

    Actions are written in full; only where that takes more documents than a target can have are they abbreviated
    to wildcards that match no other known action. Raises BadInput, naming the rule, where even that does not fit.
    """
    documents = _packed(statements, limits)
    if len(documents) > limits.scps_per_target:
        documents = _packed([_shortened(statement) for statement in statements], limits)
    if len(documents) > limits.scps_per_target:
        raise BadInput(_too_many(statements, len(documents), limits))
    return tuple(_document(place, own) for place, own in enumerate(documents, start=1))


def size_of(statement: Statement) -> int:
    """Characters of a statement, minified."""
    return len(_minified(statement.document()))


def _packed(statements: Iterable[Statement], limits: Limits) -> list[list[Statement]]:
    """First fit, the largest first; then back in the order of the policy, so that documents read well."""
    room = limits.scp_characters
    pieces = [part for statement in statements for part in _split(statement, room - _FRAME)]
    order = {id(piece): place for place, piece in enumerate(pieces)}
    bins: list[tuple[int, list[Statement]]] = []
    for piece in sorted(pieces, key=size_of, reverse=True):
        size = size_of(piece) + 1  # a comma
        place = next((place for place, (used, _) in enumerate(bins) if used + size <= room - _FRAME + 1), None)
        if place is None:
            bins.append((size, [piece]))
        else:
            used, own = bins[place]
            own.append(piece)
            bins[place] = (used + size, own)
    documents = [sorted(own, key=lambda piece: order[id(piece)]) for _, own in bins]
    return sorted(documents, key=lambda own: order[id(own[0])])


def _split(statement: Statement, room: int) -> list[Statement]:
    """The statement, or its halves by action where it is too large for a document alone."""
    if size_of(statement) <= room:
        return [statement]
    if len(statement.actions) == 1 or statement.is_not_action:
        raise BadInput(
            f"the rule `{statement.rule}` does not fit into a service control policy: one statement takes "
            f"{size_of(statement):,} characters, and a document {room:,}; say its values with fewer and shorter globs "
            f"(`like`), or give it `cloud: none` and leave it to check and audit"
        )
    middle = len(statement.actions) // 2
    halves = (statement.actions[:middle], statement.actions[middle:])
    parts = [
        msgspec.structs.replace(statement, actions=actions, sid=f"{statement.sid}{letter}")
        for letter, actions in zip("ab", halves, strict=True)
    ]
    return [piece for part in parts for piece in _split(part, room)]


def _shortened(statement: Statement) -> Statement:
    if statement.is_not_action:
        return statement
    return msgspec.structs.replace(statement, actions=abbreviated(statement.actions))


def _too_many(statements: Sequence[Statement], needed: int, limits: Limits) -> str:
    sizes: dict[str, int] = {}
    for statement in statements:
        sizes[statement.rule] = sizes.get(statement.rule, 0) + size_of(statement)
    rule = max(sizes, key=lambda name: sizes[name])
    return (
        f"the policy needs {needed} service control policies, and a target takes {limits.scps_per_target}; "
        f"the rule `{rule}` takes most, {sizes[rule]:,} characters: narrow its `applies_to` to the types that "
        f"cost, ask for fewer tags or shorter values, or give it `cloud: none`"
    )


def _document(place: int, statements: Sequence[Statement]) -> Document:
    text = _minified({"Version": _VERSION, "Statement": [statement.document() for statement in statements]})
    rules = tuple(dict.fromkeys(statement.rule for statement in statements))
    return Document(f"aws/scp-{place}.json", DocumentKind.SCP, text, rules)


def _minified(document: object) -> str:
    """As small as JSON is: AWS counts every character, and a non-ASCII one is smaller as itself than escaped."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)
