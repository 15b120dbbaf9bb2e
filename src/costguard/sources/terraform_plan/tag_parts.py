"""Parts of a resource that carry tags of their own: what a launch template gives to its machines and volumes."""

from collections.abc import Iterator
from typing import Final

from costguard.model.tags import Tags
from costguard.sources.terraform_plan.body import Body, Leaf, leaf
from costguard.sources.terraform_plan.tag_shapes import TagField, read_tag_field
from costguard.sources.terraform_plan.tags import AFTER_APPLY

# What a launch creates that costs money. The provider's default_tags do not reach either.
_LAUNCHED: Final = ("instance", "volume")
_ATTRIBUTE: Final = "tag_specifications"


def tagged_parts(resource_type: str, body: Body, address: str) -> Iterator[tuple[str, Tags]]:
    """Name and tags of each part. A part that the template says nothing of is launched without tags."""
    if resource_type != "aws_launch_template" or not body.has(_ATTRIBUTE):
        return
    given = leaf(body, _ATTRIBUTE)
    for launched in _LAUNCHED:
        yield f"{_ATTRIBUTE}[{launched}]", _launched_tags(given, launched, address)


def _launched_tags(given: Leaf, launched: str, address: str) -> Tags:
    blocks = given.value if isinstance(given.value, list) else []
    masks = given.unknown_mask if isinstance(given.unknown_mask, list) else []
    fields: list[TagField] = []
    for index in range(max(len(blocks), len(masks))):
        block = blocks[index] if index < len(blocks) and isinstance(blocks[index], dict) else {}
        mask = masks[index] if index < len(masks) else {}
        specified = Body(block, mask, _mark(given.sensitive_mask, index))
        of = leaf(specified, "resource_type")
        if of.value == launched:
            fields.append(read_tag_field(leaf(specified, "tags"), f"{address}.{_ATTRIBUTE}"))
        elif of.is_unknown:
            fields.append(TagField(is_unknown=True))
    entries = {key: tag for field in fields for key, tag in field.entries.items()}
    is_unknown = given.is_unknown or any(field.is_unknown for field in fields)
    return Tags(entries, AFTER_APPLY if is_unknown else "")


def _mark(mask: object, index: int) -> object:
    if isinstance(mask, list):
        return mask[index] if index < len(mask) else None
    return mask
