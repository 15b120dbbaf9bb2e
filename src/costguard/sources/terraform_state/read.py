"""Reads Terraform states, raw or printed, into the items of an inventory."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar

import msgspec

from costguard.model.cloud import Cloud, cloud_of
from costguard.model.errors import BadInput
from costguard.model.inventory import Item
from costguard.sources.terraform_plan.strict_json import MAX_CHECKED_BYTES, require_strict
from costguard.sources.terraform_state.instances import Instance, RawState, ShownState, raw_instances, shown_instances
from costguard.sources.terraform_state.items import SOURCE, item_of, parents_of

__all__ = ["SOURCE", "State", "read_state"]

_RAW_VERSION: Final = 4
_WRITE: Final = "write it with `terraform state pull` or `terraform show -json`"


_Shape = TypeVar("_Shape")


class _Head(msgspec.Struct):
    """What tells the forms of a state apart."""

    version: Any = None
    format_version: Any = None
    values: msgspec.Raw = msgspec.Raw()
    encrypted_data: Any = None
    backend: Any = None


class State(msgspec.Struct, frozen=True):
    """What a state holds. `elsewhere` counts resources by provider that are in none of the clouds.

    `deposed` counts what is replaced in the clouds and not yet destroyed: it is no instance, for its address is taken.
    """

    instances: tuple[Instance, ...]
    elsewhere: Mapping[str, int]
    terraform_version: str
    deposed: int = 0

    @property
    def count(self) -> int:
        """The resources in the clouds."""
        return len(self.instances)

    def items(self) -> Iterator[Item]:
        """Each resource as an item. Raises BadInput, naming its address, for one whose tags cannot be read."""
        parents = parents_of(self.instances)
        return (item_of(instance, parents) for instance in self.instances)


def read_state(content: bytes, name: str) -> State:
    """A state of version 4, or what `terraform show -json` prints of one, as UTF-8.

    Data sources are left out; deposed objects and resources of other providers are counted only. Raises BadInput, with
    what to do, for older and for encrypted states, and for what is none.
    """
    head = _decoded(content, _Head, name)
    if head.encrypted_data is not None:
        raise BadInput(f"{name} is an encrypted state; write it out with `tofu show -json`")
    if head.backend is not None:
        raise BadInput(f"{name} is what `terraform init` notes of where a state lies, not the state; {_WRITE}")
    if len(content) <= MAX_CHECKED_BYTES:
        require_strict(content, name)
    if head.format_version is not None:
        shown = _decoded(content, ShownState, name)
        return _state(shown_instances(shown), shown.terraform_version)
    if head.version != _RAW_VERSION:
        raise BadInput(_other_version(head.version, name))
    raw = _decoded(content, RawState, name)
    return _state(raw_instances(raw, name), raw.terraform_version)


def _state(instances: Iterator[Instance], version: str) -> State:
    found, elsewhere, deposed = [], Counter[str](), 0
    for instance in instances:
        is_elsewhere = cloud_of(instance.type) is Cloud.OTHER
        if instance.is_deposed:
            deposed += not is_elsewhere
        elif is_elsewhere:
            elsewhere[instance.type.partition("_")[0]] += 1
        else:
            found.append(instance)
    return State(tuple(found), elsewhere, version, deposed)


def _decoded(content: bytes, kind: type[_Shape], name: str) -> _Shape:
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.ValidationError as error:
        raise BadInput(f"{name} is not shaped like a Terraform state ({error}); {_WRITE}") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadInput(f"{name} is no complete JSON ({error}); {_WRITE}") from error


def _other_version(version: object, name: str) -> str:
    if isinstance(version, int) and not isinstance(version, bool) and 0 < version < _RAW_VERSION:
        return (
            f"{name} is a state of version {version}, from before Terraform 0.12; upgrade it with a newer Terraform "
            "(`terraform state pull`, then `terraform state push`)"
        )
    return f"{name} is no state of version {_RAW_VERSION}, the one that costguard reads; {_WRITE}"
