"""Reads plan files: one plan, or several in a row, checked whole before anything is judged."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Final

import msgspec

from costguard.model.billable import BillableChange
from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.resource import Resource
from costguard.model.verdict import Input
from costguard.sources.terraform_plan.actions import action_of
from costguard.sources.terraform_plan.billables import billable_changes, billed_elsewhere
from costguard.sources.terraform_plan.changes import PlanContext, resources_of
from costguard.sources.terraform_plan.configuration import ConfigIndex, read_configuration
from costguard.sources.terraform_plan.documents import split_documents
from costguard.sources.terraform_plan.encoding import to_utf8
from costguard.sources.terraform_plan.hidden_defaults import HiddenDefaults
from costguard.sources.terraform_plan.input_bytes import Digest, InputBytes, read_bytes
from costguard.sources.terraform_plan.parents import ParentRegions
from costguard.sources.terraform_plan.provider_defaults import ProviderDefaults
from costguard.sources.terraform_plan.recognise import refuse_bytes, refuse_document, refuse_text
from costguard.sources.terraform_plan.referrers import Referrers
from costguard.sources.terraform_plan.settings import Setting, misses, read_setting, with_setting
from costguard.sources.terraform_plan.sightings import sightings
from costguard.sources.terraform_plan.strict_json import MAX_CHECKED_BYTES, require_strict
from costguard.sources.terraform_plan.wire import PlanDocument, ResourceChange

KIND: Final = "terraform-plan"
_MANAGED: Final = "managed"
_MODES: Final = frozenset({_MANAGED, "data", "ephemeral", "list", "action"})
# Terraform 0.12 to 1.14 and OpenTofu 1.11: `open`, `renew` and `close` are of ephemeral resources.
_ACTIONS: Final = frozenset(
    {"no-op", "create", "read", "update", "delete", "forget", "open", "renew", "close", "invoke"}
)
_STARTS_AN_OBJECT: Final = re.compile(rb"[ \t\r\n]*\{")
_PLAN_DECODER: Final = msgspec.json.Decoder(PlanDocument)


class Plans(msgspec.Struct, frozen=True):
    """What one input holds. `resources()` decodes as it goes, so that memory stays near the input's size."""

    source: InputBytes
    plans: tuple["Plan", ...]
    notes: tuple[str, ...]

    @property
    def input(self) -> Input:
        """What a report says of the input."""
        versions = {plan.terraform_version for plan in self.plans}
        return Input(KIND, self.source.path, self.source.digest.result(), ", ".join(sorted(versions - {""})))

    @property
    def count(self) -> int:
        """The managed resources that the plans speak of."""
        return sum(len(plan.changes) for plan in self.plans)

    def resources(self, *, with_no_ops: bool = False, with_before: bool = False) -> Iterator[Resource]:
        """Every resource that the plans create, update or replace.

        On request also those they leave alone (`with_no_ops`), and updated ones as they were (`with_before`).
        """
        for plan in self.plans:
            yield from plan.resources(with_no_ops=with_no_ops, with_before=with_before)

    def billable_changes(self) -> Iterator[BillableChange]:
        """Every resource of the plans as it is and as it will be, those that they leave alone too."""
        for plan in self.plans:
            yield from plan.billable_changes()

    def billed_elsewhere(self) -> Iterator[str]:
        """A note on the resources that an estimate of the three clouds does not see; none where there are none."""
        found = billed_elsewhere(change for plan in self.plans for change in plan.changes)
        if found:
            named = ", ".join(f"{provider} ({number:,})" for provider, number in sorted(found.items()))
            yield f"resources of these providers are not in the estimate: {named}"

    def with_settings(self, settings: Iterable[str]) -> "Plans":
        """The same plans with planned values set to others, each as `ADDRESS.ATTRIBUTE=VALUE`. Raises BadUsage."""
        plans, notes = self.plans, list(self.notes)
        for text in settings:
            addresses = [change.address for plan in plans for change in plan.changes]
            setting = read_setting(text, addresses)
            changes = (change for plan in plans for change in plan.changes if change.address == setting.address)
            notes += filter(None, (misses(change, setting) for change in changes))
            plans = tuple(plan.with_setting(setting) for plan in plans)
        return msgspec.structs.replace(self, plans=plans, notes=tuple(notes))


class Plan(msgspec.Struct, frozen=True, dict=True):
    """One plan. `changes` are its managed resources without deposed objects, in the plan's order.

    `document` is all that was read of it, whatever is asked of `changes` later.
    """

    changes: tuple[ResourceChange, ...]
    config: ConfigIndex
    number: int
    terraform_version: str
    regions: Mapping[Cloud, str]
    document: PlanDocument

    def resources(self, *, with_no_ops: bool, with_before: bool) -> Iterator[Resource]:
        """The resources of this plan, as `Plans.resources` has them."""
        for change in self.changes:
            action = action_of(change.change.actions)
            if action.leaves_a_changed_resource or (with_no_ops and action is Action.NO_OP):
                yield from resources_of(change, self._context, with_before=with_before)

    def billable_changes(self) -> Iterator[BillableChange]:
        """The resources of this plan, as `Plans.billable_changes` has them."""
        return billable_changes(self.changes, self._context)

    def with_setting(self, setting: Setting) -> "Plan":
        """The same plan with one planned value set."""
        changes = (
            with_setting(change, setting) if change.address == setting.address else change for change in self.changes
        )
        return msgspec.structs.replace(self, changes=tuple(changes))

    @cached_property
    def _context(self) -> PlanContext:
        return PlanContext(
            config=self.config,
            defaults=ProviderDefaults(partial(sightings, self.changes, self.config), self.config.root_variable),
            hidden=HiddenDefaults(self.config),
            parents=ParentRegions(self.changes, self.config),
            referrers=Referrers(self.config),
            plan=self.number,
            regions=self.regions,
        )


