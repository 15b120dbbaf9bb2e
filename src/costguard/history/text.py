"""Makes texts such that every database takes them: PostgreSQL holds no NUL, and neither holds half a character."""

from collections.abc import Mapping
from enum import Enum
from typing import Any


def clean(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row, with what cannot be kept in its texts replaced by U+FFFD."""
    return {name: _clean(value) if isinstance(value, str) else value for name, value in row.items()}


def _clean(value: str) -> str:
    text = str(value.value) if isinstance(value, Enum) else value
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
