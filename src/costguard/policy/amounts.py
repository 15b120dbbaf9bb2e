"""Reads amounts and times as people write them: money to the cent, hours and days."""

import math
from datetime import timedelta
from decimal import Decimal
from typing import Final

from costguard.policy.nodes import Node, ScalarNode, text

_HOURS_IN: Final = {"h": 1, "d": 24}


def read_amount(node: Node | None) -> Decimal | None:
    """The number as it is written, to the cent; None of anything that is no number."""
    value = node.value if isinstance(node, ScalarNode) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    written = text(node)
    return Decimal(value) if written[:2] in ("0x", "0o") else Decimal(written)


def read_duration(node: Node | None) -> timedelta | None:
    """The time that `72h` or `7d` names; None of anything else."""
    written = text(node)
    if written[-1:] not in _HOURS_IN or not written[:-1].isdecimal() or len(written) > 5:
        return None
    return timedelta(hours=int(written[:-1]) * _HOURS_IN[written[-1]])