def read_plans(path: str, regions: Mapping[Cloud, str] | None = None) -> Plans:
    """Read an input, `-` for standard input. Raises BadInput when any part of it cannot be judged.

    `regions` are those of providers that take theirs from the environment, which no plan shows.
    """
    return _read(read_bytes(path), regions)


def read_plan_bytes(content: bytes, name: str, regions: Mapping[Cloud, str] | None = None) -> Plans:
    """Read an input that is in memory already, as `read_plans` reads files; errors call it by `name`."""
    return _read(InputBytes(name, content, Digest(content)), regions)


def _read(source: InputBytes, regions: Mapping[Cloud, str] | None) -> Plans:
    refuse_bytes(source.content, source.path)
    content = to_utf8(source.content, source.path)
    documents = _decode_documents(content, source.path)
    is_one = len(documents) == 1
    plans: list[Plan] = []
    notes: list[str] = []
    for number, document in enumerate(documents):
        name = source.path if is_one else f"{source.path} (plan {number + 1} of {len(documents)})"
        plans.append(_plan(document, number, name, notes, regions or {}))
    if not is_one:
        notes.append(f"{len(documents)} plans in one input were judged, each by itself")
    return Plans(source, tuple(plans), tuple(notes))


def _decode_documents(content: bytes, name: str) -> tuple[PlanDocument, ...]:
    """Most inputs are one document and are decoded where they lie; anything else is taken apart first."""
    if _STARTS_AN_OBJECT.match(content):  # stripping would copy half a gigabyte
        try:
            decoded = _PLAN_DECODER.decode(content)
        except (msgspec.DecodeError, RecursionError):
            pass
        else:
            return (_checked(decoded, content, name),)
    else:
        refuse_text(content, name)
    documents = split_documents(content, name)
    if not documents:
        raise BadInput(f"{name} holds no plan; write it with `terraform show -json tfplan > plan.json`")
    return tuple(_checked(_decode(document, name), document, name) for document in documents)


def _decode(document: bytes, name: str) -> PlanDocument:
    try:
        return _PLAN_DECODER.decode(document)
    except (msgspec.ValidationError, RecursionError) as error:
        refuse_document(document, name)
        raise BadInput(f"{name} is not shaped like a Terraform plan ({error}); write it again") from error
    except msgspec.DecodeError as error:
        raise BadInput(
            f"{name} is not valid JSON ({error}); write it again with `terraform show -json tfplan`"
        ) from error


def _checked(decoded: PlanDocument, document: bytes, name: str) -> PlanDocument:
    if decoded.resource_changes is None or decoded.format_version is None:
        refuse_document(document, name)
    if len(document) <= MAX_CHECKED_BYTES:
        require_strict(document, name)
    return decoded


def _plan(document: PlanDocument, number: int, name: str, notes: list[str], regions: Mapping[Cloud, str]) -> Plan:
    _require_judgeable(document, name, notes)
    changes = tuple(change for change in document.resource_changes or () if _is_managed(change, name))
    config = read_configuration(document.configuration, document.variables, name)
    version = document.terraform_version if isinstance(document.terraform_version, str) else ""
    return Plan(changes, config, number, version, regions, document)


def _is_managed(change: ResourceChange, name: str) -> bool:
    """Whether a change is of a resource that Terraform manages. Raises BadInput for what no Terraform writes."""
    if change.mode not in _MODES or not change.type:
        raise BadInput(f"{name}: {change.address} has no known `mode` and `type`; the file was changed or damaged")
    if not change.change.actions or not _ACTIONS.issuperset(change.change.actions):
        raise BadInput(
            f"{name}: {change.address} has the actions {change.change.actions}, which no Terraform plans; "
            "write it again"
        )
    return change.mode == _MANAGED and not change.deposed and not change.address.startswith("data.")


def _require_judgeable(document: PlanDocument, name: str, notes: list[str]) -> None:
    if document.errored not in (None, False):
        raise BadInput(f"{name} is of a plan that failed (`errored`); mend the configuration and plan again")
    if document.complete not in (None, True):
        raise BadInput(
            f"{name} is of a partial plan (`complete` is false: some changes are deferred); plan the rest first"
        )
    if document.format_version is None:
        notes.append(f"{name} has no `format_version`: it was not written by Terraform, and is judged as it stands")
    elif not _is_known_version(document.format_version):
        raise BadInput(
            f"{name} has format_version {document.format_version!r}; costguard reads 0.1 to 1.x; "
            "look for a newer costguard"
        )
    if not document.resource_changes and _holds_resources(document.planned_values, name):
        raise BadInput(
            f"{name} lists planned values but no `resource_changes`: it was cut; "
            "write it again with `terraform show -json tfplan`"
        )


def _is_known_version(version: object) -> bool:
    if not isinstance(version, str):
        return False
    major, _, minor = version.partition(".")
    return major in ("0", "1") and minor.isdecimal()


def _holds_resources(planned_values: msgspec.Raw, name: str) -> bool:
    if not memoryview(planned_values).nbytes:
        return False
    try:
        values = msgspec.json.decode(planned_values)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadInput(f"the `planned_values` of {name} cannot be read ({error}); write the plan again") from error
    return isinstance(values, Mapping) and _module_holds_resources(values.get("root_module"))


def _module_holds_resources(module: object) -> bool:
    if not isinstance(module, Mapping):
        return False
    children = module.get("child_modules")
    children = children if isinstance(children, list) else []
    return bool(module.get("resources")) or any(_module_holds_resources(child) for child in children)
