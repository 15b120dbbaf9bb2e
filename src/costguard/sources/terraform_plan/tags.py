"""The tags that a resource will carry, worked out from everything a plan shows: own, merged, and defaults.

The cases are Terraform's and the providers' own: a plan of an untagged AWS resource shows `tags` null and
`tags_all` unknown, which means *missing* where the provider has no defaults (AWS provider 3.38 to 6, seen 2026).
"""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from costguard.catalog.entry import Entry
from costguard.model.cloud import Cloud
from costguard.model.tags import Origin, Tag, Tags
from costguard.sources.terraform_plan.body import Body, Leaf, leaf, leaves
from costguard.sources.terraform_plan.computed import is_left_to_provider
from costguard.sources.terraform_plan.configuration import ResourceConfig
from costguard.sources.terraform_plan.provider_defaults import Certainty, Defaults, is_default
from costguard.sources.terraform_plan.tag_shapes import TagField, read_tag_field, with_origin

AFTER_APPLY: Final = "its tags are known only after apply"
# Where a provider shows the resource's tags merged with its own defaults.
_MERGED: Final[Mapping[str, tuple[str, ...]]] = {
    "tags": ("tags_all",),
    "labels": ("effective_labels", "terraform_labels"),
    "resource_labels": ("effective_labels", "terraform_labels"),
    "user_labels": ("effective_labels", "terraform_labels"),
}
# Blocks never are computed: unknown means that a `dynamic` block repeats over something unknown.
_BLOCK_PATHS: Final = frozenset({"tag"})
# Types whose `tags` are an argument of their own: what a group selects by, words for a threat indicator.
_OTHER_TAGS: Final = frozenset({"aws_inspector_resource_group", "azurerm_sentinel_threat_intelligence_indicator"})
_GOOGLE_LABELS: Final = ("resource_labels", "user_labels", "labels")


class TagContext(msgspec.Struct, frozen=True):
    """What there is to know beside the body: the block it comes from, and its provider's defaults, when asked.

    `config` is None where the plan has no configuration, or does not hold the block. An update (`is_update`) shows
    the merged tags of the state where the provider does not know its defaults yet.
    """

    address: str
    config: ResourceConfig | None
    defaults: Callable[[], Defaults]
    is_update: bool = False


def tags_path(resource_type: str, cloud: Cloud, body: Body, entry: Entry | None) -> str | None:
    """Where a resource's tags lie, None where it has none: a body without the attribute cannot be judged."""
    if resource_type in _OTHER_TAGS:
        return None
    if entry is not None and (entry.tags_path or cloud is Cloud.GCP):
        path = entry.tags_path
        return path if path is not None and _is_there(body, path) else None
    if cloud is Cloud.GCP:
        return next((name for name in _GOOGLE_LABELS if body.has(name) and _may_be_map(leaf(body, name))), None)
    return "tags" if body.has("tags") else None


def effective_tags(body: Body, path: str, context: TagContext) -> Tags:
    """The tags that the resource will carry once applied. Raises BadInput where they have no shape of tags."""
    own = own_tags(body, path, context)
    merged = merged_tags(body, path, context.address)
    if merged is None:
        return Tags(own.entries, AFTER_APPLY if own.is_unknown else "")
    if merged.is_unknown:
        return _with_defaults(own, context.defaults())
    return _from_merged(own, merged, context)


def merged_tags(body: Body, path: str, address: str) -> TagField | None:
    """The tags as the provider shows them merged with its defaults; None where it does not show that."""
    name = next((name for name in _MERGED.get(path, ()) if body.has(name)), None)
    return read_tag_field(leaf(body, name), f"{address}.{name}") if name is not None else None


def own_tags(body: Body, path: str, context: TagContext) -> TagField:
    """The tags that the resource's own block sets. What the configuration never sets, the provider computes."""
    field = _read_own(body, path, context.address)
    if field.is_unknown and path not in _BLOCK_PATHS and is_left_to_provider(context.config, body, path):
        return TagField()
    return field


def _read_own(body: Body, path: str, address: str) -> TagField:
    found = [read_tag_field(each, f"{address}.{path}") for each in leaves(body, path)]
    if path in _BLOCK_PATHS and body.has("tags"):  # AWS provider 2 and 3: a group's `tags`, a list of objects
        found.append(read_tag_field(leaf(body, "tags"), f"{address}.tags"))
    if len(found) == 1:
        return found[0]
    entries = {key: tag for field in found for key, tag in field.entries.items()}
    return TagField(entries, any(field.is_unknown for field in found))


def _from_merged(own: TagField, merged: TagField, context: TagContext) -> Tags:
    """What the provider merged, and over it what the resource sets: `ignore_tags` drops keys from the merged map."""
    if own.is_unknown:
        return Tags({**merged.entries, **own.entries}, AFTER_APPLY)
    inherited = {
        key: Tag(tag.value, Origin.PROVIDER, tag.sensitive)
        for key, tag in merged.entries.items()
        if key not in own.entries
    }
    if not context.is_update and any(is_default(key, own.entries.keys()) for key in inherited):
        return Tags({**_filled(inherited, context), **own.entries})
    defaults = context.defaults()
    if defaults.are_known_to_terraform:
        return Tags({**_filled(inherited, context), **own.entries})
    shown = {} if context.is_update else inherited
    return Tags({**shown, **own.entries}, _unknown_defaults(defaults))


def _filled(inherited: Mapping[str, Tag], context: TagContext) -> Mapping[str, Tag]:
    """Values that the merged map marks as unknown (`""` is one) are what the provider block says, if it does."""
    if all(tag.value is not None for tag in inherited.values()):
        return inherited
    written = context.defaults().entries
    return {key: written.get(key, tag) if tag.value is None else tag for key, tag in inherited.items()}


def _with_defaults(own: TagField, defaults: Defaults) -> Tags:
    """The merged tags are unknown: the defaults are put under the own tags as far as they are known."""
    inherited = with_origin(defaults.entries, Origin.PROVIDER)
    if own.is_unknown:  # the resource may set any default's key to another value
        inherited = {key: Tag(None, Origin.PROVIDER) for key in inherited}
        return Tags({**inherited, **own.entries}, AFTER_APPLY)
    entries = {**inherited, **own.entries}
    if defaults.certainty is Certainty.COMPLETE:
        return Tags(entries)
    if not own.entries and defaults.are_known_to_terraform:
        return Tags(entries)  # were there any, Terraform would have merged them: nothing else here is unknown
    return Tags(entries, _unknown_defaults(defaults))


def _unknown_defaults(defaults: Defaults) -> str:
    if not defaults.references:
        return "the provider's default tags are an expression that the plan does not show"
    # Terraform names what a reference passes through as well: `a.b.c`, then `a.b`.
    return f"the provider's default tags refer to {defaults.references[0]}, which may be known only after apply"


def _is_there(body: Body, path: str) -> bool:
    """Whether the body has the attribute; of a group's old `tags` beside its `tag` blocks, either will do."""
    return next(leaves(body, path), None) is not None or (path in _BLOCK_PATHS and body.has("tags"))


def _may_be_map(found: Leaf) -> bool:
    return found.is_unknown or found.value is None or isinstance(found.value, dict)
