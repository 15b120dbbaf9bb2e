"""Recognises what people pass instead of a plan, and says for each what to run."""

import re
from collections.abc import Mapping
from typing import Any, Final

from costguard.model.errors import BadInput

_SHOW: Final = "`terraform show -json tfplan > plan.json`"
_ZIP_MAGIC: Final = b"PK\x03\x04"
# Colours and other terminal sequences; some logs drop the escape character itself.
_TERMINAL_SEQUENCE: Final = re.compile(r"\x1b?\[[0-9;?]*[A-Za-z]")
_SOURCE_CODE: Final = re.compile(
    r"---|#|//|/\*"
    r"|(resource|data|provider|module|variable|output|locals|terraform|import|moved|removed|check)\b[^\n]*[{\"]"
    r"|[A-Za-z_][\w.-]*:(\s|$)"  # YAML
)
_CI_WRAPPERS: Final = ("[command]", "::")
# What a state-less `terraform show -json` prints; a plan always says more.
_NO_STATE: Final = frozenset({"format_version", "terraform_version"})
_HUMAN_STARTS: Final = (
    "terraform used the selected providers", "terraform will perform", "an execution plan has been generated",
    "opentofu used the selected providers", "opentofu will perform", "refreshing", "no changes",
    "note: objects have changed", "data.", "acquiring state lock", "initializing", "plan:", "terraform planned",
    "running plan", "error:", "warning:", "╷", "there are some problems",
)  # fmt: skip
_HUMAN_MARKS: Final = ("will be created", "will be destroyed", "will be updated in-place", ": refreshing state...")


def refuse_bytes(content: bytes, name: str) -> None:
    """Raise BadInput for what is no JSON text at all."""
    if not content or content.isspace():
        raise BadInput(f"{name} is empty; write the plan with {_SHOW}")
    if content.startswith(_ZIP_MAGIC):
        raise BadInput(f"{name} is a binary plan, which only Terraform can read; turn it into JSON with {_SHOW}")


def refuse_text(content: bytes, name: str) -> None:
    """Raise BadInput for text that cannot be a document of a plan."""
    start = content[:4096].decode("utf-8", "replace").lstrip()
    if start.startswith(_CI_WRAPPERS):
        return
    plain = _TERMINAL_SEQUENCE.sub("", start).lstrip().lower()
    if plain.startswith(_HUMAN_STARTS) or any(mark in plain for mark in _HUMAN_MARKS):
        raise BadInput(f"{name} is the plan as Terraform prints it for people; save it and give its JSON: "
                       f"`terraform plan -out=tfplan && terraform show -json tfplan > plan.json`")  # fmt: skip
    if start.startswith("["):
        raise BadInput(f"{name} is a JSON list, not a plan; give the whole document that {_SHOW} writes")
    if _SOURCE_CODE.match(start):
        raise BadInput(
            f"{name} is source code, not a plan; make the plan with `terraform plan -out=tfplan` and {_SHOW}"
        )


def refuse_document(document: bytes, name: str) -> None:
    """Raise BadInput for a JSON document of another kind, told by its top-level keys; `document` is an object."""
    keys = _top_level(document)
    if "@level" in keys:
        raise BadInput(
            f"{name} is the log stream of `terraform plan -json`; save the plan with `-out=tfplan` and give {_SHOW}"
        )
    if "resource_changes" in keys and "plan_format_version" not in keys:
        return
    for marks, sentence in _OTHER_KINDS:
        if marks <= keys.keys():
            raise BadInput(f"{name} is {sentence}")
    if keys and keys.keys() <= _NO_STATE:
        raise BadInput(f"{name} is what `terraform show -json` prints where there is no state; name the plan: {_SHOW}")
    if wrapper := _wrapper_of_a_plan(keys):
        raise BadInput(f"{name} wraps a plan under `{wrapper}`, as mocks for policy tests do; give the plan itself: "
                       f"`jq .{wrapper} {name} > plan.json`")  # fmt: skip
    if "format_version" not in keys:
        raise BadInput(
            f"{name} is JSON but no Terraform plan (no `format_version`, no `resource_changes`); write it with {_SHOW}"
        )


_STATE: Final = (
    "a Terraform state, not a plan: judge what exists with `costguard audit snapshot FILE`, and a change with " + _SHOW
)
_OTHER_KINDS: Final[tuple[tuple[frozenset[str], str], ...]] = (
    (
        frozenset({"plan_format_version"}),
        "HCP Terraform's redacted plan, which hides the values; download the JSON plan "
        "(`…/plans/ID/json-output`), or use " + _SHOW,
    ),
    (frozenset({"serial", "lineage"}), _STATE),
    (frozenset({"version", "terraform_version", "resources"}), _STATE),
    (frozenset({"version", "modules"}), _STATE),
    (frozenset({"values"}), _STATE),
    (
        frozenset({"provider_schemas"}),
        "a dump of provider schemas (`terraform providers schema`), not a plan; write the plan with " + _SHOW,
    ),
    (frozenset({"AWSTemplateFormatVersion"}), "a CloudFormation template; costguard judges Terraform plans: " + _SHOW),
    (frozenset({"Resources"}), "a CloudFormation template; costguard judges Terraform plans: " + _SHOW),
    (frozenset({"steps", "changeSummary"}), "a Pulumi preview; costguard judges Terraform plans: " + _SHOW),
    (frozenset({"$schema", "contentVersion"}), "an ARM template; costguard judges Terraform plans: " + _SHOW),
    (frozenset({"projects", "totalMonthlyCost"}), "an Infracost report; give the plan it was made from: " + _SHOW),
    (frozenset({"$schema", "runs"}), "a SARIF report; give the plan it was made from: " + _SHOW),
)


def _wrapper_of_a_plan(keys: Mapping[str, Any]) -> str:
    for key, value in keys.items():
        if isinstance(value, dict) and "resource_changes" in value:
            return key
        if isinstance(value, dict):
            inner = next((k for k, v in value.items() if isinstance(v, dict) and "resource_changes" in v), "")
            if inner:
                return f"{key}.{inner}"
    return ""


def _top_level(document: bytes) -> Mapping[str, Any]:
    """The document, decoded whole: only what is no plan by its first look comes here, and that is small."""
    import json  # only a document that is refused pays for it

    try:
        decoded = json.loads(document)
    except (ValueError, RecursionError):
        return {}
    return decoded if isinstance(decoded, dict) else {}
