"""Finds what a name in a condition stands for: a dimension, a raw tag, a catalog attribute, or a Terraform path."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from costguard.model.cloud import Cloud
from costguard.model.condition import AttributeSubject, Subject, TagSubject
from costguard.policy.context import Context
from costguard.policy.labels import label_form
from costguard.policy.nodes import ScalarNode
from costguard.policy.operands import RAW, TAG
from costguard.policy.tag_limits import check_key

TAG_PREFIX: Final = "tag:"
ATTRIBUTE_PREFIX: Final = "attr:"
_PATH: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*\Z")


def read_subject(name: ScalarNode, context: Context) -> Subject | None:
    """What the name stands for; None, with a problem that suggests another name, when it stands for nothing."""
    written = name.text
    if written.startswith(TAG_PREFIX):
        return read_raw_tag(name, context)
    if written.startswith(ATTRIBUTE_PREFIX):
        if not _PATH.match(written.removeprefix(ATTRIBUTE_PREFIX)):
            context.faults.add(
                name.at, f"`{written}` is no path; write the names with dots, as `attr:root_block_device.iops`"
            )
        return AttributeSubject(written)
    if dimension := context.dimensions.get(written):
        return dimension.subject
    if written in attribute_kinds():
        return AttributeSubject(written)
    context.unknown("dimension or attribute", written, name.at, (*context.dimensions, *attribute_kinds()))
    return None


def read_raw_tag(name: ScalarNode, context: Context) -> TagSubject | None:
    """The tag that `tag:Key` names: that key on AWS and Azure, its label form on Google Cloud."""
    key = name.text.removeprefix(TAG_PREFIX)
    if not key.strip():
        context.faults.add(name.at, "`tag:` lacks a key; write it as `tag:CostCenter`")
        return None
    check_key(key, name.at, context.faults)
    return TagSubject(name.text, {Cloud.AWS: key, Cloud.AZURE: key, Cloud.GCP: label_form(key)})


def kind_of(subject: Subject) -> str:
    """What kind of value it has: TAG, RAW, or the catalog's word."""
    match subject:
        case TagSubject():
            return TAG
        case AttributeSubject(name=name):
            return RAW if subject.is_raw else attribute_kinds()[name]


@cache
def attribute_kinds() -> Mapping[str, str]:
    """The catalog's attributes, each with the kind of its values."""
    from costguard.catalog.lookup import attribute_names

    return {name: str(attribute.kind) for name, attribute in attribute_names().items()}
