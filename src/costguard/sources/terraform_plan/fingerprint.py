"""Fingerprints a plan by what it would do, so that an approval of one plan is an approval of that change only.

Equal for two plans of one change, whenever they were made; different as soon as another thing would be done.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from costguard.model.errors import BadInput
from costguard.sources.terraform_plan.address import module_path
from costguard.sources.terraform_plan.canonical import Hash, decode, encode, hide, read_marks
from costguard.sources.terraform_plan.configuration import ConfigIndex
from costguard.sources.terraform_plan.read import Plan, Plans
from costguard.sources.terraform_plan.wire import Change, ResourceChange

# Neither alters anything: data sources are read, ephemeral resources opened, renewed and closed (Terraform 1.10 on).
_IDLE_ACTIONS: Final = frozenset({"no-op", "read", "open", "renew", "close"})
_DATA: Final = "data"


class PlanFingerprint(msgspec.Struct, frozen=True):
    """Hashes (`sha256:…`) of what a plan would do, and of what it would do it with."""

    changes: str
    outputs: str
    variables: str
    configuration: str


def plan_fingerprint(plans: Plans) -> PlanFingerprint:
    """The fingerprint of what an input holds, of several plans each by itself and in order. Raises BadInput.

    - `changes`: every entry that acts, deposed objects and what Terraform forgets too. An entry that only moves or
      imports acts on the state: a later apply may change or destroy what it then manages. Actions that a plan invokes
      (Terraform 1.14) are changes.
    - `outputs`: the root outputs that change.
    - `variables`: the root variables' values. What is declared sensitive is hidden, and so is what no declaration
      is there for, since nobody can say that it is harmless.
    - `configuration`: what can act without showing in the changes: the providers' blocks, and the provisioners of
      blocks whose resources change.

    No sensitive value has an influence: another password alone is the same fingerprint. When and by which Terraform
    the plan was made, what it leaves alone, earlier state, drift and checks are not part of it. Settings of
    `Plans.with_settings` are not either: it is of the file as it was read.

    LIMIT: plan JSON tells of an interpolated expression only what it refers to, so that another text around
    `${self.id}` in a provisioner's command, or a local that a provider's block refers to, is not seen here.
    """
    changes, outputs, variables, configuration = Hash(), Hash(), Hash(), Hash()
    for plan in plans.plans:
        for part in (changes, outputs, variables, configuration):
            part.add("plan")
        acting = _acting(plan)
        _add_all(changes, (_resource_change(entry) for entry in acting))
        _add_all(changes, _invocations(plan))
        _add_all(outputs, _output_changes(plan))
        _add_all(variables, _variables(plan))
        _add_all(configuration, _providers(plan.config))
        _add_all(configuration, _provisioners(plan.config, acting))
    return PlanFingerprint(changes.result(), outputs.result(), variables.result(), configuration.result())


def _add_all(part: Hash, lines: Iterator[Mapping[str, Any]]) -> None:
    for line in lines:
        part.add(line)


def _acting(plan: Plan) -> list[ResourceChange]:
    """The entries that do something, in an order that does not depend on the file's."""
    entries = (entry for entry in plan.document.resource_changes or () if _acts(entry))
    return sorted(entries, key=lambda entry: (entry.address, entry.deposed or ""))


def _acts(entry: ResourceChange) -> bool:
    if entry.mode == _DATA:
        return False
    if not _IDLE_ACTIONS.issuperset(entry.change.actions):
        return True
    return bool(entry.previous_address) or not _is_absent(entry.change.importing)


def _resource_change(entry: ResourceChange) -> dict[str, Any]:
    change = entry.change
    paths = decode(change.replace_paths, f"the `replace_paths` of {entry.address}")
    return {
        "address": entry.address,
        "deposed": entry.deposed,
        "previous_address": entry.previous_address,
        "mode": entry.mode,
        "type": entry.type,
        "provider": entry.provider_name,
        "action_reason": entry.action_reason,
        "replace_paths": sorted(paths, key=encode) if isinstance(paths, list) else paths,
        "importing": decode(change.importing, f"the import of {entry.address}"),
        **_values(change, entry.address),
    }


