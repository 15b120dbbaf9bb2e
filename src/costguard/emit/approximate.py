"""Replaces languages that a cloud cannot write by near ones that it can, on the side that denies no more."""

from functools import lru_cache
from typing import Final

import msgspec

from costguard.languages.finite import enclosing_glob, strings_of
from costguard.languages.language import Language, Linear, describe, exactly, glob

MOST_TEXTS: Final = 200
"""A pattern with at most so many values is written as their list."""


class Near(msgspec.Struct, frozen=True):
    """Languages that a cloud can write, and what is lost; no reason where nothing is."""

    languages: tuple[Language, ...]
    reason: str = ""


@lru_cache(maxsize=1024)
def globs_around(languages: tuple[Language, ...]) -> Near:
    """Globs and texts that take in all of the languages: what is denied for lying outside lies outside of these."""
    written: list[Language] = []
    loose: list[str] = []
    for language in languages:
        texts = _as_texts(language)
        if texts is not None:
            written.extend(texts)
            continue
        around = enclosing_glob(language)
        written.append(glob(around))
        loose.append(f"{describe(language)} is written as the glob `{around}`, which takes more values")
    return Near(tuple(dict.fromkeys(written)), "; ".join(loose))


@lru_cache(maxsize=1024)
def texts_within(languages: tuple[Language, ...]) -> Near | None:
    """Globs and texts that lie within the languages: what is denied for lying in these lies in them. None: nothing."""
    written = [each for language in languages for each in _as_texts(language) or ()]
    lost = [describe(language) for language in languages if _as_texts(language) is None]
    if lost and not written:
        return None
    reason = f"{', '.join(lost)} cannot be written, and what it catches is not denied" if lost else ""
    return Near(tuple(dict.fromkeys(written)), reason)


def _as_texts(language: Language) -> tuple[Language, ...] | None:
    """A linear language as it is, a pattern of few strings as their list."""
    if isinstance(language, Linear):
        return (language,)
    texts = strings_of(language, MOST_TEXTS)
    return None if texts is None else tuple(exactly(text) for text in texts)
