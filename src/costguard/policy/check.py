"""Checks a document against the declared language: unknown keys, missing ones, and values of the wrong kind."""

import math
import re
from typing import Final, assert_never

from costguard.policy.faults import Faults
from costguard.policy.language.conditions import REFERENCES, TESTS
from costguard.policy.nodes import ListNode, MapNode, Node, ScalarNode, iso_day
from costguard.policy.shape import (
    LARGEST_NUMBER,
    Choice,
    Day,
    Either,
    Field,
    Flag,
    ListOf,
    Number,
    Record,
    Reference,
    Shape,
    Text,
    Value,
)
from costguard.policy.spelling import did_you_mean

_MAX_SHOWN: Final = 60


def check(node: Node, shape: Shape, name: str, faults: Faults) -> None:
    """Adds every place where `node` is not of the shape; `name` is what messages call it (`` `rules` ``)."""
    match shape:
        case ListOf():
            _check_list(node, shape, name, faults)
        case Record():
            _check_record(node, shape, name, faults)
        case Either():
            _check_either(node, shape, name, faults)
        case Reference():
            check(node, REFERENCES[shape.name], name, faults)
        case _ if not isinstance(node, ScalarNode) or node.value is None:
            faults.add(node.at, f"{name} takes {says(shape)}, but this is {_found(node)}")
        case _:
            fault = _scalar_fault(node, shape, name)
            if fault:
                faults.add(node.at, fault)


def says(shape: Shape) -> str:  # noqa: C901  (one answer a shape)
    """What a shape takes, in words."""
    match shape:
        case Text():
            return shape.says
        case Value():
            return "a value"
        case Number():
            return _range(shape)
        case Flag():
            return "`true` or `false`"
        case Day():
            return "a date such as `2027-03-31`"
        case Choice(words=words):
            return " or ".join(f"`{word}`" for word in words)
        case ListOf():
            return "a list"
        case Record():
            return _keys(shape)
        case Either(options=options):
            return ", or ".join(says(option) for option in options)
        case Reference(name=name):
            return says(REFERENCES[name])
        case _:
            assert_never(shape)


def _check_either(node: Node, shape: Either, name: str, faults: Faults) -> None:
    option = _option_for(node, shape)
    if isinstance(node, ScalarNode) and isinstance(option, Choice) and not _is_right(node, option):
        hint = did_you_mean(node.text, option.words)
        faults.add(node.at, f"{name} takes {says(shape)}, but this is {_found(node)}{hint}")
    else:
        check(node, option, name, faults)


def _check_list(node: Node, shape: ListOf, name: str, faults: Faults) -> None:
    if not isinstance(node, ListNode):
        hint = f"; write `[{_shown(node.text)}]`" if isinstance(node, ScalarNode) and node.value is not None else ""
        faults.add(node.at, f"{name} takes a list, but this is {_found(node)}{hint}")
        return
    if len(node.items) < shape.at_least:
        faults.add(node.at, f"{name} is empty; write at least one item, or remove it")
    seen: set[str] = set()
    for item in node.items:
        is_value = isinstance(item, ScalarNode) and not isinstance(shape.item, Record | Reference)
        check(item, shape.item, name if is_value else f"an item of {name}", faults)
        if isinstance(item, ScalarNode) and is_value:
            if item.text in seen:
                faults.add(item.at, f"`{_shown(item.text)}` is in {name} twice; keep one of them")
            seen.add(item.text)


def _check_record(node: Node, shape: Record, name: str, faults: Faults) -> None:
    if not isinstance(node, MapNode):
        hint = f"; write `{{one_of: [{_shown(node.text)}]}}`" if shape is TESTS and isinstance(node, ScalarNode) else ""
        faults.add(node.at, f"{name} takes {_keys(shape)}, but this is {_found(node)}{hint}")
        return
    if len(node.pairs) < shape.at_least:
        faults.add(node.at, f"{name} is empty; write {_keys(shape)}, or remove it")
    for pair in node.pairs:
        field = shape.field(pair.key.text)
        if field is not None:
            check(pair.value, field.shape, f"`{field.name}`", faults)
        elif shape.others is None:
            faults.add(pair.key.at, _unknown_key(pair.key.text, shape))
        else:
            _check_key(pair.key, shape, faults)
            check(pair.value, shape.others, f"`{_shown(pair.key.text)}`", faults)
    _check_required(node, shape, faults)


