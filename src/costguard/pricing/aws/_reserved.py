"""Reserved instances: a usage file may say that a database or cache runs on one, and on which terms."""

from typing import Final

import msgspec

from costguard.pricing.lines import Line
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

TERM_KEY: Final = "reserved_instance_term"
PAYMENT_KEY: Final = "reserved_instance_payment_option"
_TERMS: Final = ("1_year", "3_year")
# The last three are those of the older cache families.
_PAYMENTS: Final = (
    "no_upfront",
    "partial_upfront",
    "all_upfront",
    "heavy_utilization",
    "medium_utilization",
    "light_utilization",
)
_ALL_UPFRONT: Final = "all_upfront"


class Purchase(msgspec.Struct, frozen=True):
    """How an instance is bought: `label` in the words of a bill, `prefix` of its figure in the book."""

    label: str = "on-demand"
    prefix: str = ""
    assumption: str = ""

    def item(self, item: str) -> str:
        """The book's name of an instance's figure when bought so. What is paid up front leaves no hourly price."""
        return "reserved/all_upfront" if _ALL_UPFRONT in self.prefix else self.prefix + item

    def noted(self, line: Line) -> Line:
        """The line with a word on what a month's bill leaves out."""
        return msgspec.structs.replace(line, assumption=self.assumption) if self.assumption else line


def purchase(subject: Subject) -> Purchase:
    """How the usage file says that an instance is bought. Raises NotKnown for a term that AWS does not sell."""
    term, payment = subject.usage.text(TERM_KEY), subject.usage.text(PAYMENT_KEY)
    if not term:
        return Purchase()
    _must_be_one_of(TERM_KEY, term, _TERMS)
    _must_be_one_of(PAYMENT_KEY, payment, _PAYMENTS)
    paid_before = payment in ("partial_upfront", _ALL_UPFRONT)
    note = "what is paid when the term begins is not in a month's bill" if paid_before else ""
    return Purchase("reserved", f"reserved/{term}/{payment}/", note)


def _must_be_one_of(key: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise NotKnown(f"`{key}` is `{value}`; it takes one of {', '.join(allowed)}")
