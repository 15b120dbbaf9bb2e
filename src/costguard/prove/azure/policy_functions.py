"""The template functions that a policy rule may call: how many arguments each takes, and what the pure ones answer."""

from collections.abc import Callable, Mapping
from typing import Final

from costguard.prove.azure import policy_list_functions as lists
from costguard.prove.azure import policy_number_functions as numbers
from costguard.prove.azure import policy_text_functions as texts
from costguard.prove.azure.policy_addresses import ip_range_contains
from costguard.prove.azure.policy_dates import add_days
from costguard.prove.azure.policy_values import MAX_DEPTH, EvaluationFailure, Json

MAX_ARGUMENTS: Final = 128
"""Arguments of one call (Microsoft's policy rule limits, 2025-03), as are the sizes of an answer."""
MAX_TEXT_LETTERS: Final = 131_072
MAX_NODES: Final = 32_768

Function = Callable[..., Json]

_PURE: Final[Mapping[str, tuple[int, int, Function]]] = {
    "adddays": (2, 2, add_days),
    "add": (2, 2, numbers.add),
    "and": (2, MAX_ARGUMENTS, numbers.every),
    "array": (1, 1, lists.array),
    "bool": (1, 1, numbers.boolean),
    "coalesce": (1, MAX_ARGUMENTS, lists.coalesce),
    "concat": (0, MAX_ARGUMENTS, texts.concat),
    "contains": (2, 2, lists.contains),
    "createarray": (0, MAX_ARGUMENTS, lists.create_array),
    "createobject": (0, MAX_ARGUMENTS, lists.create_object),
    "div": (2, 2, numbers.div),
    "empty": (1, 1, lists.empty),
    "endswith": (2, 2, texts.ends_with),
    "equals": (2, 2, numbers.equals),
    "false": (0, 0, lambda: False),
    "first": (1, 1, lists.first),
    "float": (1, 1, numbers.floating),
    "greater": (2, 2, numbers.greater),
    "greaterorequals": (2, 2, numbers.greater_or_equals),
    "indexof": (2, 2, texts.index_of),
    "int": (1, 1, numbers.integer),
    "intersection": (2, MAX_ARGUMENTS, lists.intersection),
    "iprangecontains": (2, 2, ip_range_contains),
    "items": (1, 1, lists.items),
    "join": (2, 2, texts.join),
    "json": (1, 1, texts.json),
    "last": (1, 1, lists.last),
    "lastindexof": (2, 2, texts.last_index_of),
    "length": (1, 1, lists.length),
    "less": (2, 2, numbers.less),
    "lessorequals": (2, 2, numbers.less_or_equals),
    "max": (1, MAX_ARGUMENTS, numbers.largest),
    "min": (1, MAX_ARGUMENTS, numbers.smallest),
    "mod": (2, 2, numbers.mod),
    "mul": (2, 2, numbers.mul),
    "not": (1, 1, numbers.opposite),
    "null": (0, 0, lambda: None),
    "or": (2, MAX_ARGUMENTS, numbers.some),
    "padleft": (2, 3, texts.pad_left),
    "range": (2, 2, lists.integers),
    "replace": (3, 3, texts.replace),
    "skip": (2, 2, lists.skip),
    "split": (2, 2, texts.split),
    "startswith": (2, 2, texts.starts_with),
    "string": (1, 1, texts.string),
    "sub": (2, 2, numbers.sub),
    "substring": (2, 3, texts.substring),
    "take": (2, 2, lists.take),
    "tolower": (1, 1, texts.to_lower),
    "toupper": (1, 1, texts.to_upper),
    "trim": (1, 1, texts.trim),
    "true": (0, 0, lambda: True),
    "tryget": (2, MAX_ARGUMENTS, lists.try_get),
    "union": (2, MAX_ARGUMENTS, lists.union),
}

# These look at what is judged, so the evaluator answers them itself.
_LOOKING: Final[Mapping[str, tuple[int, int]]] = {
    "current": (0, 1),
    "field": (1, 1),
    "if": (3, 3),
    "parameters": (1, 1),
    "policy": (0, 0),
    "requestcontext": (0, 0),
    "resourcegroup": (0, 0),
    "subscription": (0, 0),
    "utcnow": (0, 0),
}

ARITY: Final[Mapping[str, tuple[int, int]]] = {
    **{name: (least, most) for name, (least, most, _) in _PURE.items()},
    **_LOOKING,
}
"""The fewest and the most arguments of every function, by its name in lower case."""

NOT_IN_RULES: Final = frozenset(
    {
        "copyindex", "datetimeadd", "datetimefromepoch", "datetimetoepoch", "deployment", "environment",
        "extensionresourceid", "lambda", "listaccountsas", "listkeys", "listsecrets", "managementgroup", "newguid",
        "pickzones", "providers", "reference", "resourceid", "subscriptionresourceid", "tenantresourceid", "tenant",
        "variables",
    }
)  # fmt: skip
"""Functions of ARM templates that policy rules lack (Microsoft's policy rule structure, 2025-03)."""


def apply(name: str, arguments: list[Json]) -> Json:
    """What a pure function answers. Raises EvaluationFailure where it answers with an error, or too much."""
    return _in_bounds(name, _PURE[name][2](*arguments))


def _in_bounds(name: str, answer: Json) -> Json:
    if isinstance(answer, str) and len(answer) > MAX_TEXT_LETTERS:
        raise EvaluationFailure(f"{name}() answers with more than {MAX_TEXT_LETTERS:,} letters")
    if _nodes(answer, name, MAX_NODES) < 0:
        raise EvaluationFailure(f"{name}() answers with more than {MAX_NODES:,} values")
    return answer


def _nodes(value: Json, name: str, left: int, depth: int = 0) -> int:
    """How many values may still come; below zero where there were too many."""
    if depth > MAX_DEPTH:
        raise EvaluationFailure(f"{name}() answers with more than {MAX_DEPTH} levels")
    left -= 1
    parts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    for part in parts:
        if left < 0:
            break
        left = _nodes(part, name, left, depth + 1)
    return left
