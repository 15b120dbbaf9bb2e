"""`costguard approve`: signs what a change was judged to be, with the reader's own SSH key."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from costguard.cli.approval_options import read_moment
from costguard.model.approval import Act
from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from costguard.approvals.record import Record, SignedRecord
    from costguard.approvals.signing import Wish
    from costguard.model.verdict import Verdict

RECORDS: Final = Path(".costguard/approvals")
"""Where records are kept, unless --out says otherwise."""

_DURATION: Final = re.compile(r"([1-9]\d{0,3})([mhd])")
_MINUTES: Final = {"m": 1, "h": 60, "d": 24 * 60}
_MOST_NAMES: Final = 1_000
_EXAMPLES = """\b
Examples:
  costguard check plan.json --output json=report.json
  costguard approve report.json --as ana --key ~/.ssh/id --ceiling 1500 --reason "for the launch"
  costguard approve report.json --as ana --key ~/.ssh/id --revoke --reason "the launch is off"
  costguard approve report.json --as ana --key ~/.ssh/id --break-glass --ticket OPS-7 --reason x
  costguard approve --post-review sha256:… --as bo --key ~/.ssh/id --reason "it was right"
"""


def _amount(_context: click.Context, _option: click.Parameter, value: str | None) -> Decimal | None:
    from costguard.model.money import read_usd

    if value is None:
        return None
    if (amount := read_usd(value)) is None:
        raise click.BadParameter(f"`{value}` is no amount; write it as in 1500 or 1500.50 (USD a month)")
    return amount


def _duration(_context: click.Context, _option: click.Parameter, value: str | None) -> timedelta | None:
    if value is None:
        return None
    found = _DURATION.fullmatch(value)
    if found is None:
        raise click.BadParameter(f"`{value}` is no length of time; write it as in 90m, 24h or 3d")
    return timedelta(minutes=int(found[1]) * _MINUTES[found[2]])


@click.command(epilog=_EXAMPLES)
@click.argument("report", metavar="REPORT", required=False)
@click.option("--as", "signer", required=True, metavar="NAME", help="Who signs: the principal in allowed_signers.")
@click.option("--key", required=True, type=click.Path(path_type=Path), metavar="FILE",
              help="The private SSH key, or the public one of a key that ssh-agent holds.")  # fmt: skip
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is signed, and kept in the ledger.")
@click.option("--ceiling", callback=_amount, metavar="USD", help="Agree to any increase a month up to this.")
@click.option("--expires", callback=_duration, metavar="24h", help="Agree for less long than the policy allows.")
@click.option("--change", default="", metavar="ID", help="The request it is for, as in github:acme/shop#12.")
@click.option("--revoke", is_flag=True, help="Take back what you said of this plan.")
@click.option("--break-glass", is_flag=True, help="Let it pass in an emergency; others review it afterwards.")
@click.option("--ticket", default="", metavar="ID", help="The ticket of the emergency.")
@click.option("--post-review", "entry", metavar="ENTRY", help="Answer for a broken glass: its hash in the ledger.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
              help=f"Where to write the record; a new file in {RECORDS.as_posix()}/.")  # fmt: skip
@click.option("--now", callback=read_moment, metavar="TIME", help="When it is signed; the present moment.")
def command(  # noqa: PLR0913, PLR0917  (click passes every option by name)
    report: str | None,
    signer: str,
    key: Path,
    reason: str,
    ceiling: Decimal | None,
    expires: timedelta | None,
    change: str,
    revoke: bool,
    break_glass: bool,
    ticket: str,
    entry: str | None,
    out: Path | None,
    now: datetime,
) -> None:
    """Sign an approval of what REPORT, the JSON report of `costguard check`, says of a plan.

    What is signed is shown first. Nothing is sent anywhere: the record is a file to hand over.
    """
    from costguard.approvals.records import signed
    from costguard.approvals.signing import Wish, record_of

    act = _act(revoke=revoke, break_glass=break_glass, entry=entry)
    wish = Wish(
        act=act,
        by=signer,
        at=now,
        reason=reason,
        change=change,
        ceiling=ceiling,
        lasts=expires,
        ticket=ticket,
        entry=entry or "",
    )
    _require_sense(wish, report)
    verdict = None if report is None else _read(report)
    record = record_of(wish, verdict)
    click.echo(_shown(record, verdict))
    written = _write(signed(record, key), out)
    click.echo(_handing_over(record, written))


def _act(*, revoke: bool, break_glass: bool, entry: str | None) -> Act:
    if revoke + break_glass + (entry is not None) > 1:
        raise BadUsage("--revoke, --break-glass and --post-review are different things to say; give one of them")
    if revoke:
        return Act.REVOKE
    if break_glass:
        return Act.BREAK_GLASS
    return Act.APPROVE if entry is None else Act.POST_REVIEW


def _require_sense(wish: "Wish", report: str | None) -> None:
    """What would be signed and mean nothing is not signed."""
    if wish.ceiling is not None and wish.act is not Act.APPROVE:
        raise BadUsage("--ceiling is of an approval; leave it out")
    if wish.ticket and wish.act is not Act.BREAK_GLASS:
        raise BadUsage("--ticket is of a broken glass; give it with --break-glass")
    if wish.lasts is not None and wish.act not in (Act.APPROVE, Act.BREAK_GLASS):
        raise BadUsage("--expires is of what lets a change pass; leave it out")
    if report is not None and wish.act is Act.POST_REVIEW:
        raise BadUsage("--post-review answers an entry of the ledger; leave REPORT out")


def _read(report: str) -> "Verdict":
    from costguard.model.errors import BadInput
    from costguard.sources.bounded import Unreadable, read_bounded
    from costguard.sources.report_file import MOST_BYTES, read_report

    try:
        content = read_bounded(Path(report), MOST_BYTES)
    except Unreadable as error:
        raise BadInput(f"`{report}` {error}; give the JSON report of `costguard check`") from error
    return read_report(content, report)


def _shown(record: "Record", verdict: "Verdict | None") -> str:
    """What is signed, line by line, for the one who signs it."""
    from costguard.model.moment import utc_text
    from costguard.model.money import monthly
    from costguard.reports.neutral import plain
    from costguard.reports.wording import count, counted_findings

    lines = [("signs as", record.by), ("to say", record.act.value), ("for", record.change or "no request")]
    if record.subject is not None and verdict is not None:
        subject = record.subject
        delta = subject.monthly_delta
        increase = "not estimated" if delta is None else monthly(delta, sign="+")
        missing = f", {count(len(subject.unpriced), 'item')} without a price" if subject.unpriced else ""
        lines += [
            ("project", subject.project or "-"),
            ("plan", verdict.input.path),
            ("increase", f"{increase}{missing}"),
            ("findings", counted_findings(verdict) or "none"),
            ("policy", subject.policy),
            ("digest", record.digest),
        ]
    if record.act is Act.APPROVE:
        lines.append(("ceiling", "this plan's cost" if record.ceiling is None else monthly(record.ceiling)))
    if record.act in (Act.APPROVE, Act.BREAK_GLASS):
        lines.append(("expires", utc_text(record.expires) if record.expires else "as the policy says"))
    if record.act is Act.BREAK_GLASS:
        lines.append(("ticket", record.ticket or "none, which most policies refuse"))
    if record.entry:
        lines.append(("entry", record.entry))
    lines.append(("reason", record.reason))
    return "\n".join(f"{name:<9} {plain(text)}" for name, text in lines)


def _write(record: "SignedRecord", out: Path | None) -> Path:
    """Write the record to a new file. Raises BadUsage where there is one of that name, or it cannot be written."""
    paths = [out] if out is not None else _names(record.record)
    try:
        paths[0].parent.mkdir(parents=True, exist_ok=True)
        for path in paths:
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write(record.text)
            except FileExistsError:
                continue
            return path
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no path"
        raise BadUsage(f"cannot write `{paths[0]}`: {reason}; give --out another path") from error
    raise BadUsage(f"there is a file `{paths[0]}` already, and no record is written over; give --out another name")


def _names(record: "Record") -> list[Path]:
    from costguard.model.digest import short_digits

    about = short_digits(record.digest or record.entry)
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", record.by)
    first = RECORDS / f"{about}-{name}.json"
    return [first, *(first.with_name(f"{about}-{name}-{number}.json") for number in range(2, _MOST_NAMES))]


def _handing_over(record: "Record", path: Path) -> str:
    """What to do with the record; who commits it to the change is one of its committers, and these cannot approve."""
    if record.act is Act.POST_REVIEW:
        return f"Written to {path}. Add it with `costguard ledger answer LEDGER {path}`."
    return (
        f"Written to {path}. Hand it to whoever's change it is, who commits it to the branch (committed by yourself "
        "it makes you one of the committers, who cannot approve), or give it to `costguard verify --approvals`."
    )
