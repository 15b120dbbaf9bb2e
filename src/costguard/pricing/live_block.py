"""Turns what an inventory tells of a resource back into the nested configuration that cost functions read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from math import isfinite
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from costguard.catalog.entry import AttributePath, Entry
from costguard.catalog.lookup import attribute_names
from costguard.model.block import Block
from costguard.model.inventory import Values
from costguard.model.resource import Scalar
from costguard.pricing.live_rules import lies_in

_TRUTHS: Final = {"true": True, "false": False}


class _Unknown(dict[str, object]):
    """A mask that is True for every name but those that it holds: what an inventory does not tell is unknown."""

    def get(self, name: str, default: object = True) -> object:
        """Whether the value of a name is unknown."""
        return super().get(name, default)


class _Leaf(NamedTuple):
    """An attribute at its place. One that was told may have no values: it is not set. One that was not may have one."""

    steps: tuple[str, ...]
    values: tuple[Any, ...] = ()
    is_told: bool = False

    @property
    def path(self) -> str:
        """Where it lies, dotted."""
        return ".".join(self.steps)

    @property
    def is_known(self) -> bool:
        """Whether anything says what it is, be it that it is not set."""
        return self.is_told or bool(self.values)

    def below(self) -> "_Leaf":
        """The same, seen from the block that the first step leads to."""
        return self._replace(steps=self.steps[1:])


def live_block(
    entry: Entry | None,
    attributes: Mapping[str, Values],
    is_unset: Callable[[str], bool],
    *,
    implied: Mapping[str, Any] = MappingProxyType({}),
    left_out: tuple[str, ...] = (),
    repeated: tuple[str, ...] = (),
) -> Block:
    """The configuration of a resource of this type that has these neutral attributes.

    Each attribute lies at the first of its catalog paths, in the provider's kind and unit; one told as () is unset.
    One that was not told takes the catalog's default. `implied` has further values by path, None for unset; they win.
    `left_out` names blocks whose attributes are dropped. All else is unknown, so that what reads it hears NotKnown:
    attributes without a default, configuration that the vocabulary has no word for, values of `repeated` blocks and
    several values of one block, as inventories tell a value that blocks share once, and so never how many there are.

    `is_unset` is asked for the path of each unknown value that is read, and says of those that may pass that they are
    unset.
    """
    leaves = [_Leaf(tuple(path.split(".")), () if value is None else (value,), True) for path, value in implied.items()]
    for name, path in entry.attributes.items() if entry is not None else ():
        if not path.referrer and not any(lies_in(each, left_out) for each in path.paths):
            leaves += (leaf for leaf in _leaves(name, path, attributes.get(name), repeated) if leaf.path not in implied)
    known = {leaf.path for leaf in leaves if leaf.is_known}
    values, unknown = _nested(leaves)
    return Block(values, unknown, is_left_to_provider=lambda path: path in known or is_unset(path))


def _leaves(name: str, path: AttributePath, told: Values | None, repeated: tuple[str, ...]) -> Iterator[_Leaf]:
    """A leaf at each of the attribute's paths: the first has what is known, and then no other need say it."""
    places = [tuple(each.split(".")) for each in path.paths]
    values = told if told is not None else () if path.default is None else (path.default,)
    for place in places[:1]:
        is_uncounted = len(place) > 1 and (len(values) > 1 or (bool(values) and lies_in(path.paths[0], repeated)))
        configured = () if is_uncounted else tuple(_as_configured(name, path, value) for value in values)
        yield _Leaf(place, configured, is_told=told is not None and not is_uncounted)
    yield from (_Leaf(place, (), is_told=told is not None or bool(values)) for place in places[1:])


def _as_configured(name: str, path: AttributePath, value: Scalar) -> Scalar:
    """A value in the provider's kind and unit; as it was told where it is not of its kind."""
    word = attribute_names().get(name)
    if word is None or isinstance(value, bool):
        return value
    match word.kind:
        case "string":
            return value
        case "boolean":
            return _TRUTHS.get(str(value).lower(), value)
        case "number":
            return _scaled(value, path.divide)


def _scaled(value: str | float, times: int) -> Scalar:
    try:
        number = float(value) * times
    except ValueError:
        return value
    return int(number) if isfinite(number) and number.is_integer() else number


def _nested(leaves: Iterable[_Leaf]) -> tuple[dict[str, Any], _Unknown]:
    """The values of one block, and what is unknown of it."""
    values: dict[str, Any] = {}
    unknown = _Unknown()
    for head, group in groupby(sorted(leaves, key=_head), key=_head):
        own = list(group)
        below = [leaf.below() for leaf in own if len(leaf.steps) > 1]
        if below:
            _put_block(head, below, values, unknown)
        for leaf in own:
            if len(leaf.steps) == 1:
                _put(head, leaf, values, unknown)
    return values, unknown


def _head(leaf: _Leaf) -> str:
    return leaf.steps[0]


def _put(head: str, leaf: _Leaf, values: dict[str, Any], unknown: _Unknown) -> None:
    unknown[head] = not leaf.is_known
    if leaf.values:
        values[head] = leaf.values[0] if len(leaf.values) == 1 else list(leaf.values)


def _put_block(head: str, below: list[_Leaf], values: dict[str, Any], unknown: _Unknown) -> None:
    """A block is there where something of it is told; it is not where all of it is told to be unset."""
    if any(leaf.is_told and leaf.values for leaf in below):
        inner_values, inner_unknown = _nested(below)
        values[head], unknown[head] = [inner_values], [inner_unknown]
    else:
        unknown[head] = not all(leaf.is_told for leaf in below)
