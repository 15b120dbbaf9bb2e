"""Units of time and money that every cost is stated in."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

HOURS_PER_MONTH: Final = Decimal(730)
"""Hours in the month of a bill: 365 days / 12 (the AWS Pricing Calculator's and Azure's own convention)."""

CURRENCY: Final = "USD"
"""The currency of every list price; others are for display only."""

ZERO: Final = Decimal(0)

_USD: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,2})?")
_CENT: Final = Decimal("0.01")
_WIDE: Final = Context(prec=60)  # digits; more than any sum of amounts that a bill takes


def to_cents(amount: Decimal) -> Decimal:
    """An amount rounded to the cent as an invoice rounds: half a cent goes up. For reports; sums keep every digit."""
    return amount.quantize(_CENT, ROUND_HALF_UP, _WIDE)


def read_usd(text: str) -> Decimal | None:
    """The amount that somebody wrote (`1500`, `1500.50`); None for what is no amount, or could be read in two ways."""
    return Decimal(text) if _USD.fullmatch(text) else None


def monthly(amount: Decimal, sign: str = "-") -> str:
    """`1,234.50 USD a month`, rounded to the cent; `+1,234.50 USD a month` where `sign` is `+`."""
    return f"{to_cents(amount):{sign},.2f} {CURRENCY} a month"


def bound_words(*, may_rise: bool, may_fall: bool = False) -> str:
    """What an amount is that may turn out to be more, or less, once all that it depends on is known."""
    return {(True, False): "at least ", (False, True): "at most ", (True, True): "about "}.get((may_rise, may_fall), "")
