"""How audits print shares and money: a share is never rounded up, and what is not known is no number."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final, assert_never

from costguard.model.audit import Gap, Score
from costguard.reports.neutral import HUMAN_LIMIT, plain

WIDEST_TABLE: Final = 110
"""Columns: beyond that, an eye does not find the way from a name to its figures."""

NONE = "–"
"""Stands where there is nothing to have a share of."""


def share(part: int | Decimal, whole: int | Decimal) -> str:
    """`99.9 %`: rounded down, so that `100 %` is all; NONE of nothing."""
    if not whole:
        return NONE
    tenths = int(part * 1000 // whole)
    return "100 %" if tenths == 1000 else f"{tenths // 10}.{tenths % 10} %"


def counted(score: Score) -> int:
    """What the share by count is a share of: waived resources are neither compliant nor not."""
    return score.resources - score.waived


def lacking(score: Score) -> int:
    """The resources that are not compliant, undecided ones with them."""
    return counted(score) - score.compliant


def lacking_cost(score: Score) -> Decimal:
    """What is known of the monthly cost that is not compliant."""
    return score.monthly_cost - score.compliant_cost


def is_cost_known(figures: Score | Gap) -> bool:
    """Whether its costs are those of anything; of no resources they are nothing, which is known."""
    match figures:
        case Score():
            return bool(figures.priced) or not counted(figures)
        case Gap():
            return figures.unpriced < figures.resources or not figures.resources
        case _:
            assert_never(figures)


def dollars(amount: Decimal) -> str:
    """An amount in whole dollars; less than one is not nothing."""
    if 0 < amount < 1:
        return "under 1"
    return f"{amount.quantize(Decimal(1), ROUND_HALF_UP):,}"


def gap_cost(gap: Gap) -> str:
    """What the resources of a gap cost a month, as far as that is known."""
    if gap.unpriced >= gap.resources:
        return "cost not known"
    return f"{'at least ' if gap.unpriced else ''}{dollars(gap.monthly_cost)}"


def minute(time: str) -> str:
    """A time of ISO 8601 in UTC, to the minute, as people read it; neutralised."""
    return plain(f"{time[:10]} {time[11:16]} UTC" if time[10:11] == "T" else time, HUMAN_LIMIT)
