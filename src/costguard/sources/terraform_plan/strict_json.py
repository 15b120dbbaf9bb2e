"""Refuses JSON that two programs could read in two ways: duplicate keys, numbers too large, endless nesting."""

import json
from typing import Final, NoReturn

from costguard.model.errors import BadInput

# Checking every object costs about 15 ns a byte. Larger plans are only checked where they are judged.
MAX_CHECKED_BYTES: Final = 16 * 1024**2


def require_strict(document: bytes, name: str) -> None:
    """Raise BadInput unless the document means one thing only."""
    try:
        json.loads(
            document,
            object_pairs_hook=_only_once,
            parse_float=_finite,
            parse_int=_finite_int,
            parse_constant=_refuse_constant,
        )
    except _Ambiguous as error:
        raise BadInput(f"{name}: {error}; no Terraform writes that, so the file was changed or damaged") from error
    except RecursionError as error:
        raise BadInput(f"{name} is nested too deeply to be a plan") from error
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{name} is not complete JSON (line {error.lineno}, column {error.colno}: {error.msg.lower()}); "
            "write it again with `terraform show -json tfplan`"
        ) from error


class _Ambiguous(Exception):
    """A text that JSON's grammar allows and that nobody reads with certainty."""


def _only_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose keys stand once, or twice with the same value, as converters merge provider blocks."""
    decoded = dict(pairs)
    if len(decoded) != len(pairs):
        for key, value in pairs:
            if decoded[key] != value:
                raise _Ambiguous(f"the key `{key[:80]}` stands twice in one object, with two values")
    return decoded


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise _Ambiguous(f"the number {text[:40]} is too large")
    return number


def _finite_int(text: str) -> int:
    _finite(text)  # what no float holds, no rule can compare
    return int(text)


def _refuse_constant(text: str) -> NoReturn:
    raise _Ambiguous(f"`{text}` is no JSON number")