def _check_required(node: MapNode, shape: Record, faults: Faults) -> None:
    there = {pair.key.text for pair in node.pairs}
    for field in shape.fields:
        if field.is_required and field.name not in there:
            faults.add(node.at, f"{shape.says} lacks `{field.name}` ({_lower_first(field)}); write it")
    if not shape.exactly_one:
        return
    found = [name for name in shape.exactly_one if name in there]
    choices = ", ".join(f"`{name}`" for name in shape.exactly_one)
    if not found:
        faults.add(node.at, f"{shape.says} lacks one of {choices}; write exactly one of them")
    elif len(found) > 1:
        both = " and ".join(f"`{name}`" for name in found)
        faults.add(node.at, f"{shape.says} has {both}; write exactly one of {choices}")


def _check_key(key: ScalarNode, shape: Record, faults: Faults) -> None:
    if not _fits(shape.key, key.text):
        faults.add(key.at, f"`{_shown(key.text)}` in {shape.says} is not {shape.key.says}")


def _option_for(node: Node, shape: Either) -> Shape:
    """The option of the node's kind; of those for values the one, of none the last, whose words then refuse it."""
    wanted = {ListNode: (ListOf,), MapNode: (Record, Reference)}.get(type(node), (Text, Value, Choice, Day))
    return next((option for option in shape.options if isinstance(option, wanted)), shape.options[-1])


def _scalar_fault(node: ScalarNode, shape: Text | Value | Number | Flag | Day | Choice, name: str) -> str:
    """What is wrong with a value; empty when nothing is."""
    if isinstance(shape, Value):
        is_blank = not shape.may_be_empty and not node.text.strip()
        return f"{name} is empty; write a value" if is_blank else ""
    if _is_right(node, shape):
        return ""
    hint = ""
    if isinstance(shape, Choice):
        hint = did_you_mean(node.text, shape.words)
    elif isinstance(shape, Number):
        hint = _number_hint(node)
    return f"{name} takes {says(shape)}, but this is {_found(node)}{hint}"


def _is_right(node: ScalarNode, shape: Text | Number | Flag | Day | Choice) -> bool:
    match shape:
        case Text():
            return isinstance(node.value, str) and _fits(shape, node.text)
        case Number():
            return _is_in_range(node, shape)
        case Flag():
            return isinstance(node.value, bool)
        case Day():
            return isinstance(node.value, str) and iso_day(node.text) is not None
        case Choice(words=words):
            return isinstance(node.value, str) and node.text in words
        case _:
            assert_never(shape)


def _fits(shape: Text, written: str) -> bool:
    """Whether the pattern is found, with `$` at the very end only, as JSON Schema has it (Python allows a newline)."""
    return re.search(shape.pattern.replace("$", r"\Z"), written) is not None


def _is_in_range(node: ScalarNode, shape: Number) -> bool:
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return False
    if shape.is_whole and value != int(value):
        return False
    return shape.minimum <= value <= shape.maximum and not (shape.is_above and value == shape.minimum)


def _number_hint(node: ScalarNode) -> str:
    unquoted = ScalarNode(node.text, is_plain=True, at=node.at).value
    is_quoted_number = not node.is_plain and isinstance(unquoted, int | float) and not isinstance(unquoted, bool)
    return "; write it without quotes" if is_quoted_number else ""


def _range(shape: Number) -> str:
    if shape.minimum == shape.maximum:
        return f"the number {shape.minimum}"
    kind = "a whole number" if shape.is_whole else "a number"
    is_open = shape.maximum == LARGEST_NUMBER
    if shape.is_above:
        return f"{kind} above {shape.minimum}" + ("" if is_open else f" and up to {shape.maximum:,}")
    return f"{kind} from {shape.minimum}" + (" up" if is_open else f" to {shape.maximum:,}")


def _keys(shape: Record) -> str:
    names = ", ".join(f"`{field.name}`" for field in shape.fields)
    if shape.others is None:
        return f"a mapping with {names}"
    example = " such as `instance_type: {one_of: [a, b]}`" if shape.name == "condition" else ""
    return f"a mapping{example}"


def _unknown_key(key: str, shape: Record) -> str:
    names = [field.name for field in shape.fields]
    meant = did_you_mean(key, names) or f"; it takes {', '.join(f'`{name}`' for name in names)}"
    return f"unknown key `{_shown(key)}` in {shape.says}{meant}"


def _found(node: Node) -> str:
    match node:
        case ListNode():
            return "a list"
        case MapNode():
            return "a mapping"
        case ScalarNode(value=None):
            return "empty"
        case ScalarNode(text=text, value=str()):
            return f"the text `{_shown(text)}`"
        case ScalarNode(text=text):
            return f"`{_shown(text)}`"
        case _:
            assert_never(node)


def _shown(text: str) -> str:
    flat = text.encode("unicode_escape").decode("ascii")
    return flat if len(flat) <= _MAX_SHOWN else flat[:_MAX_SHOWN] + "…"


def _lower_first(field: Field) -> str:
    return field.doc[0].lower() + field.doc[1:].rstrip(".")
