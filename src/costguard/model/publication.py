"""What is put on a pull or merge request: a comment, a check with annotations, and results for code scanning."""

from enum import StrEnum

import msgspec

from costguard.model.approval import Shown


class Conclusion(StrEnum):
    """How a check on a commit ends. `NEUTRAL` does not vouch, yet a forge may let it pass where success is required."""

    SUCCESS = "success"
    NEUTRAL = "neutral"
    ACTION_REQUIRED = "action_required"
    FAILURE = "failure"


class AnnotationLevel(StrEnum):
    """How grave a remark on a line is."""

    NOTICE = "notice"
    WARNING = "warning"
    FAILURE = "failure"


class Annotation(msgspec.Struct, frozen=True):
    """A remark on a line of the change, its texts neutralised. `line` counts from 1."""

    path: str
    line: int
    level: AnnotationLevel
    title: str
    message: str


class Publication(msgspec.Struct, frozen=True):
    """What a run says on a request, every text ready to be sent.

    `project` tells this run's comment and check from those of other runs on the same request. `comment` is Markdown;
    `shown` is what it lets people approve; with an empty digest it says that nothing is shown to approve any more, and
    None that nothing ever was. A quiet one makes no comment anew, but brings one up to date that is there. `sarif` is a
    SARIF log for code scanning, empty for none.
    """

    project: str
    comment: str
    shown: Shown | None
    title: str
    summary: str
    conclusion: Conclusion
    annotations: tuple[Annotation, ...] = ()
    sarif: bytes = b""
    is_quiet: bool = False


class Published(msgspec.Struct, frozen=True):
    """What was done: the addresses of comment and check, and notes on what could not be done."""

    comment_url: str = ""
    check_url: str = ""
    notes: tuple[str, ...] = ()
