"""Reads the YAML of custom constraints and organisation policies, ours or anybody's, into what they say."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec
import yaml

from costguard.model.errors import BadInput
from costguard.model.guardrail import Document


class CustomConstraint(msgspec.Struct, frozen=True, rename="camel"):
    """A custom constraint as the API writes it (Organization Policy API v2, `CustomConstraint`, 2026-07)."""

    name: str
    resource_types: tuple[str, ...] = ()
    method_types: tuple[str, ...] = ()
    condition: str = ""
    action_type: str = ""

    @property
    def short_name(self) -> str:
        """`custom.requiredLabels`, by which policies call it."""
        return self.name.rpartition("/")[2]


class Listed(msgspec.Struct, frozen=True, rename="camel"):
    """The values of a list constraint's rule."""

    allowed_values: tuple[str, ...] = ()
    denied_values: tuple[str, ...] = ()


class Condition(msgspec.Struct, frozen=True):
    """When a policy's rule counts: an expression over the tags of the resource."""

    expression: str = ""


class PolicyRule(msgspec.Struct, frozen=True, rename="camel"):
    """One rule of a policy; a boolean constraint is enforced or not, a list constraint has values."""

    enforce: bool | None = None
    values: Listed | None = None
    allow_all: bool = False
    deny_all: bool = False
    condition: Condition | None = None


class Spec(msgspec.Struct, frozen=True):
    """One half of a policy: what it does, or what it would do and logs."""

    rules: tuple[PolicyRule, ...] = ()
    reset: bool = False


class OrgPolicy(msgspec.Struct, frozen=True, rename="camel"):
    """An organisation policy as the API writes it (Organization Policy API v2, `Policy`, 2026-07)."""

    name: str
    spec: Spec | None = None
    dry_run_spec: Spec | None = None

    @property
    def constraint(self) -> str:
        """The name of the constraint that it is about, without `constraints/`."""
        return self.name.rpartition("/policies/")[2].removeprefix("constraints/")


class OrgPolicies(msgspec.Struct, frozen=True):
    """All constraints and policies of a set of documents."""

    constraints: tuple[CustomConstraint, ...]
    policies: tuple[OrgPolicy, ...]


_Record = TypeVar("_Record", CustomConstraint, OrgPolicy)


def read_org_policies(documents: Iterable[Document]) -> OrgPolicies:
    """What the documents hold, whichever of the two each is; a file may hold several.

    Raises BadInput for what is neither, naming the file.
    """
    constraints: list[CustomConstraint] = []
    policies: list[OrgPolicy] = []
    for document in documents:
        for record in _records(document):
            if "spec" in record or "dryRunSpec" in record:
                policies.append(_converted(record, OrgPolicy, document))
            else:
                constraints.append(_converted(record, CustomConstraint, document))
    return OrgPolicies(tuple(constraints), tuple(policies))


def _records(document: Document) -> Iterable[Mapping[str, object]]:
    try:
        found = [each for each in yaml.safe_load_all(document.text) if each is not None]
    except yaml.YAMLError as error:
        raise BadInput(f"{document.path} is no YAML ({_one_line(error)}); emit it again, or mend it") from error
    for each in found:
        if not isinstance(each, dict):
            raise BadInput(f"{document.path} holds no constraint and no policy; give the files that gcloud takes")
        yield each


def _converted(record: Mapping[str, object], kind: type[_Record], document: Document) -> _Record:
    try:
        return msgspec.convert(record, kind, strict=False)
    except msgspec.ValidationError as error:
        raise BadInput(
            f"{document.path} is not what gcloud takes ({_one_line(error)}); mend it, or emit it again"
        ) from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
