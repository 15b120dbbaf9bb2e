"""What a reader may choose about a report, whatever its format."""

import msgspec


class ReportOptions(msgspec.Struct, frozen=True):
    """How to print. `width` is in terminal columns; `show_debt` lists what was there before the change."""

    width: int = 80
    colour: bool = False
    show_debt: bool = False
