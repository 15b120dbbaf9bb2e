"""Lines that bill by use: what the usage file says of one key, in the unit that is billed."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import CostFunction
from costguard.pricing.subject import Subject


def used(subject: Subject, key: str, per: int = 1) -> Decimal | None:
    """The amount that the usage file gives, in pieces of `per`; None where it gives none."""
    amount = subject.usage.number(key)
    return None if amount is None else amount / per


def use_line(subject: Subject, name: str, unit: str, key: str, rate: Rate, per: int = 1) -> Line:
    """A line for one key of the usage file. `per` is how many make one `unit`."""
    return by_use(name, unit, used(subject, key, per), rate, key=key)


def use_cost(name: str, unit: str, key: str, rate: Rate, per: int = 1) -> CostFunction:
    """A cost function for one key of the usage file, for types that bill by nothing else."""

    def use(subject: Subject) -> Iterator[Line]:
        yield use_line(subject, name, unit, key, rate, per)

    use.__name__ = name
    return use


def in_chunks(count: Decimal | None, size_kb: Decimal, chunk_kb: int) -> Decimal | None:
    """How many are billed where each one counts once for every started `chunk_kb` of its size."""
    if count is None:
        return None
    return count * max((size_kb / chunk_kb).to_integral_value(ROUND_CEILING), Decimal(1))
