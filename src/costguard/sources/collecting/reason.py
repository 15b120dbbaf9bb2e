"""Says in one harmless line why something failed: no controls, no secret, no traceback."""

import re
from typing import Final

from costguard.model.errors import CostguardError

LONGEST_REASON: Final = 300
# Texts of exceptions are searched only so far, whatever a server sent.
_SEARCHED: Final = 4_000

# What SDKs and HTTP libraries put in the texts of their errors: headers, signed URLs, keys and tokens by their shape
# (AWS access keys and secrets, Google API keys and access tokens, JSON web tokens, PEM keys).
_SECRETS: Final = (
    (re.compile(r"-----BEGIN.*?(-----END[^-]*-----|$)", re.DOTALL), "…"),
    (re.compile(r"(?<=://)[^\s/@]+@"), "…@"),
    (re.compile(r"(https?://[^\s?'\")]+)\?[^\s'\")]*"), r"\1?…"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}"), r"\1 …"),
    (
        re.compile(
            r"(?i)\b([\w-]*(?:token|secret|passw(?:or)?d|pwd|signature|api-?_?key|access_?key(?:id)?|authorization"
            r"|credential|assertion|cookie)[\w-]*[\"']?\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&)}]+)"
        ),
        r"\1…",
    ),
    (re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{12,}"), "…"),
    (re.compile(r"\bAIza[\w-]{20,}"), "…"),
    (re.compile(r"\bya29\.[\w.-]+"), "…"),
    (re.compile(r"\beyJ[\w-]+\.[\w.-]+"), "…"),
    (re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/]{40,}={0,2}"), "…"),
)


def reason_of(error: BaseException) -> str:
    """Why it failed: an error of ours in its own words, any other by its class and what is harmless of its text."""
    if isinstance(error, CostguardError):
        return one_line(str(error))
    text = one_line(_text_of(error))
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def one_line(text: str) -> str:
    """The text in one line of printable characters, without what looks like a secret, shortened."""
    text = text[:_SEARCHED]
    for secret, shown in _SECRETS:
        text = secret.sub(shown, text)
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= LONGEST_REASON else f"{line[: LONGEST_REASON - 1]}…"


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001  (an exception of anybody's may fail even at telling its text)
        return ""
