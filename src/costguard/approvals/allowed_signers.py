"""Reads whom a file of allowed signers vouches for by name, so that a wildcard never turns one key into anybody.

ssh-keygen takes the principals of a line for patterns: whoever holds the key of a line `* ssh-ed25519 …` signs as
whom they like. Here a key speaks only for names that its line lists as they are. A pattern counts beside
`cert-authority` alone, for there the certificate itself has to list the name (ssh-keygen(1), ALLOWED SIGNERS, 2026-11).
"""

import re
from pathlib import Path
from typing import Final

import msgspec

from costguard.model.errors import BadUsage
from costguard.sources.bounded import Unreadable, read_bounded

MAX_BYTES: Final = 1_000_000
"""The largest file of allowed signers: some ten thousand keys."""

_WILDCARDS: Final = frozenset("*?!")
# Blanks end an option but for those between double quotes, where `\"` is a quote (auth-options.c, OpenSSH 9.2).
_OPTIONS: Final = re.compile(r'(?:"(?:\\"|[^"])*"|[^\s"])+')


class Vouching(msgspec.Struct, frozen=True):
    """The lines that may vouch for somebody, and whether a pattern for plain keys was passed over."""

    lines: str
    has_pattern: bool = False


def vouching_for(principal: str, allowed_signers: Path) -> Vouching:
    """What of the file may vouch for exactly this name. Raises BadUsage where the file cannot be read."""
    kept: list[str] = []
    has_pattern = False
    for line in _text(allowed_signers).split("\n"):
        names, rest = _split(line.strip())
        if principal in names or (names and _is_authority(rest)):
            kept.append(line)
        elif any(_WILDCARDS & set(name) for name in names):
            has_pattern = True
    return Vouching("".join(f"{line}\n" for line in kept), has_pattern)


def _text(path: Path) -> str:
    try:
        return read_bounded(path, MAX_BYTES).decode("utf-8-sig")
    except Unreadable as error:
        raise BadUsage(f"the file of allowed signers `{path}` {error}; check --allowed-signers") from error
    except UnicodeDecodeError as error:
        raise BadUsage(f"`{path}` is not UTF-8; is it a file of allowed signers?") from error


def _split(line: str) -> tuple[tuple[str, ...], str]:
    """The principals of a line, and what follows them; none of a comment or an empty line."""
    if not line or line.startswith("#"):
        return (), ""
    if line.startswith('"'):
        names, quote, rest = line[1:].partition('"')
        return (tuple(names.split(",")), rest.strip()) if quote else ((), "")
    names, *after = line.split(maxsplit=1)
    return tuple(names.split(",")), after[0] if after else ""


def _is_authority(rest: str) -> bool:
    """Whether the options of a line, which come before the type of its key, hold `cert-authority`."""
    options = _OPTIONS.match(rest)
    if options is None:
        return False
    outside_quotes = re.sub(r'"(?:\\"|[^"])*"', "", options[0])
    return "cert-authority" in outside_quotes.lower().split(",")
