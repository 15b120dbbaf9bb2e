"""JSON that is signed or chained: read so that a text has one meaning, written so that a meaning has one text."""

import json
from typing import Any, NoReturn

import msgspec


def strict(content: bytes) -> Any:  # noqa: ANN401  (what JSON holds)
    """What the JSON (UTF-8) says. Raises ValueError, in words, where two readers could take it for different things:
    a key that occurs twice, NaN or Infinity, half a character.
    """
    try:
        value = json.loads(content.decode(), object_pairs_hook=_unique, parse_constant=_no_constant)
        canonical(value)
    except RecursionError as error:
        raise ValueError("is nested too deeply") from error
    except UnicodeError as error:
        raise ValueError("is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON ({error.msg}, line {error.lineno})") from error
    return value


def canonical(value: object) -> bytes:
    """The one text of a value: keys sorted, nothing between the tokens, UTF-8, decimals as text."""
    return msgspec.json.encode(value, order="sorted")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1)
        raise ValueError(f"has the key `{twice[:60]}` twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"holds {name}, which is no number of JSON")
