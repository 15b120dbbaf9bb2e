"""Reads the JSON of policy documents, in which a key that stands twice would silently lose its first value."""

import json
from collections.abc import Sequence
from typing import Any


def parsed(text: str) -> Any:  # noqa: ANN401  (whatever the text holds)
    """What a JSON text holds. Raises ValueError where it is none, is nested too deeply, or has a key twice."""
    try:
        return json.loads(text, object_pairs_hook=_object)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for place, key in enumerate(keys) if key in keys[:place])
        raise ValueError(f"`{twice}` stands twice in one object, and only one of them would count")
    return found
