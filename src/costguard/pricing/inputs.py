"""Everything that a bill is worked out from besides the plan: prices, usage, what is negotiated and committed."""

from collections.abc import Iterable
from itertools import chain
from typing import Protocol

import msgspec

from costguard.model.billable import BillableChange
from costguard.model.estimate import Estimate
from costguard.pricing.book.book import Book
from costguard.pricing.commitments import Commitments, covered
from costguard.pricing.compare import compared
from costguard.pricing.estimate import estimate
from costguard.pricing.unknown_machines import Allowed
from costguard.pricing.usage_file import UsageFile
from costguard.pricing.usage_resources import resources_of_usage


class Warns(Protocol):
    """An input that can say, once the bill is done, what of it came to nothing."""

    def warnings(self) -> Iterable[str]:
        """One sentence each."""


class PricingInputs(msgspec.Struct, frozen=True):
    """The inputs of a bill. `witnesses` are asked for warnings when the bill is done.

    `allowed` says which machines may stand for one that is not known yet; None leaves its cost unknown.
    """

    book: Book = Book()
    usage: UsageFile = UsageFile()
    commitments: Commitments | None = None
    witnesses: tuple[Warns, ...] = ()
    allowed: Allowed | None = None

    def bill(self, changes: Iterable[BillableChange]) -> Estimate:
        """The bill of some changes and of what usage bills for by itself, with the inputs' warnings as its notes."""
        bill = estimate(chain(changes, resources_of_usage(self.usage)), self.book, self.usage.usage_of, self.allowed)
        if self.commitments is not None:
            bill = covered(bill, self.commitments)
        witnesses: tuple[Warns, ...] = (*((self.usage,) if self.usage.path else ()), *self.witnesses)
        warnings = (warning for witness in witnesses for warning in witness.warnings())
        return msgspec.structs.replace(
            bill, usage_digest=self.usage.digest, notes=(*bill.notes, *dict.fromkeys(warnings))
        )

    def what_if(self, planned: Iterable[BillableChange], altered: Iterable[BillableChange]) -> Estimate:
        """The bill of an altered plan against the plan as it stands; commitments apply to both sides."""
        bare = msgspec.structs.replace(self, commitments=None)
        bill = compared(bare.bill(planned), bare.bill(altered), of_one_plan=True)
        return bill if self.commitments is None else covered(bill, self.commitments)
