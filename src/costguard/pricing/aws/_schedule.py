"""How often a schedule of AWS runs in a month, where its words tell."""

import re
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH

_RATE: Final = re.compile(r"\s*rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)\s*", re.IGNORECASE)
_HOURS: Final = {"minute": Decimal(1) / 60, "hour": Decimal(1), "day": Decimal(24)}


def runs_a_month(expression: str) -> Decimal | None:
    """The runs of a `rate(5 minutes)` in a month; None for a cron expression, and for `rate(0 minute)`: once.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_cron.html (2025-01)
    """
    found = _RATE.fullmatch(expression)
    if found is None or int(found[1]) == 0:
        return None
    return (HOURS_PER_MONTH / (Decimal(found[1]) * _HOURS[found[2].lower()])).quantize(Decimal(1))
