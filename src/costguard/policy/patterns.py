"""Patterns are RE2: the syntax that the clouds share, matched in linear time, whole value, ASCII."""

from functools import lru_cache
from typing import Protocol


class Pattern(Protocol):
    """A compiled pattern."""

    def fullmatch(self, text: str, /) -> object | None:
        """What matched the whole text; None where it does not match."""


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> Pattern:
    """The pattern, compiled once. Raises ValueError, with RE2's own words, when it is not RE2."""
    import re2

    options = re2.Options()
    options.log_errors = False  # the error is ours to tell, not the library's to print on standard error
    try:
        compiled: Pattern = re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        raise ValueError(reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)) from None
    return compiled
