"""Key Management Service: key versions and operations, by how keys are protected and what they do."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import TIER, Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject
from costguard.pricing.values import amount

_TABLE: Final = "kms"
_OPERATIONS: Final = 10_000
_MONTH_SECONDS: Final = 30 * 24 * 3600
# HSM keys at the higher price: https://cloud.google.com/kms/pricing (2025).
_LARGE: Final = ("_3072_", "_4096_", "EC_SIGN", "PQ_SIGN")


def versions(key: Subject) -> Iterator[Line]:
    """Active versions of the key: what usage says, or as many as a month's rotation makes."""
    told = key.usage.number("key_versions")
    period = key.text("rotation_period", "")
    made = None
    if told is None and period:
        seconds = amount(period.removesuffix("s"), "rotation_period")
        made = Decimal(_MONTH_SECONDS) / seconds if seconds else None
    rate = Rate(_TABLE, f"version/{_kind(key)}", region="global")
    assumption = "as many as rotation makes in a month" if made is not None else ""
    quantity = made if told is None else told
    yield by_use(f"Key versions ({TIER})", "months", quantity, rate, key="key_versions", assumption=assumption)


def operations(key: Subject) -> Iterator[Line]:
    """What is done with the key."""
    name = "monthly_key_operations"
    done = key.usage.number(name)
    rate = Rate(_TABLE, f"operations/{_kind(key)}", region="global")
    yield by_use("Operations", "10k operations", None if done is None else done / _OPERATIONS, rate, key=name)


def _kind(key: Subject) -> str:
    level = key.text("version_template.protection_level", "SOFTWARE").upper()  # the API's default
    algorithm = key.text("version_template.algorithm", "GOOGLE_SYMMETRIC_ENCRYPTION").upper()
    if level == "HSM":
        return "hsm-large" if any(mark in algorithm for mark in _LARGE) else "hsm"
    return "external" if level.startswith("EXTERNAL") else "software"


MODELS: Final[Models] = {"google_kms_crypto_key": (versions, operations)}
