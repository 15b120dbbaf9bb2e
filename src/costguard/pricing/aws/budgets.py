"""Budget actions: by the day. Budgets that only tell are free."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_DAYS_PER_MONTH: Final = HOURS_PER_MONTH / Decimal(24)


def action(_: Subject) -> Iterator[Line]:
    """A budget that acts; an account has two of them for nothing."""
    rate = Rate("budgets", "action", region="global")
    assumption = "the account's two free ones are in use"
    yield monthly("Action-enabled budget", "days", _DAYS_PER_MONTH, rate, assumption=assumption)


MODELS: Final[Models] = {"aws_budgets_budget_action": (action,)}
