"""Publishes the report of a check on its request; one from a stranger's job is published as what it is."""

import os
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from costguard.cli.approval_options import require_project_name
from costguard.model.errors import BadInput, BadUsage

if TYPE_CHECKING:
    from costguard.forges.forge import Forge, RequestName
    from costguard.model.publication import Published
    from costguard.model.verdict import Verdict

# "Job summaries are isolated between steps and each step is restricted to a maximum size of 1MiB" (GitHub Docs,
# workflow commands, 2026-11). What is longer is lost whole.
_SUMMARY_BYTES: Final = 1024 * 1024
_SARIF_BYTES: Final = 256 * 1024 * 1024


class PublishRequest(msgspec.Struct, frozen=True):
    """What a person asked to publish: a report on a request, or what the run `run_id` left behind.

    `now` is since when it is shown.
    """

    wanted: str
    now: datetime
    report: str | None = None
    sarif: str | None = None
    run_id: int | None = None
    head: str | None = None
    project: str | None = None
    silent_below: Decimal | None = None
    with_check: bool = True
    is_trusted: bool = True


class _Material(msgspec.Struct, frozen=True):
    """The bytes to publish, where, and whether they were made by a job that the change could not write."""

    request: "RequestName"
    head: str
    report: bytes
    name: str
    sarif: bytes
    is_trusted: bool


def publish_report(forge: "Forge", asked: PublishRequest) -> Iterator[str]:
    """Publish, and say line by line what was done. Raises BadInput where the report is none."""
    from costguard.forges.comment_state import nothing_shown
    from costguard.reports.request import publication
    from costguard.sources.report_file import read_report

    found = _from_run(forge, asked) if asked.run_id is not None else _from_files(forge, asked)
    verdict = read_report(found.report, found.name)
    if found.is_trusted:
        _require_its_own(verdict, found.request, asked.project)
    if asked.sarif is not None and not found.is_trusted:
        yield "note: results of an untrusted report are not uploaded to code scanning"
    said = publication(
        verdict,
        project=_project(asked, verdict, is_trusted=found.is_trusted),
        head=found.head,
        now=asked.now,
        trusted=found.is_trusted,
        silent_below=asked.silent_below,
        sarif=found.sarif if found.is_trusted else b"",
    )
    if said.shown is None:  # what was shown before is no longer: whoever reviews from now on agrees to none of it
        said = msgspec.structs.replace(said, shown=nothing_shown(found.head, asked.now, said.project))
    done = forge.publish(found.request, found.head, said, with_check=asked.with_check)
    yield from _told(found.request, done)
    yield from _summarised(said.summary)


def _require_its_own(verdict: "Verdict", request: "RequestName", project: str | None) -> None:
    """A report is shown where it belongs: approvals of one request or project are none of another."""
    if verdict.change and not verdict.change.endswith(f":{request}"):
        raise BadInput(f"the report is of {verdict.change}, and this is {request}; give the report of this request")
    of = verdict.subject.project if verdict.subject is not None else None
    if project and of and of != project:
        raise BadInput(f"the report is of project `{of}`, and --project is `{project}`; give one name to both")


def _from_run(forge: "Forge", asked: PublishRequest) -> _Material:
    if asked.report is not None or asked.sarif is not None or asked.head is not None:
        raise BadUsage("--run-id takes report and commit from the run; leave out --report, --sarif and --head")
    output = forge.run_output(asked.run_id or 0)
    if asked.wanted != "auto" and forge.find(asked.wanted) != output.request:
        raise BadInput(f"run {asked.run_id} belongs to {output.request}, not to {asked.wanted}; nothing was published")
    return _Material(output.request, output.head, output.report, "report.json", b"", is_trusted=False)


def _from_files(forge: "Forge", asked: PublishRequest) -> _Material:
    if asked.report is None:
        raise BadUsage("there is nothing to publish: give --report FILE, or --run-id ID in a job after another")
    report = _bytes(asked.report)
    sarif = _bytes(asked.sarif) if asked.sarif is not None and asked.is_trusted else b""
    request = forge.find(asked.wanted)
    return _Material(request, asked.head or forge.head(request), report, asked.report, sarif, asked.is_trusted)


def _bytes(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            content = file.read(_SARIF_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInput(f"{name} cannot be read ({reason}); give the file that `costguard check` wrote") from error
    if len(content) > _SARIF_BYTES:
        raise BadInput(f"{name} has more than {_SARIF_BYTES:,} bytes; give the file that `costguard check` wrote")
    return content


def _project(asked: PublishRequest, verdict: "Verdict", *, is_trusted: bool) -> str:
    """Whose comment is written: what an untrusted report calls itself must not choose another's."""
    if asked.project is not None:
        require_project_name(asked.project)
        return asked.project
    return verdict.subject.project if is_trusted and verdict.subject is not None else ""


def _told(request: "RequestName", done: "Published") -> Iterator[str]:
    if done.comment_url:
        yield f"comment: {done.comment_url}"
    if done.check_url:
        yield f"check: {done.check_url}"
    if not done.comment_url and not done.check_url and not done.notes:
        yield f"nothing had to be said on {request}"
    yield from (f"note: {note}" for note in done.notes)


def _summarised(summary: str) -> Iterator[str]:
    """Append what the check says to the summary of the job's step, where there is one and room in it."""
    name = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if not name:
        return
    path, text = Path(name), f"\n{summary}".encode()
    try:
        if len(text) > _SUMMARY_BYTES - (path.stat().st_size if path.exists() else 0):
            yield "note: the job summary has no room left for the report"
            return
        with path.open("ab") as file:
            file.write(text)
    except OSError as error:
        yield f"note: the job summary was not written ({error.strerror or error})"
