"""The shape of plan JSON as Terraform and OpenTofu write it; bodies stay raw until something asks for them.

Source: Terraform's "JSON Output Format", format versions 0.1 to 1.2 (developer.hashicorp.com, 2026-06).
"""

from typing import Any

import msgspec


class Change(msgspec.Struct, gc=False):
    """What happens to one resource. `after_unknown` and the sensitive marks mirror the shape of `after`."""

    actions: list[str] = []
    before: msgspec.Raw = msgspec.Raw()
    after: msgspec.Raw = msgspec.Raw()
    after_unknown: msgspec.Raw = msgspec.Raw()
    before_sensitive: msgspec.Raw = msgspec.Raw()
    after_sensitive: msgspec.Raw = msgspec.Raw()
    replace_paths: msgspec.Raw = msgspec.Raw()
    importing: msgspec.Raw = msgspec.Raw()


class ResourceChange(msgspec.Struct, gc=False):
    """One entry of `resource_changes`. `mode` is absent in hand-trimmed plans."""

    address: str
    change: Change
    type: str = ""
    name: str = ""
    mode: str = "managed"
    module_address: str | None = None
    deposed: str | None = None
    previous_address: str | None = None
    provider_name: str | None = None
    action_reason: str | None = None


class ProviderConfig(msgspec.Struct, gc=False):
    """One provider block. An entry without `expressions` only says that a module uses the provider."""

    name: str = ""
    full_name: str | None = None
    alias: str | None = None
    module_address: str | None = None
    expressions: dict[str, Any] | None = None


class ConfigResource(msgspec.Struct, gc=False):
    """One resource block, before count and for_each."""

    type: str = ""
    name: str = ""
    mode: str = "managed"
    provider_config_key: str = ""
    expressions: msgspec.Raw = msgspec.Raw()
    for_each_expression: msgspec.Raw = msgspec.Raw()
    provisioners: msgspec.Raw = msgspec.Raw()


class ConfigModule(msgspec.Struct, gc=False):
    """One module's blocks. `module_calls` is a mapping of names, or in some converters' output a list."""

    resources: list[ConfigResource] | None = None
    module_calls: msgspec.Raw = msgspec.Raw()
    variables: msgspec.Raw = msgspec.Raw()
    outputs: msgspec.Raw = msgspec.Raw()


class ModuleCall(msgspec.Struct, gc=False):
    """One call of a module."""

    source: str = ""
    expressions: dict[str, Any] | None = None
    module: ConfigModule | None = None


class Configuration(msgspec.Struct, gc=False):
    """The configuration that the plan was made from."""

    provider_config: dict[str, ProviderConfig] | None = None
    root_module: ConfigModule | None = None


class Variable(msgspec.Struct, gc=False):
    """The value of a root variable."""

    value: Any = None


class PlanDocument(msgspec.Struct):
    """The whole document. Fields that a reader of plans has no use for are skipped, not decoded."""

    format_version: Any = None
    terraform_version: Any = None
    resource_changes: list[ResourceChange] | None = None
    output_changes: msgspec.Raw = msgspec.Raw()
    action_invocations: msgspec.Raw = msgspec.Raw()
    planned_values: msgspec.Raw = msgspec.Raw()
    configuration: msgspec.Raw = msgspec.Raw()
    variables: msgspec.Raw = msgspec.Raw()
    errored: Any = None
    complete: Any = None
