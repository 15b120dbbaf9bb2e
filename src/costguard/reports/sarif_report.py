"""The report for code scanning: SARIF 2.1.0, as GitHub, Azure DevOps and editors read it."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final, assert_never

from costguard import __version__
from costguard.model.finding import Finding, Level, State
from costguard.model.verdict import Verdict
from costguard.reports import agreement
from costguard.reports.neutral import plain, sarif_text
from costguard.reports.neutral_markdown import markdown
from costguard.reports.options import ReportOptions
from costguard.reports.sorting import gravest_first
from costguard.reports.wording import excuse

NAME: Final = "sarif"

# GitHub rejects a run with more results (docs.github.com, "SARIF support for code scanning", 2026-08).
RESULTS_LIMIT: Final = 25_000

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_NOWHERE: Final = "-"  # where neither a finding nor the input names a file: standard input
_MARKDOWN_LIMIT: Final = 4_000

_Json = dict[str, Any]


def render(verdict: Verdict, options: ReportOptions) -> str:  # noqa: ARG001  (a program is given everything)
    """A SARIF log of one run. Of more than 25,000 findings the gravest are kept, and the run says so."""
    findings: Iterable[Finding] = verdict.findings
    if len(verdict.findings) > RESULTS_LIMIT:
        findings = gravest_first(findings)[:RESULTS_LIMIT]
    kept = tuple(findings)
    places = {rule: place for place, rule in enumerate(dict.fromkeys(finding.rule for finding in kept))}
    run = {
        "tool": {"driver": _driver(kept, places)},
        "invocations": [_invocation(verdict)],
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, places[finding.rule], verdict.input.path) for finding in kept],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    # Within JSON `#` occurs in strings only, and Azure Pipelines obeys `##vso[…]` wherever a log holds it.
    return json.dumps(log, indent=2).replace("##", "#\\u0023") + "\n"


def _driver(findings: Iterable[Finding], places: dict[str, int]) -> _Json:
    gravest: dict[str, Finding] = {}
    for finding in gravest_first(findings):
        gravest.setdefault(finding.rule, finding)
    return {
        "name": "costguard",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(gravest[rule]) for rule in places],
    }


def _rule(finding: Finding) -> _Json:
    name = plain(finding.rule)
    rule = {
        "id": name,
        "shortDescription": {"text": sarif_text(finding.title) or name},
        "fullDescription": {"text": sarif_text(finding.why) or name},
        "defaultConfiguration": {"level": _level(finding.level)},
    }
    if finding.fix:
        rule["help"] = {"text": sarif_text(finding.fix), "markdown": markdown(finding.fix, _MARKDOWN_LIMIT)}
    return rule


def _invocation(verdict: Verdict) -> _Json:
    messages = [*verdict.notes, *_approvals(verdict)]
    if (found := len(verdict.findings)) > RESULTS_LIMIT:
        messages.append(
            f"{RESULTS_LIMIT:,} of {found:,} findings are listed, the gravest first; the JSON report has all."
        )
    notes = [{"level": "note", "message": {"text": sarif_text(message)}} for message in messages]
    return {
        "executionSuccessful": True,
        "exitCode": verdict.outcome.exit_code,
        "toolExecutionNotifications": notes,
    }


def _approvals(verdict: Verdict) -> Iterator[str]:
    """Code scanning has no place for approvals; a run's notifications at least tell who is waited for, and of what."""
    if verdict.subject is None:
        return
    if people := agreement.tally(verdict.required):
        yield f"approvals: {people}; digest of what is approved: {verdict.subject.digest}"
    if verdict.broken_glass is not None:
        yield f"glass broken {agreement.broken_glass_text(verdict.broken_glass)}"


def _result(finding: Finding, place: int, input_path: str) -> _Json:
    return {
        "ruleId": plain(finding.rule),
        "ruleIndex": place,
        "level": _level(finding.level),
        "message": {"text": sarif_text(finding.message) or finding.code.value},
        "locations": [_location(finding, input_path)],
        "partialFingerprints": {"costguard/v1": finding.fingerprint},
        "suppressions": _suppressions(finding),
        "properties": {"code": finding.code.value, "key": plain(finding.key), "state": finding.state.value},
    }


def _level(level: Level) -> str:
    match level:
        case Level.DENY:
            return "error"
        case Level.APPROVAL:
            return "warning"
        case Level.ADVISE | Level.DEBT:
            return "note"
        case _:
            assert_never(level)


def _location(finding: Finding, input_path: str) -> _Json:
    place = finding.location
    region = {"startLine": max(place.line, 1) if place else 1}
    if place and place.line and place.column:
        region["startColumn"] = place.column
    uri = _uri(place.file if place else input_path)
    return {
        "physicalLocation": {"artifactLocation": {"uri": uri}, "region": region},
        "logicalLocations": [{"fullyQualifiedName": plain(finding.address), "kind": "resource"}],
    }


def _suppressions(finding: Finding) -> list[_Json]:
    """Empty for a finding that is not waived: where the member lacks, a reader may not tell (SARIF, 3.27.23)."""
    if finding.state is not State.WAIVED:
        return []
    return [{"kind": "external", "status": "accepted", "justification": sarif_text(excuse(finding))}]


def _uri(path: str) -> str:
    """A path as a URI: relative as it was given, so that it fits the repository in which the command ran."""
    from urllib.parse import quote

    slashed = plain(path.replace("\\", "/").removeprefix("./")) or _NOWHERE
    if slashed.startswith("/"):
        return "file://" + quote(slashed)
    if slashed[1:3] == ":/":  # a drive of Windows
        return f"file:///{slashed[0]}:{quote(slashed[2:])}"
    return quote(slashed)
