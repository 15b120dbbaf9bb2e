"""Follows references from block to block through a plan's configuration: through variables, outputs and `for_each`.

Locals are not in a plan's configuration, so what goes through one is not seen.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from costguard.sources.terraform_plan.configuration import ConfigIndex, ModulePath

MAX_STEPS: Final = 16  # module calls deep; more is a circle that Terraform would refuse


class BlockReference(msgspec.Struct, frozen=True):
    """A managed block that an expression refers to. `index` is the instance that it names (`0`, `"a"`), or ""."""

    path: ModulePath
    type: str
    name: str
    index: str = ""


class BlockGraph(msgspec.Struct, frozen=True):
    """The references of a configuration, followed to the blocks at their end."""

    config: ConfigIndex
    _whole: dict[tuple[ModulePath, str, str], frozenset[BlockReference]] = msgspec.field(default_factory=dict)

    def referred(self, path: ModulePath, resource_type: str, name: str, attribute: str) -> frozenset[BlockReference]:
        """The blocks that one attribute of a block, at a dotted path, refers to."""
        block = self.config.resource(path, resource_type, name)
        if block is None:
            return frozenset()
        each = tuple(_names(block.for_each))
        found = _at(block.expressions, attribute.split("."))
        return frozenset(self._followed(_names(found), path, each, MAX_STEPS))

    def referred_anywhere(self, path: ModulePath, resource_type: str, name: str) -> frozenset[BlockReference]:
        """The blocks that any attribute of a block refers to."""
        key = (path, resource_type, name)
        if key not in self._whole:
            block = self.config.resource(path, resource_type, name)
            each = tuple(_names(block.for_each)) if block is not None else ()
            names = _names(block.expressions) if block is not None else iter(())
            self._whole[key] = frozenset(self._followed(names, path, each, MAX_STEPS))
        return self._whole[key]

    def _followed(
        self, names: Iterator[str], path: ModulePath, each: tuple[str, ...], steps: int
    ) -> Iterator[BlockReference]:
        if not steps:
            return
        for reference in dict.fromkeys(names):
            head, *rest = _steps(reference)
            match head:
                case "var":
                    yield from self._of_variable(rest, path, steps)
                case "module":
                    yield from self._of_output(rest, path, steps)
                case "each":
                    yield from self._followed(iter(each), path, (), steps - 1)
                case "local" | "data" | "count" | "path" | "self" | "terraform" | "ephemeral":
                    continue
                case _ if rest:
                    name, _, index = rest[0].partition("[")
                    yield BlockReference(path, head, name, index.rstrip("]"))

    def _of_variable(self, rest: list[str], path: ModulePath, steps: int) -> Iterator[BlockReference]:
        parent = self.config.module(path[:-1]) if path else None
        call = parent.calls.get(path[-1]) if parent is not None else None
        if call is not None and rest:
            given = (call.expressions or {}).get(rest[0].partition("[")[0])
            yield from self._followed(_names(given), path[:-1], (), steps - 1)

    def _of_output(self, rest: list[str], path: ModulePath, steps: int) -> Iterator[BlockReference]:
        if len(rest) < 2:
            return
        child = (*path, rest[0].partition("[")[0])
        module = self.config.module(child)
        if module is not None:
            output = module.outputs.get(rest[1].partition("[")[0])
            yield from self._followed(_names(output), child, (), steps - 1)


def _steps(reference: str) -> list[str]:
    """`aws_x.y["a.b"].id` as `aws_x`, `y["a.b"]`, `id`: a quoted key may hold dots."""
    found: list[str] = []
    current, quoted = "", False
    for character in reference:
        quoted ^= character == '"'
        if character == "." and not quoted:
            found.append(current)
            current = ""
        else:
            current += character
    return [*found, current]


def _names(expressions: object) -> Iterator[str]:
    """Every name that is referred to in an expression or in blocks of any depth."""
    if isinstance(expressions, list):
        for each in expressions:
            yield from _names(each)
    elif isinstance(expressions, Mapping):
        for key, value in expressions.items():
            if key == "references" and isinstance(value, list):
                yield from (name for name in value if isinstance(name, str))
            else:
                yield from _names(value)


def _at(expressions: object, keys: list[str]) -> object:
    """What stands at a path, in every block on the way."""
    if not keys:
        return expressions
    if isinstance(expressions, list):
        return [_at(each, keys) for each in expressions]
    if isinstance(expressions, Mapping) and "references" not in expressions:
        return _at(expressions.get(keys[0]), keys[1:])
    return expressions  # an expression that gives the whole block
