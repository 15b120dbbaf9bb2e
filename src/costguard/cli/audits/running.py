"""Runs one audit as it was asked for: judged, recorded, reported, and brought to an exit code."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import msgspec

from costguard import __version__
from costguard.cli import progress
from costguard.cli.audits.options import AuditRequest
from costguard.cli.options import load_policy
from costguard.cli.outputs import STANDARD_OUTPUT, Output, parse_outputs, terminal_columns, wants_colour
from costguard.model.audit import Audit
from costguard.model.errors import BadUsage, CostguardError

if TYPE_CHECKING:
    from costguard.engine.scan.costs import MonthlyCost
    from costguard.history.place import Place
    from costguard.policy.policy_set import PolicySet
    from costguard.sources.inventory import Inventory

Judge = Callable[["Inventory", "PolicySet", Path, "MonthlyCost", Callable[[int], None]], Audit]
_GAP: Final = 2


def run_audit(request: AuditRequest, opened: "Callable[[], AbstractContextManager[Inventory]]", judge: Judge) -> None:
    """Carry out an audit of the inventory that is opened, and leave with its exit code."""
    import tempfile

    from costguard.reports.audits.registry import formats

    wanted = parse_outputs(request.wanted_format, request.outputs, formats())
    _require_folders(wanted)
    place = _place(request)
    policy = load_policy(request.policies, request.today)
    costs = _costs(request)
    with tempfile.TemporaryDirectory(prefix="costguard-") as folder, _recorded(place, policy) as record:
        findings = Path(folder) / "findings.parquet"
        with opened() as inventory, progress.wiped():
            judged = judge(inventory, policy, findings, costs, _judging(inventory))
        audit = _recorded_or_told(judged, record, wanted)
        _report(wanted, audit)
    click.get_current_context().exit(_exit_code(audit, request))


def _require_folders(wanted: tuple[Output, ...]) -> None:
    """Accounts may be read for hours, so where a report cannot go is told before."""
    for output in wanted:
        path = Path(output.path)
        if output.path != STANDARD_OUTPUT and (path.is_dir() or not path.resolve().parent.is_dir()):
            reason = "it is a folder" if path.is_dir() else "its folder is not there"
            raise BadUsage(f"cannot write {path}: {reason}; give --output a path that can be written")


def _place(request: AuditRequest) -> "Place | None":
    if request.fail_on == "new" and not request.history:
        raise BadUsage("--fail-on new compares with the run before; say where runs are kept with --history PLACE")
    if not request.history:
        return None
    from costguard.history.place import place_of

    return place_of(request.history, request.history_files or "")


@contextmanager
def _recorded(place: "Place | None", policy: "PolicySet") -> Iterator[Callable[[Audit], Audit]]:
    """Notes the run in the history: begun, then finished with what changed, or failed with the reason."""
    if place is None:
        yield lambda audit: audit
        return
    from costguard.history.record import begin, fail, finish
    from costguard.model.history import RunStart

    run = begin(place, RunStart(__version__, policy.digest, _audited_rules(policy)))

    def record(audit: Audit) -> Audit:
        changes = finish(place, run, audit, policy.waivers)
        return msgspec.structs.replace(audit, run=run, changes=changes)

    try:
        yield record
    except BaseException as error:
        reason = _reason(error)
        _quietly(lambda: fail(place, run, reason))
        raise


def _recorded_or_told(audit: Audit, record: Callable[[Audit], Audit], wanted: tuple[Output, ...]) -> Audit:
    """What took hours to read is reported even where the history cannot hold it; the command fails all the same."""
    try:
        return record(audit)
    except CostguardError as error:
        note = f"this audit is not in the history, and what changed is not known: {error}"
        _report(wanted, msgspec.structs.replace(audit, notes=(*audit.notes, note)))
        raise type(error)(f"the report was written, but the audit was not recorded: {error}") from None


def _audited_rules(policy: "PolicySet") -> tuple[str, ...]:
    """A rule that audits leave out is as good as removed: what it found before is not mended by looking away."""
    return tuple(rule.id for rule in policy.rules if rule.effect.audit)


def _reason(error: BaseException) -> str:
    match error:
        case CostguardError():
            return str(error)
        case KeyboardInterrupt():
            return "interrupted"
        case _:
            return type(error).__name__


def _quietly(note: Callable[[], None]) -> None:
    """A history that cannot be written must not hide the error that is being told."""
    try:
        note()
    except CostguardError:
        return


def _costs(request: AuditRequest) -> "MonthlyCost":
    from costguard.cli.pricing_options import PricingFiles
    from costguard.pricing.live_costs import LiveCosts

    book = PricingFiles(prices=request.prices, overrides=request.overrides).read(request.today).book
    return LiveCosts(book).monthly_cost


def _judging(inventory: "Inventory") -> Callable[[int], None]:
    of = f" of {inventory.rows:,}" if inventory.rows else ""
    return lambda judged: progress.step(f"judging: {judged:,}{of} resources")


def _report(wanted: tuple[Output, ...], audit: Audit) -> None:
    from costguard.reports.audits.registry import write
    from costguard.reports.options import ReportOptions

    for output in sorted(wanted, key=lambda each: each.path == "-"):
        is_terminal = output.format == "terminal" and output.path == "-"
        columns = terminal_columns() if is_terminal else 80
        write(output.format, audit, output.path, ReportOptions(columns, is_terminal and wants_colour()))


def _exit_code(audit: Audit, request: AuditRequest) -> int:
    if request.require_complete and not audit.is_complete:
        gaps = sum(scope.status.value != "complete" for scope in audit.coverage)
        scopes = "1 scope was" if gaps == 1 else f"{gaps:,} scopes were"
        click.echo(f"costguard: the audit is not complete: {scopes} not read to the end", err=True)
        return _GAP
    from costguard.audit.failing import exit_code, was_anything_read

    if not was_anything_read(audit):
        click.echo("costguard: nothing was judged, for nothing could be read; the report says why", err=True)
        return _GAP
    return exit_code(audit, request.fail_on)
