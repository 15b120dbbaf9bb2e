"""Public IPv4 addresses: since 2024-02-01 each bills by the hour, in use or not."""

from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import Line, Rate, hourly

_RATE: Final = Rate("public_ip", "ipv4_hours")


def address(name: str = "Public IPv4 address", *, count: Decimal | int = 1, assumption: str = "") -> Line:
    """A public IPv4 address that the whole month is there, or `count` of them (AWS News Blog, 2024-02-01)."""
    return hourly(name, _RATE, hours=HOURS_PER_MONTH * count, assumption=assumption)
