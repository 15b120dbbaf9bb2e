"""Units of time and money that every cost is stated in."""

from decimal import Decimal
from typing import Final

HOURS_PER_MONTH: Final = Decimal(730)
"""Hours in the month of a bill: 365 days / 12 (the AWS Pricing Calculator's and Azure's own convention)."""

CURRENCY: Final = "USD"
"""The currency of every list price; others are for display only."""

ZERO: Final = Decimal(0)
