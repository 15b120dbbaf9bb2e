"""QuickSight: by the user, by what the user may do."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "quicksight"
# An administrator bills as an author does (https://aws.amazon.com/quicksight/pricing/, 2025-01).
_ROLES: Final = {
    "READER": "reader",
    "AUTHOR": "author",
    "ADMIN": "author",
    "READER_PRO": "reader_pro",
    "AUTHOR_PRO": "author_pro",
    "ADMIN_PRO": "author_pro",
}


def user(user: Subject) -> Iterator[Line]:
    """A user."""
    role = user.text("user_role")
    rate = Rate(_TABLE, _ROLES.get(role, role.lower()))
    yield monthly(f"User ({role.lower().replace('_', ' ')})", "users", 1, rate, assumption="Enterprise edition")


def q_subscription(account: Subject) -> Iterator[Line]:
    """The account's fee for Q, which its edition says."""
    if account.text("edition") == "ENTERPRISE_AND_Q":
        yield monthly("Q", "months", 1, Rate(_TABLE, "q"))


MODELS: Final[Models] = {
    "aws_quicksight_user": (user,),
    "aws_quicksight_account_subscription": (q_subscription,),
}
