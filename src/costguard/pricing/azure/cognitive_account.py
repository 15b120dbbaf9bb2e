"""Azure AI services: speech, language and language understanding, by use or by a monthly commitment.

An account of OpenAI or of several services bills nothing itself: its deployments and uses do.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from costguard.pricing.azure._cognitive_uses import (
    COMMITMENTS,
    LANGUAGE,
    LUIS,
    SPEECH,
    Commitment,
    Use,
)
from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "cognitive_services"
_FREE: Final = "f0"
_BY_KIND: Final = {"speechservices": SPEECH, "textanalytics": LANGUAGE, "luis": LUIS}
_NOTHING_ITSELF: Final = ("openai", "aiservices", "cognitiveservices", "luis.authoring")


class _Way(NamedTuple):
    """A way to commit: its words on the bill, and what its usage keys begin with."""

    words: str
    prefix: str
    item: str


_WAYS: Final = (
    _Way("commitment", "monthly_commitment_", "azure"),
    _Way("connected container commitment", "monthly_connected_container_commitment_", "connected"),
)


def uses(account: Subject) -> Iterator[Line]:
    """What is used at the price without commitment. What is committed to shows only where it is used beyond."""
    kind = account.text("kind").lower()
    if account.text("sku_name").lower() == _FREE or kind in _NOTHING_ITSELF:
        return
    if kind not in _BY_KIND:
        raise NotKnown(f"the price book holds no prices of Azure AI services of the kind `{account.text('kind')}`")
    for use in _BY_KIND[kind]:
        used = account.usage.number(use.key)
        if used is not None or not _is_committed(account, use):
            quantity = None if used is None else used / use.divisor
            yield by_use(use.name, use.unit, quantity, Rate(_TABLE, use.item), key=use.key)


def commitments(account: Subject) -> Iterator[Line]:
    """Amounts a month that are paid for whether used or not, and what goes beyond them."""
    if account.text("sku_name").lower() == _FREE:
        return
    for commitment in COMMITMENTS.get(account.text("kind").lower(), ()):
        for way in _WAYS:
            yield from _committed(account, commitment, way)


def _committed(account: Subject, commitment: Commitment, way: _Way) -> Iterator[Line]:
    amount = account.usage.number(f"{way.prefix}{commitment.key}")
    if amount is None:
        return
    quantity = amount / commitment.divisor
    item = f"commitment/{way.item}/{commitment.item}/{quantity:f}"
    yield monthly(f"{commitment.name} ({way.words})", commitment.unit, quantity, Rate(_TABLE, item))
    beyond: Decimal | None = account.usage.number(f"{way.prefix}{commitment.overage_key}")
    if beyond:
        name = f"{commitment.name} ({commitment.overage_words(way.words)})"
        key = f"{way.prefix}{commitment.overage_key}"
        rate = Rate(_TABLE, f"{item}/overage")
        yield by_use(name, commitment.unit, beyond / commitment.divisor, rate, key=key)


def _is_committed(account: Subject, use: Use) -> bool:
    return any(account.usage.has(f"{way.prefix}{use.committed_as}") for way in _WAYS if use.committed_as)


MODELS: Final[Models] = {"azurerm_cognitive_account": (uses, commitments)}
