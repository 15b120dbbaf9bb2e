"""A call of an AWS client as data: what to ask, what of earlier answers goes into the question, where the answer lies.

It is written `operation result Name=value …`, and several of them divided by ` > `:

    list_clusters clusterArns > describe_clusters clusters clusters=[{clusterArns}:100] include=[TAGS]

A value is text, a number, `true`, or a list in brackets. `{Name}` stands for what an earlier call gave, whose name is
the last segment of its result, `{Name.Field}` for a field of it, `[{Name}:100]` for up to a hundred of them at once.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import msgspec

from costguard.catalog.live.paths import leaves_at, values_at

Parameter: TypeAlias = str | int | bool | tuple[str, ...]

Ask: TypeAlias = Callable[[str, dict[str, Any]], Iterable[Mapping[str, Any]]]
"""Makes a call (operation, parameters) and gives its pages; how it pages, retries and counts is the collector's."""

_DIVIDER: Final = " > "
_PLACE: Final = re.compile(r"\{([^}:]+)(:last)?\}")
_BATCH: Final = re.compile(r"\[\{([^}]+)\}:([0-9]+)\]")
_PARTS: Final = re.compile(r"(?:\[[^\]]*\]|[^\s\[])+")


class Call(msgspec.Struct, frozen=True):
    """One operation of an SDK client, in snake case, and the dotted path (through lists) to what its answer gives.

    `batch` records of the call before it go into one request, as the values at `batch_of`; 1 and "" where each record
    makes a request of its own.
    """

    operation: str
    result: str
    parameters: Mapping[str, Parameter] = MappingProxyType({})
    batch_of: str = ""
    batch: int = 1

    @property
    def name(self) -> str:
        """What later calls refer to its records by."""
        return self.result.rpartition(".")[2]


def read_calls(text: str) -> tuple[Call, ...]:
    """The calls that a text holds, in their order."""
    return tuple(_call(each) for each in text.split(_DIVIDER)) if text else ()


def answers(calls: tuple[Call, ...], ask: Ask, given: Mapping[str, Any] | None = None) -> Iterator[dict[str, Any]]:
    """The records of the last call, made with those of the calls before, which stand in them under their names."""
    known = given or {}
    call, rest = calls[0], calls[1:]
    found = (leaf for page in ask(call.operation, request(call, known)) for leaf in leaves_at(page, call.result))
    if not rest:
        yield from ({**known, **leaf} for leaf in found if isinstance(leaf, Mapping))
        return
    for batch in _batches(found, rest[0].batch):
        yield from answers(rest, ask, {**known, call.name: batch if rest[0].batch_of else batch[0]})


def request(call: Call, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a call, filled with what is given."""
    return {name: _argument(call, value, given) for name, value in call.parameters.items()}


def filled(template: str, given: Mapping[str, Any]) -> str:
    """A template with the `{fields}` that are given; `{Id:last}` is what follows the last `/` of one.

    It is "" where one of them is not given: half an identifier is worse than none.
    """
    if not all(values_at(given, field) for field, _ in _PLACE.findall(template)):
        return ""

    def text(match: re.Match[str]) -> str:
        value = str(values_at(given, match[1])[0])
        return value.rpartition("/")[2] if match[2] else value

    return _PLACE.sub(text, template)


def _batches(found: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while batch := list(islice(found, size)):
        yield batch


def _argument(call: Call, value: Parameter, given: Mapping[str, Any]) -> object:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return filled(value, given)
    if call.batch_of and value == (f"{{{call.batch_of}}}",):
        return list(values_at(given, call.batch_of))
    return [filled(each, given) for each in value]


def _call(text: str) -> Call:
    operation, result, *pairs = _PARTS.findall(text)
    batch = _BATCH.search(text)
    return Call(
        operation=operation,
        result=result,
        parameters={name: _parameter(value) for name, _, value in (pair.partition("=") for pair in pairs)},
        batch_of=batch[1] if batch else "",
        batch=int(batch[2]) if batch else 1,
    )


def _parameter(text: str) -> Parameter:
    if batch := _BATCH.fullmatch(text):
        return (f"{{{batch[1]}}}",)
    if text.startswith("["):
        return tuple(text[1:-1].split(","))
    if text in {"true", "false"}:
        return text == "true"
    return int(text) if text.isdecimal() else text