def _values(change: Change, address: str) -> dict[str, Any]:
    """What a change does to values, with the sensitive ones hidden and their marks beside them."""
    name = f"the planned values of {address}"
    before_marks, after_marks = read_marks(change.before_sensitive, name), read_marks(change.after_sensitive, name)
    return {
        "actions": change.actions,
        "before": hide(decode(change.before, name), before_marks),
        "before_hidden": before_marks,
        "after": hide(decode(change.after, name), after_marks),
        "after_hidden": after_marks,
        "after_unknown": decode(change.after_unknown, name),
    }


def _invocations(plan: Plan) -> Iterator[dict[str, Any]]:
    """The actions that the plan invokes, with their configuration's sensitive values hidden."""
    name = "the `action_invocations` of the plan"
    invocations = [
        {
            **{key: decode(value, name) for key, value in entry.items() if key not in ("config_values", _MARKS)},
            "config_values": hide(decode(entry.get("config_values", msgspec.Raw()), name), marks),
            "config_hidden": marks,
        }
        for entry in _convert(plan.document.action_invocations, list[dict[str, msgspec.Raw]], name) or ()
        for marks in [read_marks(entry.get(_MARKS, msgspec.Raw()), name)]
    ]
    yield from sorted(invocations, key=encode)


_MARKS: Final = "config_sensitive"


def _output_changes(plan: Plan) -> Iterator[dict[str, Any]]:
    outputs = _convert(plan.document.output_changes, dict[str, Change], "the `output_changes` of the plan") or {}
    for name, change in sorted(outputs.items()):
        if not _IDLE_ACTIONS.issuperset(change.actions):
            yield {"output": name, **_values(change, f"output {name}")}


def _variables(plan: Plan) -> Iterator[dict[str, Any]]:
    name = "the `variables` of the plan"
    root = plan.config.module(())
    declared = root.variables if root is not None else {}
    secret = frozenset(plan.config.sensitive_variables(()))
    values = _convert(plan.document.variables, dict[str, msgspec.Raw], name) or {}
    for variable, value in sorted(values.items()):
        is_hidden = variable in secret or variable not in declared
        yield {"variable": variable, "value": None if is_hidden else decode(value, name), "hidden": is_hidden}


def _providers(config: ConfigIndex) -> Iterator[dict[str, Any]]:
    """The blocks that configure providers. An entry without expressions only says that a provider is used."""
    for key, provider in sorted((config.configuration.provider_config or {}).items()):
        if provider.expressions:
            yield {
                "provider": key,
                "name": provider.full_name or provider.name,
                "alias": provider.alias,
                "module": provider.module_address,
                "expressions": decode(msgspec.Raw(encode(provider.expressions)), f"the provider block {key}"),
            }


def _provisioners(config: ConfigIndex, acting: list[ResourceChange]) -> Iterator[dict[str, Any]]:
    blocks = {(module_path(entry.module_address or ""), entry.type, entry.name) for entry in acting}
    for path, kind, name in sorted(blocks):
        module = config.module(path)
        block = module.blocks.get((kind, name)) if module is not None else None
        if block is not None and not _is_absent(block.provisioners):
            address = ".".join([*(f"module.{call}" for call in path), kind, name])
            provisioners = decode(block.provisioners, f"the provisioners of {address}")
            yield {"block": [*path, kind, name], "provisioners": provisioners}


def _is_absent(raw: msgspec.Raw) -> bool:
    return bytes(raw) in (b"", b"null")


def _convert(raw: msgspec.Raw, kind: Any, name: str) -> Any:  # noqa: ANN401 - mypy cannot name `type[A | None]`
    if _is_absent(raw):
        return None
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadInput(f"{name} cannot be read ({error}); write the plan again") from error
