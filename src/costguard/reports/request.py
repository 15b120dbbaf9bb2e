"""What a run puts on a pull request: the comment, and the check with its remarks on lines of code."""

from datetime import datetime
from decimal import Decimal
from typing import Final, assert_never

import msgspec

from costguard.model.approval import Shown
from costguard.model.finding import Finding, Level
from costguard.model.publication import Annotation, AnnotationLevel, Conclusion, Publication
from costguard.model.verdict import Outcome, Verdict, outcome_of
from costguard.reports.headline import short_headline
from costguard.reports.markdown_report import MARK, render
from costguard.reports.neutral import HUMAN_LIMIT, PROSE_LIMIT, plain, shorten
from costguard.reports.options import ReportOptions
from costguard.reports.sorting import gravest_first, sections_of
from costguard.reports.wording import plan_mark, verdict_word

# A forge keeps a hidden state of up to 20 KB in the comment, of which GitHub takes 65,536 characters.
_COMMENT_BYTES: Final = 44_000
_SUMMARY_BYTES: Final = 65_535  # of a check's summary (docs.github.com, REST API for check runs, 2026-11)
_NOT_IN_REPOSITORY: Final = {"", ".", "..", ".git", ".terraform"}  # parts of paths
_UNTRUSTED: Final = (
    "> **These figures come from the change's own job**, which can say what it likes. They are verified before apply, "
    "and so are approvals."
)


def publication(  # noqa: PLR0913  (each is one fact that only the caller knows)
    verdict: Verdict,
    *,
    project: str,
    head: str,
    now: datetime,
    trusted: bool,
    silent_below: Decimal | None,
    sarif: bytes = b"",
) -> Publication:
    """What is said of a verdict on the commit `head`, every text neutralised.

    Of one that is not `trusted` no approval is believed, and nothing is vouched for. It is quiet where the change
    passes, costs less than `silent_below` more or less a month (USD), and nobody had to agree; what is not known
    to be less is not.
    """
    said = verdict if trusted else _without_claims(verdict)
    return Publication(
        project=project,
        comment=_text(said, _COMMENT_BYTES, trusted=trusted),
        shown=_shown(said, project, head, now, trusted=trusted),
        title=shorten(f"{verdict_word(said)} — {short_headline(said)}", HUMAN_LIMIT),
        summary=_text(said, _SUMMARY_BYTES, trusted=trusted),
        conclusion=_conclusion(said.outcome, trusted=trusted),
        annotations=_annotations(said),
        sarif=sarif,
        is_quiet=_is_quiet(said, silent_below),
    )


def _without_claims(verdict: Verdict) -> Verdict:
    """The verdict as if nobody had spoken: whose job wrote it could have made up whoever agrees with them."""
    strictest = max(outcome_of(verdict.findings), verdict.outcome, key=lambda outcome: outcome.rank)
    waiting = tuple(msgspec.structs.replace(each, given=()) for each in verdict.required)
    return msgspec.structs.replace(verdict, outcome=strictest, required=waiting, refused=(), broken_glass=None)


def _shown(verdict: Verdict, project: str, head: str, now: datetime, *, trusted: bool) -> Shown | None:
    """What people may approve. Of a stranger's only the digest: it holds when the plan is judged anew and has the same.

    Its subject proves what they were shown, not that it is true: what it says has no price would count as agreed to
    under a ceiling.
    """
    if verdict.subject is None or not verdict.required:
        return None
    return Shown(verdict.subject.digest, head, now, verdict.subject if trusted else None, project)


def _text(verdict: Verdict, size_limit: int, *, trusted: bool) -> str:
    if trusted:
        return render(verdict, ReportOptions(size_limit=size_limit))
    warning = f"{MARK}\n{_UNTRUSTED}\n"
    text = render(verdict, ReportOptions(size_limit=size_limit - len(warning.encode())))
    return f"{warning}\n{text.removeprefix(MARK).lstrip()}"


def _conclusion(outcome: Outcome, *, trusted: bool) -> Conclusion:
    match outcome:
        case Outcome.DENY:
            return Conclusion.FAILURE
        case Outcome.APPROVAL:
            return Conclusion.ACTION_REQUIRED
        case Outcome.ADVISE | Outcome.PASS:
            return Conclusion.SUCCESS if trusted else Conclusion.NEUTRAL
        case _:
            assert_never(outcome)


def _is_quiet(verdict: Verdict, silent_below: Decimal | None) -> bool:
    cost = verdict.cost
    if silent_below is None or verdict.outcome.exit_code or verdict.required or verdict.broken_glass is not None:
        return False
    if cost.monthly_delta is None or not (cost.complete or cost.delta_complete):
        return False
    return abs(cost.monthly_delta) < silent_below


def _annotations(verdict: Verdict) -> tuple[Annotation, ...]:
    """The gravest first. What is waived, or was there before, is no news to who reads the change."""
    found = sections_of(verdict.findings)
    made = (_annotation(finding) for finding in gravest_first(found.violations + found.undecided))
    return tuple(annotation for annotation in made if annotation is not None)


def _annotation(finding: Finding) -> Annotation | None:
    path = _path(finding.location.file) if finding.location is not None else ""
    if finding.location is None or not path:
        return None
    said = [f"{plain(finding.address, HUMAN_LIMIT)}{plan_mark(finding)}: {plain(finding.message, PROSE_LIMIT)}"]
    said += [f"why: {plain(finding.why, PROSE_LIMIT)}"] if finding.why else []
    said += [f"fix: {plain(finding.fix, PROSE_LIMIT)}"] if finding.fix else []
    title = plain(finding.rule, HUMAN_LIMIT)
    return Annotation(path, max(finding.location.line, 1), _level(finding.level), title, "\n".join(said))


def _path(file: str) -> str:
    """The path inside the repository; empty where it is none, or one that a forge could take for another."""
    path = file.replace("\\", "/").removeprefix("./")
    is_inside = not path.startswith(("/", "~")) and ":" not in path and not _NOT_IN_REPOSITORY & set(path.split("/"))
    return path if is_inside and plain(path) == path else ""


def _level(level: Level) -> AnnotationLevel:
    match level:
        case Level.DENY:
            return AnnotationLevel.FAILURE
        case Level.APPROVAL:
            return AnnotationLevel.WARNING
        case Level.ADVISE | Level.DEBT:
            return AnnotationLevel.NOTICE
        case _:
            assert_never(level)
