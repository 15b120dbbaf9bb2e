"""Why the reading of a scope broke off, and whether it is worth another try."""

from typing import Final

import msgspec

from costguard.model.inventory import ReadStatus
from costguard.sources.collecting.reading import ReadProblem
from costguard.sources.collecting.reason import one_line, reason_of
from costguard.sources.collecting.scope_log import Unfit


class Cut(msgspec.Struct, frozen=True):
    """A break in the reading of a scope. `again` is whether the same call may succeed later."""

    status: ReadStatus
    reason: str
    again: bool = False


STOPPED: Final = Cut(ReadStatus.FAILED, "the collection was stopped")
"""No break of the API's: somebody interrupted the collection."""

STUCK: Final = Cut(ReadStatus.FAILED, "the API gives the same pages over and over")


def cut_of(error: Exception) -> Cut:
    """What an exception of a reader means: throttling and cut connections pass, all else stays as it is."""
    match error:
        case ReadProblem():
            return _told(error)
        case OSError():
            return Cut(ReadStatus.FAILED, f"the connection was cut ({reason_of(error)})", again=True)
        case Unfit():
            cause = error.__cause__ or error
            return Cut(ReadStatus.FAILED, f"what the API told cannot be kept ({reason_of(cause)})")
        case _:
            return Cut(ReadStatus.FAILED, reason_of(error))


def status_at_end(cut: Cut | None, resources: int) -> ReadStatus:
    """How a scope ended that was cut there: complete where nothing cut it, partly read where it holds something."""
    if cut is None:
        return ReadStatus.COMPLETE
    return ReadStatus.PARTIAL if resources else cut.status


def reason_at_end(cut: Cut | None, resources: int) -> str:
    """Why not all of it was read; of one that was partly read it says what kind of trouble cut it."""
    if cut is None:
        return ""
    return cut.reason if status_at_end(cut, resources) is cut.status else f"{cut.status}: {cut.reason}"


def _told(problem: ReadProblem) -> Cut:
    # A reader that reports a problem has not read it all, whatever it says.
    status = ReadStatus.FAILED if problem.status is ReadStatus.COMPLETE else problem.status
    return Cut(status, one_line(problem.reason), again=status is ReadStatus.THROTTLED)
