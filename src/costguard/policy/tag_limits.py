"""What clouds take as a tag's key and value; what one of them would refuse is refused when the policy loads."""

from typing import Final

from costguard.model.location import Location
from costguard.policy.faults import Faults
from costguard.policy.labels import MAX_LABEL_CHARACTERS

MAX_AWS_KEY: Final = 128
"""Characters of a tag key on AWS (Tagging AWS Resources User Guide, 2025-10); Azure takes 512."""
MAX_AWS_VALUE: Final = 256
"""Characters of a tag value on AWS (same page) and on Azure (Azure Resource Manager, "Use tags", 2025-10)."""


def check_key(key: str, at: Location, faults: Faults) -> None:
    """Notes a key that AWS or Azure cannot hold."""
    if not _is_printable_ascii(key):
        faults.add(at, f"the tag key `{_ascii(key)}` has characters other than printable ASCII; clouds fold them apart")
    elif len(key) > MAX_AWS_KEY:
        faults.add(at, f"a tag key has at most {MAX_AWS_KEY} characters on AWS, and this one {len(key)}; shorten it")
    elif key.lower().startswith("aws:"):
        faults.add(at, f"the tag key `{key}` is AWS's own, as all that begin with `aws:`; choose another")


def check_value(value: str, at: Location, faults: Faults, *, length: int | None = None) -> None:
    """Notes a value (or the fixed characters of a glob, `length` of them) that some cloud cannot hold."""
    size = len(value) if length is None else length
    if not _is_printable_ascii(value):
        faults.add(
            at, f"the value `{_ascii(value)}` has characters other than printable ASCII, which clouds compare apart"
        )
    elif size > MAX_AWS_VALUE:
        faults.add(
            at, f"a tag value has at most {MAX_AWS_VALUE} characters on AWS and Azure, and this one {size}; shorten it"
        )
    elif size > MAX_LABEL_CHARACTERS:
        limit = MAX_LABEL_CHARACTERS
        faults.add(at, f"a label on Google Cloud has at most {limit} characters, and this value {size}; shorten it")


def _is_printable_ascii(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _ascii(text: str) -> str:
    return text[:60].encode("unicode_escape").decode("ascii")
