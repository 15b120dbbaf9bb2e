"""Action groups of Azure Monitor: what each notification costs, by receiver."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_KEY: Final = "monthly_notifications"
# Block, name, unit and item; runbooks, functions and logic apps bill as what they are.
_RECEIVERS: Final = (
    ("email_receiver", "Email notifications", "emails", "email"),
    ("itsm_receiver", "ITSM connectors", "events", "itsm"),
    ("azure_app_push_receiver", "Push notifications", "notifications", "push"),
)
_BY_COUNTRY: Final = (
    ("sms_receiver", "SMS messages", "messages", "sms"),
    ("voice_receiver", "Voice calls", "calls", "voice"),
)


def notifications(group: Subject) -> Iterator[Line]:
    """E-mails, tickets and push notifications."""
    for block, name, unit, item in _RECEIVERS:
        count = len(group.blocks(block))
        if count:
            yield _line(group, f"{name} ({count})", unit, item, count)


def web_hooks(group: Subject) -> Iterator[Line]:
    """Web hooks; those that sign in to Entra cost more."""
    hooks = group.blocks("webhook_receiver")
    secure = sum(hook.has("aad_auth") for hook in hooks)
    if secure:
        yield _line(group, f"Secure web hooks ({secure})", "notifications", "secure-webhook", secure)
    if len(hooks) > secure:
        plain = len(hooks) - secure
        yield _line(group, f"Web hooks ({plain})", "notifications", "webhook", plain)


def messages_and_calls(group: Subject) -> Iterator[Line]:
    """Text messages and calls, by the country that is called."""
    for block, part, unit, item in _BY_COUNTRY:
        countries = Counter(receiver.text("country_code") for receiver in group.blocks(block))
        for country, count in sorted(countries.items()):
            yield _line(group, f"Country code {country} ({count})", unit, f"{item}/{country}", count).of(part)


def _line(group: Subject, name: str, unit: str, item: str, count: int) -> Line:
    told: Decimal | None = group.usage.number(_KEY)
    quantity = None if told is None else told * count
    return by_use(name, unit, quantity, Rate("monitor", item, region="global"), key=_KEY)


MODELS: Final[Models] = {"azurerm_monitor_action_group": (notifications, web_hooks, messages_and_calls)}
