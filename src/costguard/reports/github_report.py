"""The report as GitHub workflow commands: annotations beside the code that a pull request changes."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, assert_never

from costguard.model.finding import Finding, Level
from costguard.model.location import Location
from costguard.model.verdict import Verdict
from costguard.reports import agreement
from costguard.reports.neutral import github_data, github_property
from costguard.reports.options import ReportOptions
from costguard.reports.sorting import gravest_first, sections_of
from costguard.reports.wording import cost_sentence, count, plan_mark, verdict_sentence, verdict_word

NAME: Final = "github"

# GitHub shows that many annotations of each kind for one step and drops the others without a word (actions/toolkit,
# docs/problem-matchers.md, "Limitations", 2026-08).
PER_KIND_LIMIT: Final = 10

_SUMMARY_KIND: Final = "notice"
_PROSE_LIMIT: Final = 600
_NOTES: Final = 5  # lines of the summary that say what was not judged


def render(verdict: Verdict, options: ReportOptions) -> str:  # noqa: ARG001  (GitHub decides how it looks)
    """A command a line: the gravest findings, at most ten of a kind, and last a notice with the verdict."""
    room = Counter({"error": PER_KIND_LIMIT, "warning": PER_KIND_LIMIT, "notice": PER_KIND_LIMIT})
    room[_SUMMARY_KIND] -= 1
    found = sections_of(verdict.findings)
    lines: list[str] = []
    open_findings = gravest_first(found.violations + found.undecided)
    for finding in open_findings:
        kind = _kind(finding.level)
        if room[kind]:
            room[kind] -= 1
            lines.append(_annotation(kind, finding, verdict.input.path))
    lines.append(_summary(verdict, hidden=len(open_findings) - len(lines)))
    return "\n".join(lines) + "\n"


def _kind(level: Level) -> str:
    match level:
        case Level.DENY:
            return "error"
        case Level.APPROVAL:
            return "warning"
        case Level.ADVISE | Level.DEBT:
            return "notice"
        case _:
            assert_never(level)


def _annotation(kind: str, finding: Finding, input_path: str) -> str:
    properties = ",".join((*_place(finding, input_path), f"title={github_property(finding.rule)}"))
    said = [f"{github_data(finding.address)}{plan_mark(finding)}: {github_data(finding.message)}"]
    if finding.sensitive:
        said.append("value: (sensitive)")
    if finding.fix:
        said.append(f"fix: {github_data(finding.fix, _PROSE_LIMIT)}")
    return f"::{kind} {properties}::{'%0A'.join(said)}"


def _place(finding: Finding, input_path: str) -> Iterator[str]:
    """The block in the code where that is known, else the input; as in SARIF."""
    place = finding.location or Location(input_path)
    file = place.file.replace("\\", "/")
    yield f"file={github_property(file)}"
    if place.line:
        yield f"line={place.line}"
        if place.column:
            yield f"col={place.column}"


def _summary(verdict: Verdict, hidden: int) -> str:
    word = verdict_word(verdict)
    said = [f"{word} — {verdict_sentence(verdict)}"]
    if hidden:
        said.append(f"{count(hidden, 'more finding')} without an annotation: GitHub shows ten of a kind")
    if cost := cost_sentence(verdict.cost):
        said.append(f"cost: {cost}")
    said += _approvals(verdict)
    said += verdict.notes[:_NOTES]
    return f"::{_SUMMARY_KIND} title={github_property(f'costguard: {word}')}::{'%0A'.join(map(_data, said))}"


def _approvals(verdict: Verdict) -> Iterator[str]:
    """What the log's reader has to know to ask for an approval, or to understand why theirs did not count."""
    if people := agreement.tally(verdict.required):
        yield f"approvals: {people}"
    yield from (agreement.given_text(given) for given in agreement.given_to(verdict.required)[:_NOTES])
    yield from (agreement.refused_text(refused) for refused in verdict.refused[:_NOTES])
    if verdict.broken_glass is not None:
        yield f"glass broken {agreement.broken_glass_text(verdict.broken_glass)}"
    if verdict.subject is not None and agreement.waits_for_people(verdict):
        yield agreement.how_to_agree(verdict, verdict.subject)


def _data(text: str) -> str:
    return github_data(text, _PROSE_LIMIT)
