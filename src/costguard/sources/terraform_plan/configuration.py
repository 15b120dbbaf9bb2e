"""What the plan says of the code it was made from: who configures a resource, and what its attributes refer to."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

import msgspec

from costguard.model.errors import BadInput
from costguard.sources.terraform_plan.wire import (
    ConfigModule,
    ConfigResource,
    Configuration,
    ModuleCall,
    ProviderConfig,
    Variable,
)

ModulePath = tuple[str, ...]
_Value = TypeVar("_Value")


class Expression(msgspec.Struct, frozen=True):
    """What a configuration says of one attribute: a constant, or the names that it refers to."""

    constant: Any = None
    references: tuple[str, ...] = ()

    @property
    def refers_to_root_variables_only(self) -> bool:
        """Whether it is known at plan time for certain: a root variable always is, a local may not be."""
        return bool(self.references) and all(name.startswith("var.") for name in self.references)


class ConfigIndex(msgspec.Struct, frozen=True):
    """The configuration of a plan, by module path. An empty one stands for a plan that carries none."""

    configuration: Configuration
    variables: Mapping[str, Variable]
    is_present: bool
    _modules: dict[ModulePath, "ModuleIndex | None"] = msgspec.field(default_factory=dict)
    _providers: dict[tuple[ModulePath, str], ProviderConfig | None] = msgspec.field(default_factory=dict)

    def module(self, path: ModulePath) -> "ModuleIndex | None":
        """The module at a path of call names, or None where the configuration does not hold it."""
        if path not in self._modules:
            self._modules[path] = self._find_module(path)
        return self._modules[path]

    def _find_module(self, path: ModulePath) -> "ModuleIndex | None":
        if not path:
            root = self.configuration.root_module
            return ModuleIndex(root) if root is not None else None
        parent = self.module(path[:-1])
        call = parent.calls.get(path[-1]) if parent is not None else None
        return ModuleIndex(call.module) if call is not None and call.module is not None else None

    def resource(self, path: ModulePath, resource_type: str, name: str) -> "ResourceConfig | None":
        """The block of a managed resource."""
        module = self.module(path)
        block = module.blocks.get((resource_type, name)) if module is not None else None
        return ResourceConfig(block) if block is not None else None

    def provider(self, path: ModulePath, config: "ResourceConfig | None", provider: str) -> ProviderConfig | None:
        """The provider block that configures a resource, found as Terraform finds it.

        A key names one instance (`aws.west`, `module.a:aws`). A module's entry that configures nothing only
        passes on what its parents configured, so the search goes up to the root under the same alias.
        """
        key = config.provider_config_key if config is not None else ""
        wanted = (path, key or provider)
        if wanted not in self._providers:
            self._providers[wanted] = self._find_provider(path, key or provider)
        return self._providers[wanted]

    def _find_provider(self, path: ModulePath, key: str) -> ProviderConfig | None:
        configs = self.configuration.provider_config or {}
        local = key.rpartition(":")[2]
        module = [f"module.{name}" for name in path]
        inherited = [f"{'.'.join(module[:depth])}:{local}" for depth in range(len(module), 0, -1)]
        candidates = [key, *inherited, local]
        return next((configs[name] for name in candidates if name in configs and configs[name].expressions), None)

    def evaluate(self, expression: object, path: ModulePath) -> object:
        """The value of an expression that is a constant or one variable whose value is known; else None.

        A template such as `"${var.a}-b"` looks the same as `var.a`, so the caller checks what comes back.
        """
        read = read_expression(expression)
        if read.constant is not None or len(read.references) != 1:
            return read.constant
        scope, _, name = read.references[0].partition(".")
        if scope != "var":
            return None
        return self.variable(name, path)

    def sensitive_variables(self, path: ModulePath) -> Iterator[str]:
        """The names of a module's variables that are declared sensitive."""
        module = self.module(path)
        for name, declared in (module.variables if module is not None else {}).items():
            if isinstance(declared, dict) and declared.get("sensitive") is True:
                yield name

    def is_sensitive(self, expression: object, path: ModulePath) -> bool:
        """Whether an expression refers to a variable that is declared sensitive."""
        references = read_expression(expression).references
        return any(f"var.{name}" in references for name in self.sensitive_variables(path))

    def root_variable(self, name: str) -> object:
        """The value of a root variable: what was given, or its default."""
        return self.variable(name, ())

    def variable(self, name: str, path: ModulePath) -> object:
        """The value of a module's variable, as far as the plan says it: given, passed on, or its default."""
        if not path:
            given = self.variables.get(name)
            return given.value if given is not None else self._default(name, path)
        parent = self.module(path[:-1])
        call = parent.calls.get(path[-1]) if parent is not None else None
        if call is None or name not in (call.expressions or {}):
            return self._default(name, path)
        return self.evaluate((call.expressions or {})[name], path[:-1])

    def _default(self, name: str, path: ModulePath) -> object:
        module = self.module(path)
        declared = module.variables.get(name) if module is not None else None
        return declared.get("default") if isinstance(declared, dict) else None


