"""Follows references from block to block through a plan's configuration: through variables, outputs and `for_each`.

Locals are not in a plan's configuration, so what goes through one is not seen.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from costguard.sources.terraform_plan.configuration import ConfigIndex, ModulePath

# One step of a reference: a name, and an index that is a number or a quoted key, which may hold dots and brackets.
_STEP: Final = re.compile(r'([^.\[\]"]+)(?:\[([^"\]]*|"(?:[^"\\]|\\.)*")\])?(?:\.|$)?')
_ELSEWHERE: Final = frozenset({"local", "data", "count", "path", "self", "terraform", "ephemeral", "resource"})

_Names = tuple[str, ...]


class BlockReference(msgspec.Struct, frozen=True):
    """A managed block that an expression refers to.

    `keys` are those that the reference shows (`0`, `"a"`), of each module call of `path` and of the resource itself;
    "" where it shows none.
    """

    path: ModulePath
    type: str
    name: str
    keys: tuple[str, ...] = ()


class _Scope(msgspec.Struct, frozen=True):
    """Where a reference is read: a module, the keys of the calls that led there, and what `each` stands for."""

    path: ModulePath
    keys: tuple[str, ...]
    each: _Names = ()


_Step = tuple[str, str]
_Found = dict[BlockReference, None]


class BlockGraph(msgspec.Struct, frozen=True):
    """The references of a configuration, followed to the blocks at their end. Each question is answered once."""

    config: ConfigIndex
    _known: dict[tuple[ModulePath, str, str, str], tuple[BlockReference, ...]] = msgspec.field(default_factory=dict)

    def referred(self, path: ModulePath, resource_type: str, name: str, attribute: str) -> tuple[BlockReference, ...]:
        """The blocks that one attribute of a block, at a dotted path, refers to; of any, where the path is empty."""
        key = (path, resource_type, name, attribute)
        if key not in self._known:
            self._known[key] = self._find(*key)
        return self._known[key]

    def _find(self, path: ModulePath, resource_type: str, name: str, attribute: str) -> tuple[BlockReference, ...]:
        block = self.config.resource(path, resource_type, name)
        if block is None:
            return ()
        expressions = _at(block.expressions, attribute.split(".")) if attribute else block.expressions
        scope = _Scope(path, ("",) * len(path), tuple(_names(block.for_each)))
        found = self._followed(tuple(_names(expressions)), scope)
        return tuple(sorted(found, key=lambda each: (each.path, each.name, each.keys, each.type)))

    def _followed(self, names: _Names, scope: _Scope) -> _Found:
        """What is reached from some names. What was followed once is not followed again, so circles end."""
        found: _Found = {}
        waiting = [(name, scope) for name in names]
        seen = set(waiting)
        while waiting:
            name, where = waiting.pop()
            for step in self._one(name, where, found):
                if step not in seen:
                    seen.add(step)
                    waiting.append(step)
        return found

    def _one(self, name: str, scope: _Scope, found: _Found) -> Iterator[tuple[str, _Scope]]:
        """The names that a name stands for. One that is a block's goes to `found`."""
        (head, _), *rest = _steps(name) or [("", "")]
        if head == "each":
            above = msgspec.structs.replace(scope, each=())
            yield from ((each, above) for each in scope.each)
        elif head == "var":
            yield from self._of_variable(rest, scope)
        elif head == "module":
            yield from self._of_output(rest, scope)
        elif rest and head not in _ELSEWHERE:
            block, key = rest[0]
            found[BlockReference(scope.path, head, block, (*scope.keys, key))] = None

    def _of_variable(self, rest: list[_Step], scope: _Scope) -> Iterator[tuple[str, _Scope]]:
        parent = self.config.module(scope.path[:-1]) if scope.path else None
        call = parent.calls.get(scope.path[-1]) if parent is not None else None
        if call is not None and rest:
            above = _Scope(scope.path[:-1], scope.keys[:-1])
            yield from ((name, above) for name in _names((call.expressions or {}).get(rest[0][0])))

    def _of_output(self, rest: list[_Step], scope: _Scope) -> Iterator[tuple[str, _Scope]]:
        if not rest:
            return
        (call, key), *below_call = rest
        below = _Scope((*scope.path, call), (*scope.keys, key))
        module = self.config.module(below.path)
        if module is not None:
            # `module.a[each.key].id` is listed as `module.a`: any of its outputs may be meant.
            told = module.outputs.get(below_call[0][0]) if below_call else list(module.outputs.values())
            yield from ((name, below) for name in _names(told))


def _steps(reference: str) -> list[_Step]:
    """`aws_x.y["a.b"].id` as names with their indices: `aws_x`, `y` with `"a.b"`, `id`."""
    return [(match[1], match[2] or "") for match in _STEP.finditer(reference)]


def _names(expressions: object) -> Iterator[str]:
    """Every name that is referred to in an expression or in blocks of any depth, as precisely as it is told."""
    if isinstance(expressions, list):
        for each in expressions:
            yield from _names(each)
    elif isinstance(expressions, Mapping):
        for key, value in expressions.items():
            if key == "references" and isinstance(value, list):
                yield from _precise([name for name in value if isinstance(name, str)])
            else:
                yield from _names(value)


def _precise(references: list[str]) -> Iterator[str]:
    """The references without what they begin with: `aws_x.y[0].id` is followed by `aws_x.y[0]` and by `aws_x.y`.

    Terraform lists each reference with every shorter form of it (1.11, internal/command/jsonconfig/expression.go).
    """
    before = ""
    for name in references:
        if not (before.startswith(name) and before[len(name) : len(name) + 1] in (".", "[")):
            yield name
        before = name


def _at(expressions: object, keys: list[str]) -> object:
    """What stands at a path, in every block on the way."""
    if not keys:
        return expressions
    if isinstance(expressions, list):
        return [_at(each, keys) for each in expressions]
    if isinstance(expressions, Mapping) and "references" not in expressions:
        return _at(expressions.get(keys[0]), keys[1:])
    return expressions  # an expression that gives the whole block
