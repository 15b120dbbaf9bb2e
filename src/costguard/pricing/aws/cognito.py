"""Cognito user pools: by the users who are active in a month."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._use import use_cost, use_line
from costguard.pricing.lines import Line, Rate
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "cognito"


def active_users(pool: Subject) -> Iterator[Line]:
    """Users who sign in with the pool, by its plan; new pools are on Essentials (since 2024-11)."""
    tier = pool.text("user_pool_tier", "ESSENTIALS").lower()
    key = "monthly_active_users"
    yield use_line(pool, f"Active users ({tier}, {{tier}})", "users", key, Rate(_TABLE, tier))


_federated = use_cost("Federated users ({tier})", "users", "monthly_active_federated_users", Rate(_TABLE, "federated"))

MODELS: Final[Models] = {"aws_cognito_user_pool": (active_users, _federated)}
