"""What a reader may choose about a report, whatever its format."""

from decimal import Decimal

import msgspec

from costguard.model.money import CURRENCY


class ReportOptions(msgspec.Struct, frozen=True):
    """How to print. `width` is in terminal columns; `show_debt` lists what was there before the change.

    `size_limit` is the room for all of a Markdown report in bytes of UTF-8. GitHub refuses a comment of 65,536
    characters (docs.github.com, REST API for issue comments, 2026-11); in bytes it fits forges that count those.
    """

    width: int = 80
    colour: bool = False
    show_debt: bool = False
    size_limit: int = 65_535


class Display(msgspec.Struct, frozen=True):
    """The currency that people are shown: so many units of it to one US dollar, and who said so."""

    currency: str = CURRENCY
    rate: Decimal = Decimal(1)
    source: str = ""


class BillOptions(msgspec.Struct, frozen=True):
    """How to print a bill. `show_all` lists what the change leaves alone and what is free, too.

    `sides` are the words for what is compared, the first with the second.
    """

    width: int = 80
    colour: bool = False
    show_all: bool = False
    display: Display = Display()
    title: str = ""
    sides: tuple[str, str] = ("Today", "Then")
