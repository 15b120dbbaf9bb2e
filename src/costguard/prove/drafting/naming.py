"""Names dimensions after tag keys: `CostCenter`, `cost-center` and `costcenter` are one, `cost_center`."""

import re
from collections.abc import Collection, Iterable
from typing import Final

from costguard.policy.subjects import attribute_kinds

_WORDS: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_LONGEST: Final = 60
"""Characters of a name; the language takes 63, and a number may follow."""


def sameness(key: str) -> str:
    """What keys of one dimension have in common: their letters and digits, whatever the case and what is between."""
    return "".join(_WORDS.findall(key)).lower() or key.lower()


def dimension_name(keys: Iterable[str], taken: Collection[str]) -> str:
    """A snake_case name after the key that shows most words, and that no attribute and no other dimension has."""
    name = max((_snake_case(key) for key in keys), key=lambda each: each.count("_"))
    if name in attribute_kinds():
        name = f"{name}_tag"
    number = 2
    unique = name
    while unique in taken:
        unique, number = f"{name}_{number}", number + 1
    return unique


def title_of(name: str) -> str:
    """`cost_center` as `Cost center`."""
    return name.replace("_", " ").capitalize()


def _snake_case(key: str) -> str:
    name = "_".join(_WORDS.findall(key)).lower()[:_LONGEST].strip("_")
    return name if name[:1].isalpha() else f"tag_{name}".rstrip("_")
