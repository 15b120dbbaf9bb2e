"""What the audits of live accounts share: reading with progress, into a folder that an interrupted run goes on with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from costguard.cli import progress
from costguard.cli.audits.options import AuditRequest
from costguard.cli.extras import require

if TYPE_CHECKING:
    from costguard.sources.collecting.progress_note import Progress
    from costguard.sources.collecting.reading import Collection
    from costguard.sources.inventory import Inventory


def audit_live(
    extra: str,
    request: AuditRequest,
    options: object,
    collect: "Callable[[], Collection]",
    save: Path | None,
    *,
    fresh: bool,
) -> None:
    """Read what `collect` says is to be read, and audit it. `options` tell two requests apart.

    `extra` is the one that brings all that this cloud needs.
    """
    require("audit", within=extra)
    from costguard.audit.judge import judge_inventory
    from costguard.audit.live import collected, request_of
    from costguard.cli.audits.running import run_audit

    @contextmanager
    def inventory() -> "Iterator[Inventory]":
        with progress.wiped():
            progress.step("looking at what there is to read")
            collection = collect()
        with collected(collection, request_of(options), save, fresh=fresh, on_progress=_tell) as found:
            yield found

    run_audit(request, inventory, judge_inventory)


def _tell(told: "Progress") -> None:
    left = "" if told.seconds_left is None else f", {_time(told.seconds_left)} left"
    progress.step(f"reading: {told.scopes_done:,} of {told.scopes:,} scopes, {told.resources:,} resources{left}")


def _time(seconds: float) -> str:
    return f"about {seconds / 60:.0f} min" if seconds >= 90 else f"about {seconds:.0f} s"
