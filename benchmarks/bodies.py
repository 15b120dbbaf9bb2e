"""Writes the bodies of made-up resources as JSON text, from one template a type.

A template (templates/TYPE.json) says what is known before a resource is made (`planned`), what the provider computes
(`computed`), and the masks that Terraform puts over either. Bodies are spliced from texts that are encoded once.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from estate import Resource
from tagging import Shown, shown_at_creation, shown_in_state

_TEMPLATES: Final = Path(__file__).parent / "templates"
_OWN: Final = '"@own@":0,'
_MERGED: Final = '"@merged@":0,'
_FORMER_TAG: Final = {"ticket": "ops-17"}


@dataclass(frozen=True, slots=True)
class Template:
    """One type's texts, with marks where tags go and `@name@`, `@id@`, `@region@`, `@zone@`, `@size@` in values."""

    provider: str
    tags: str
    merged: tuple[str, ...]
    planned: str
    applied: str
    mask: str
    sensitive: str
    expressions: Mapping[str, Any]

    @property
    def own_name(self) -> str:
        """The attribute that holds the tags, without the block that it lies in."""
        return self.tags.rpartition(".")[2]


@lru_cache
def template(resource_type: str) -> Template:
    """The template of a type."""
    raw = json.loads((_TEMPLATES / f"{resource_type}.json").read_text(encoding="utf-8"))
    planned, path = raw["planned"], raw["tags"]
    return Template(
        provider=raw["provider"],
        tags=path,
        merged=tuple(raw["merged"]),
        planned=_marked(planned, path),
        applied=_marked({**planned, **raw["computed"]}, path),
        mask=_marked(raw["unknown"], path),
        sensitive=json.dumps(raw["sensitive"], separators=(",", ":")),
        expressions={name: _expression(value) for name, value in planned.items() if isinstance(value, str | int)},
    )


def planned_body(resource: Resource) -> str:
    """What a plan knows of a resource that it creates."""
    return _filled(template(resource.block.type).planned, resource, shown_at_creation(resource))


def unknown_mask(resource: Resource) -> str:
    """What a plan does not know of a resource that it creates."""
    of_type, shown = template(resource.block.type), shown_at_creation(resource)
    masks = Shown(shown.own_mask, shown.merged_mask)
    return _spliced(of_type.mask, of_type, masks)


def applied_body(resource: Resource) -> str:
    """A resource as it is recorded once applied."""
    return _filled(template(resource.block.type).applied, resource, shown_in_state(resource))


def former_body(resource: Resource) -> str:
    """A resource as it was before an update, which takes one tag away."""
    return _filled(template(resource.block.type).applied, resource, shown_in_state(resource, _FORMER_TAG))


def _expression(value: object) -> Mapping[str, Any]:
    """How the configuration shows what sets an attribute: a constant, or a reference where resources differ."""
    return {"references": ["var.settings"]} if isinstance(value, str) and "@" in value else {"constant_value": value}


def _marked(body: Mapping[str, Any], path: str) -> str:
    """The body as text, with a mark where its own tags go and one where the merged ones do."""
    block, _, _ = path.rpartition(".")
    marked = dict(body)
    if block:
        marked[block] = [{"@own@": 0, **marked[block][0]}]
    else:
        marked = {"@own@": 0, **marked}
    return json.dumps({"@merged@": 0, **marked}, separators=(",", ":"))


def _filled(text: str, resource: Resource, shown: Shown) -> str:
    of_type = template(resource.block.type)
    spliced = _spliced(text, of_type, shown)
    name = resource.block.name if resource.index is None else f"{resource.block.name}-{resource.index}"
    identity = hashlib.blake2b(resource.address.encode(), digest_size=9).hexdigest()[:17]
    filled = spliced.replace("@name@", name.replace("_", "-")).replace("@id@", identity)
    return (
        filled.replace("@region@", resource.region)
        .replace("@zone@", f"{resource.region}-b")
        .replace("@size@", resource.size)
    )


def _spliced(text: str, of_type: Template, shown: Shown) -> str:
    own = "" if shown.own is None else f'"{of_type.own_name}":{shown.own},'
    merged = "" if shown.merged is None else "".join(f'"{name}":{shown.merged},' for name in of_type.merged)
    return text.replace(_OWN, own).replace(_MERGED, merged)
