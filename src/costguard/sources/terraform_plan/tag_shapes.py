"""The shapes in which providers write tags: a map, a list of {key, value} objects, or repeated blocks."""

from collections.abc import Mapping
from typing import Any, NoReturn

import msgspec

from costguard.model.errors import BadInput
from costguard.model.tags import Origin, Tag
from costguard.sources.terraform_plan.body import Leaf


class TagField(msgspec.Struct, frozen=True):
    """What one attribute says of tags. `is_unknown`: more keys than `entries` may come, or all of them."""

    entries: Mapping[str, Tag] = msgspec.field(default_factory=dict)
    is_unknown: bool = False


def read_tag_field(leaf: Leaf, where: str) -> TagField:
    """Read one attribute that carries tags. Raises BadInput, naming `where`, for anything but text values."""
    value, unknown, sensitive = leaf.value, leaf.unknown_mask, leaf.sensitive_mask
    if unknown is True:
        return TagField(is_unknown=True)
    if isinstance(value, list) or isinstance(unknown, list):
        return _from_objects(value if isinstance(value, list) else [], unknown, sensitive, where)
    if value is None and not isinstance(unknown, dict):
        return TagField()
    if value is not None and not isinstance(value, dict):
        raise BadInput(f"{where} is not a map of tags; no provider plans that, so the file was changed or damaged")
    return TagField(_from_map(value or {}, unknown, sensitive, where))


def _from_map(value: dict[str, Any], unknown: object, sensitive: object, where: str) -> dict[str, Tag]:
    if not unknown and not sensitive and all(type(text) is str for text in value.values()):
        return {key: Tag(text) for key, text in value.items()}  # as nearly all are
    unknown_keys = {key for key, mark in unknown.items() if mark is not False} if isinstance(unknown, dict) else set()
    entries = {
        key: Tag(text if isinstance(text, str) else _refuse(where, key), sensitive=_is_marked(sensitive, key))
        for key, text in value.items()
        if text is not None and key not in unknown_keys
    }
    for key in sorted(unknown_keys):
        entries[key] = Tag(None, sensitive=_is_marked(sensitive, key))
    return entries


def _from_objects(blocks: list[Any], unknown: object, sensitive: object, where: str) -> TagField:
    masks = unknown if isinstance(unknown, list) else []
    entries: dict[str, Tag] = {}
    has_unknown_key = False
    for index in range(max(len(blocks), len(masks))):
        block = blocks[index] if index < len(blocks) else {}
        mask = masks[index] if index < len(masks) else {}
        if mask is True or (isinstance(mask, dict) and mask.get("key") is True):
            has_unknown_key = True
            continue
        if not isinstance(block, dict) or not isinstance(block.get("key"), str):
            raise BadInput(f"{where} is a list of something else than tags; it needs `key` and `value` in each")
        entries[block["key"]] = _block_tag(block, mask, _block_is_sensitive(sensitive, index), where)
    return TagField(entries, has_unknown_key)


def _block_tag(block: dict[str, Any], mask: object, is_sensitive: bool, where: str) -> Tag:
    if isinstance(mask, dict) and mask.get("value") is True:
        return Tag(None, sensitive=is_sensitive)
    value = block.get("value")
    if value is None:
        return Tag("", sensitive=is_sensitive)
    return Tag(value if isinstance(value, str) else _refuse(where, block["key"]), sensitive=is_sensitive)


def _block_is_sensitive(mask: object, index: int) -> bool:
    if not isinstance(mask, list):
        return mask is True
    mark = mask[index] if index < len(mask) else None
    return mark is True or (isinstance(mark, dict) and mark.get("value") is True)


def _is_marked(mask: object, key: str) -> bool:
    return mask is True or (isinstance(mask, dict) and mask.get(key) is True)


def _refuse(where: str, key: str) -> NoReturn:
    raise BadInput(f"{where}[{key!r}] is not text; tag values are in a plan, so the file was changed or damaged")


def with_origin(entries: Mapping[str, Tag], origin: Origin) -> dict[str, Tag]:
    """The same tags, set elsewhere."""
    return {key: Tag(tag.value, origin, tag.sensitive) for key, tag in entries.items()}
