"""Digests: how content is named, how its name is quoted, and what is remembered of a thing that was seen."""

import hashlib
import re
from typing import Final

PATTERN: Final = "sha256:[0-9a-f]{64}"
"""A digest as it is quoted in full. An abbreviation binds nothing."""

_SHOWN: Final = 12  # digits that people compare
_MARK: Final = 32  # digits: 128 bits, so that no two things share a mark by chance


def is_digest(text: str) -> bool:
    """Whether a text is a whole digest, and nothing else."""
    return re.fullmatch(PATTERN, text) is not None


def sha256_of(content: bytes) -> str:
    """The digest of content: `sha256:` and 64 digits."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def short(digest: str) -> str:
    """A digest as people compare it: `sha256:` and twelve digits."""
    algorithm, colon, _ = digest.rpartition(":")
    return f"{algorithm}{colon}{short_digits(digest)}"


def short_digits(digest: str) -> str:
    """Its twelve digits alone, where everything is a digest."""
    return digest.rpartition(":")[2][:_SHOWN]


def mark(*parts: str) -> str:
    """What is remembered of a thing with such parts: 32 digits, the same for the same parts in every run."""
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:_MARK]
