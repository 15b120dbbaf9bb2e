"""The tags of a made-up resource: those it sets, those it ends up with, and how a plan shows either."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from estate import PER_KEY_UNKNOWNS, Defect, Resource
from providers import tag_key

_UNKNOWN: Final = "true"
_BAD_VALUES: Final = {"cost_center": "1234", "owner": "Nobody In Particular", "environment": "prd", "data_class": "top"}
_GOOGLE_OWN: Final = {"goog-terraform-provisioned": "true"}


@dataclass(frozen=True, slots=True)
class Shown:
    """How a plan shows tags, as JSON texts: the resource's own, and merged with the provider's defaults.

    A text is None where the plan leaves the attribute out because it is not known; its mask then says so.
    """

    own: str | None
    merged: str | None
    own_mask: str = "{}"
    merged_mask: str = "{}"


def own_tags(resource: Resource) -> Mapping[str, str]:
    """The tags that the code sets, with the resource's defect in them."""
    provider = resource.block.provider
    defaults = provider.defaults if reaches_defaults(resource) else {}
    keys = {name: tag_key(name, provider.name) for name in resource.values}
    own = {
        keys[name]: _spelled(resource, value) for name, value in resource.values.items() if keys[name] not in defaults
    }
    own |= {tag_key("name", provider.name): _spelled(resource, resource.block.name), **_repository(provider.name)}
    if not resource.block.sets_tags:
        own = {}
    key = keys[resource.target]
    match resource.defect:
        case Defect.MISSING:
            own.pop(key, None)
        case Defect.UNTAGGED:
            own = {}
        case Defect.INVALID:
            own[key] = _spelled(resource, _BAD_VALUES[resource.target])
        case Defect.EMPTY:
            own[key] = ""
        case Defect.WRONG_CASE:
            own[key.lower()] = own.pop(key, resource.values[resource.target])
        case Defect.NONE | Defect.UNKNOWN | Defect.UNKNOWN_VALUE:
            pass
    return own


def final_tags(resource: Resource) -> Mapping[str, str]:
    """The tags that the resource has once applied: its own over its provider's defaults."""
    defaults = resource.block.provider.defaults if reaches_defaults(resource) else {}
    return {**defaults, **own_tags(resource)}


def reaches_defaults(resource: Resource) -> bool:
    """Whether the provider's defaults reach the resource; Cloud SQL's labels lie where they do not."""
    return resource.block.type != "google_sql_database_instance"


def shown_in_state(resource: Resource, extra: Mapping[str, str] | None = None) -> Shown:
    """Tags as they are recorded once applied, with more of them where something else had set those."""
    merged = {**final_tags(resource), **(extra or {}), **_added(resource)}
    return Shown(_text({**own_tags(resource), **(extra or {})}), _text(merged))


def shown_at_creation(resource: Resource) -> Shown:
    """Tags as a plan shows them before the resource is there (Terraform 1.11 with AWS provider 5.100, seen 2026)."""
    own = own_tags(resource)
    if resource.defect is Defect.UNKNOWN:
        return Shown(None, None, _UNKNOWN, _UNKNOWN)
    if resource.defect is Defect.UNKNOWN_VALUE and resource.block.type in PER_KEY_UNKNOWNS:
        awaited = tag_key(resource.target, resource.block.provider.name)
        known = {key: value for key, value in own.items() if key != awaited}
        return Shown(_text(known), None, _text({awaited: True}), _UNKNOWN)
    text = _text(own) if own else "null"
    if resource.block.provider.name == "aws" and ("" in own.values() or not final_tags(resource)):
        return Shown(text, None, merged_mask=_UNKNOWN)
    return Shown(text, _text({**final_tags(resource), **_added(resource)}))


def _added(resource: Resource) -> Mapping[str, str]:
    return _GOOGLE_OWN if resource.block.provider.name == "google" else {}


def _repository(provider: str) -> Mapping[str, str]:
    return {"repo": "infrastructure"} if provider == "google" else {"Repo": "github.com/example/infrastructure"}


def _spelled(resource: Resource, value: str) -> str:
    """A value as the cloud can hold it: labels are lower case, without spaces."""
    return value.lower().replace(" ", "_") if resource.block.provider.name == "google" else value


def _text(tags: Mapping[str, object]) -> str:
    return json.dumps(tags, separators=(",", ":"))
