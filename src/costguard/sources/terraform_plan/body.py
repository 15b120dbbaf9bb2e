"""Looks into a resource's body: the value at a path, whether it is unknown, and whether it is sensitive."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from costguard.model.errors import BadInput

_EMPTY: Final = b"{}"

_DECODER: Final = msgspec.json.Decoder()


class Body(msgspec.Struct, frozen=True):
    """A resource's values with the two masks that mirror them: `True` in a mask marks everything below."""

    values: Mapping[str, Any]
    unknown: object
    sensitive: object

    def has(self, name: str) -> bool:
        """Whether the body has a top-level attribute of this name, be it null or unknown."""
        return name in self.values or (isinstance(self.unknown, dict) and name in self.unknown)


class Leaf(msgspec.Struct, frozen=True):
    """The value at the end of a path, null as None, with the masks that lie over it."""

    value: object
    unknown_mask: object
    sensitive_mask: object

    @property
    def is_unknown(self) -> bool:
        """Whether the whole value is known only after apply."""
        return self.unknown_mask is True

    @property
    def holds_unknown(self) -> bool:
        """Whether the value, or an element of a list, is known only after apply."""
        return _marks_any(self.unknown_mask)

    @property
    def is_sensitive(self) -> bool:
        """Whether the value, or an element of a list, must not be shown."""
        return _marks_any(self.sensitive_mask)


def decode_body(values: msgspec.Raw, unknown: msgspec.Raw, sensitive: msgspec.Raw, address: str) -> Body:
    """Decode the three mirrors of one resource. Raises BadInput, naming the address, when one is no object."""
    decoded = _decode(values, address)
    if decoded is None:
        decoded = {}
    if not isinstance(decoded, dict):
        raise BadInput(f"the planned values of {address} are not an object; write the plan again")
    return Body(
        decoded, _decode(unknown, address), _decode(sensitive, address) if b"true" in bytes(sensitive) else None
    )


def leaves(body: Body, path: str) -> Iterator[Leaf]:
    """Every value at a dotted path; lists of blocks are descended through. Nothing where the path is not there."""
    if "." in path or body.unknown is True:
        yield from _walk(body.values, body.unknown, body.sensitive, path.split("."))
    elif body.has(path):
        yield leaf(body, path)


def leaf(body: Body, name: str) -> Leaf:
    """The value of one top-level attribute; a null that is not unknown where it is not there."""
    unknown = body.unknown if body.unknown is True else _child(body.unknown, name)
    return Leaf(None if unknown is True else body.values.get(name), unknown, _mask_child(body.sensitive, name))


def _decode(raw: msgspec.Raw, address: str) -> object:
    if len(memoryview(raw)) <= len(_EMPTY) and bytes(raw) in (b"", _EMPTY):  # absent, or an empty mask: most are
        return None
    try:
        return _DECODER.decode(raw)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadInput(f"the planned values of {address} cannot be read ({error}); write the plan again") from error


def _walk(value: object, unknown: object, sensitive: object, keys: list[str]) -> Iterator[Leaf]:
    if unknown is True:
        yield Leaf(None, unknown, sensitive)
        return
    if not keys:
        yield Leaf(value, unknown, sensitive)
        return
    if isinstance(value, list) or (value is None and isinstance(unknown, list)):
        yield from _walk_blocks(value or [], unknown, sensitive, keys)
        return
    key, rest = keys[0], keys[1:]
    if not _has(value, key) and not _has(unknown, key):
        return
    yield from _walk(_child(value, key), _child(unknown, key), _mask_child(sensitive, key), rest)


def _walk_blocks(blocks: list[Any], unknown: object, sensitive: object, keys: list[str]) -> Iterator[Leaf]:
    masks = unknown if isinstance(unknown, list) else []
    for index in range(max(len(blocks), len(masks))):
        block = blocks[index] if index < len(blocks) else None
        mask = masks[index] if index < len(masks) else None
        mark = sensitive[index] if isinstance(sensitive, list) and index < len(sensitive) else sensitive is True
        yield from _walk(block, mask, mark, keys)


def _marks_any(mask: object) -> bool:
    return mask is True or (isinstance(mask, list) and any(mark is True for mark in mask))


def _has(value: object, key: str) -> bool:
    return isinstance(value, dict) and key in value


def _child(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _mask_child(mask: object, key: str) -> object:
    return True if mask is True else _child(mask, key)
