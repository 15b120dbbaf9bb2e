"""The resources of a state in one shape, whether Terraform printed it or it lies in the bucket as Terraform keeps it.

Sources: Terraform's "JSON Output Format", state representation, and its internal state file format, version 4
(github.com/hashicorp/terraform, internal/states/statefile, 2026-06).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from costguard.model.errors import BadInput
from costguard.sources.terraform_plan.body import Body

_MANAGED: Final = "managed"
_HCL_ESCAPES: Final = (
    ("\\", "\\\\"),
    ('"', '\\"'),
    ("\n", "\\n"),
    ("\r", "\\r"),
    ("\t", "\\t"),
    ("${", "$${"),
    ("%{", "%%{"),
)


class Instance(msgspec.Struct, frozen=True):
    """One resource that Terraform manages. `body.sensitive` mirrors its values; nothing in a state is unknown.

    `is_deposed` where another has taken its address, and it waits to be destroyed.
    """

    address: str
    type: str
    body: Body
    is_deposed: bool = False


class _ShownResource(msgspec.Struct):
    address: str
    type: str
    mode: str = _MANAGED
    values: dict[str, Any] | None = None
    sensitive_values: Any = None
    deposed_key: str | None = None


class _ShownModule(msgspec.Struct):
    resources: list[_ShownResource] = []
    child_modules: list["_ShownModule"] = []


class _ShownValues(msgspec.Struct):
    root_module: _ShownModule = msgspec.field(default_factory=_ShownModule)


class ShownState(msgspec.Struct):
    """What `terraform show -json` prints of a state."""

    values: _ShownValues | None = None
    terraform_version: str = ""


class _RawInstance(msgspec.Struct):
    index_key: int | str | None = None
    attributes: dict[str, Any] | None = None
    attributes_flat: dict[str, str] | None = None
    sensitive_attributes: list[Any] | None = None
    deposed: str | None = None


class _RawResource(msgspec.Struct):
    type: str
    name: str
    mode: str = _MANAGED
    module: str = ""
    instances: list[_RawInstance] = []


class RawState(msgspec.Struct):
    """A state as Terraform keeps it, version 4."""

    resources: list[_RawResource] = []
    terraform_version: str = ""


def shown_instances(state: ShownState) -> Iterator[Instance]:
    """The managed resources that `terraform show -json` prints, those of child modules too."""
    if state.values is not None:
        yield from _in_module(state.values.root_module)


def raw_instances(state: RawState, name: str) -> Iterator[Instance]:
    """The managed resources of a raw state. Raises BadInput for one that a newer Terraform has not yet rewritten."""
    for resource in state.resources:
        if resource.mode == _MANAGED:
            for instance in resource.instances:
                yield _raw_instance(resource, instance, name)


def _in_module(module: _ShownModule) -> Iterator[Instance]:
    for resource in module.resources:
        if resource.mode == _MANAGED:
            body = Body(resource.values or {}, None, resource.sensitive_values)
            yield Instance(resource.address, resource.type, body, bool(resource.deposed_key))
    for child in module.child_modules:
        yield from _in_module(child)


def _raw_instance(resource: _RawResource, instance: _RawInstance, name: str) -> Instance:
    address = f"{resource.type}.{resource.name}{_index(instance.index_key)}"
    if resource.module:
        address = f"{resource.module}.{address}"
    if instance.attributes is None and instance.attributes_flat is not None:
        raise BadInput(
            f"{name} holds {address} in the form of Terraform 0.11; write it anew with `terraform apply -refresh-only`"
        )
    mask = sensitive_mask(instance.sensitive_attributes or ())
    return Instance(address, resource.type, Body(instance.attributes or {}, None, mask), bool(instance.deposed))


def _index(key: int | str | None) -> str:
    if key is None:
        return ""
    return f"[{key}]" if isinstance(key, int) else f'["{_quoted(key)}"]'


def _quoted(text: str) -> str:
    """A key as Terraform writes it in an address."""
    for character, escape in _HCL_ESCAPES:
        text = text.replace(character, escape)
    return text


def sensitive_mask(paths: object) -> object:
    """A mask that mirrors the values, of the paths that a raw state lists: each a list of steps.

    A step is `{"type": "get_attr", "value": NAME}` or `{"type": "index", "value": {"value": KEY}}`; older versions
    wrote a list with one path, or steps of other shapes, for which everything above them counts as sensitive.
    """
    mask: object = {}
    for path in paths if isinstance(paths, list | tuple) else ():
        steps = [_step(step) for step in path] if isinstance(path, list) else [_step(path)]
        mask = _marked(mask, steps)
    return mask or None


def _step(step: object) -> str | int | None:
    """The name or place of a step, None where it says neither."""
    value = step.get("value") if isinstance(step, Mapping) else None
    if isinstance(value, Mapping):
        value = value.get("value")
    return value if isinstance(value, str | int) else None


def _marked(mask: object, steps: list[str | int | None]) -> object:
    """The mask with the place at the end of the steps marked. An element of a list marks the list as a whole."""
    if not isinstance(mask, dict) or not steps or not isinstance(steps[0], str):
        return True
    return {**mask, steps[0]: _marked(mask.get(steps[0], {}), steps[1:])}