class ResourceConfig(msgspec.Struct, frozen=True, dict=True):
    """One resource block. `expressions` are decoded when first asked for, and forgotten with this view of it."""

    block: ConfigResource

    @property
    def provider_config_key(self) -> str:
        """The provider instance that configures the block."""
        return self.block.provider_config_key

    @cached_property
    def expressions(self) -> Mapping[str, Any]:
        """What the block sets, by attribute or nested block."""
        return _mapping(self.block.expressions)

    @cached_property
    def for_each(self) -> Mapping[str, Any]:
        """The expression that the block repeats over."""
        return _mapping(self.block.for_each_expression)

    def sets(self, path: str) -> bool:
        """Whether the block sets the attribute at a dotted path (in any of the blocks on the way)."""
        return _sets(self.expressions, path.split("."))

    def references(self, attribute: str) -> tuple[str, ...]:
        """The names that an attribute refers to, most specific first, as Terraform lists them."""
        return read_expression(self.expressions.get(attribute)).references


class ModuleIndex(msgspec.Struct, frozen=True, dict=True):
    """One module's blocks by name, indexed when first asked for."""

    module: ConfigModule

    @cached_property
    def blocks(self) -> Mapping[tuple[str, str], ConfigResource]:
        """The managed resource blocks, by type and name."""
        return {(block.type, block.name): block for block in self.module.resources or [] if block.mode == "managed"}

    @cached_property
    def calls(self) -> Mapping[str, ModuleCall]:
        """The module calls by name. Converters that write a list of calls give no names, hence no calls."""
        return _convert(self.module.module_calls, ModuleCall)

    @cached_property
    def variables(self) -> Mapping[str, Any]:
        """The declared variables."""
        return _mapping(self.module.variables)

    @cached_property
    def outputs(self) -> Mapping[str, Any]:
        """The declared outputs."""
        return _mapping(self.module.outputs)


def read_configuration(configuration: msgspec.Raw, variables: msgspec.Raw, name: str) -> ConfigIndex:
    """Index the configuration of a plan. Raises BadInput where it has another shape than Terraform gives it."""
    if not memoryview(configuration).nbytes:
        return ConfigIndex(Configuration(), {}, is_present=False)
    try:
        decoded = msgspec.json.decode(configuration, type=Configuration | None, strict=False)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadInput(f"the `configuration` of {name} cannot be read ({error}); write the plan again") from error
    return ConfigIndex(decoded or Configuration(), _convert(variables, Variable), is_present=bool(decoded))


def read_expression(expression: object) -> Expression:
    """An expression as the configuration shows it; a block, or nothing, refers to nothing."""
    if not isinstance(expression, dict):
        return Expression()
    references = expression.get("references")
    names = tuple(name for name in references if isinstance(name, str)) if isinstance(references, list) else ()
    return Expression(expression.get("constant_value"), names)


def _sets(expressions: object, keys: list[str]) -> bool:
    if not keys:
        return True
    if isinstance(expressions, list):
        return any(_sets(block, keys) for block in expressions)
    if not isinstance(expressions, dict):
        return False
    if "references" in expressions or "constant_value" in expressions:
        return True
    return keys[0] in expressions and _sets(expressions[keys[0]], keys[1:])


def _mapping(raw: msgspec.Raw) -> Mapping[str, Any]:
    return _convert(raw, Any)


def _convert(raw: msgspec.Raw, value_type: type[_Value]) -> dict[str, _Value]:
    """Decode a part of the configuration that some converters write in another shape; that shape tells nothing."""
    if not memoryview(raw).nbytes:
        return {}
    try:
        return msgspec.json.decode(raw, type=dict[str, value_type])  # type: ignore[valid-type]
    except msgspec.DecodeError:
        return {}
