"""`costguard ledger`: what was let pass and by whom, whether the ledger still holds, and answers to broken glasses."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from costguard.cli.approval_options import read_moment, require_trust
from costguard.cli.options import policy_option
from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from costguard.approvals.ledger import Ledger

_BROKEN: Final = 1
_MOST_DAYS: Final = 36_500
_EXAMPLES = """\b
Examples:
  costguard ledger show ledger.jsonl --days 30
  costguard ledger verify ledger.jsonl --head sha256:…
  costguard ledger verify ledger.jsonl --extends yesterday.jsonl
  costguard ledger answer ledger.jsonl review.json --trusted-ref main --allowed-signers signers
"""
_now_option = click.option("--now", callback=read_moment, metavar="TIME", help="The moment; the present one.")
_ledger_argument = click.argument("ledger", metavar="LEDGER", type=click.Path(path_type=Path))


@click.group(epilog=_EXAMPLES)
def command() -> None:
    """Show, verify and answer the ledger that `costguard verify --ledger` writes.

    Each line is chained to the one before it, so that whatever is changed, removed or reordered shows.
    """


@command.command()
@_ledger_argument
@click.option("--format", "-f", "wanted", type=click.Choice(("terminal", "json")), default="terminal",
              metavar="FORMAT", help="What to print: terminal (default) or json.")  # fmt: skip
@click.option("--days", type=click.IntRange(1, _MOST_DAYS), metavar="N", help="Only the last so many days.")
@_now_option
def show(ledger: Path, wanted: str, days: int | None, now: datetime) -> None:
    """Show the entries, the oldest first, and the reviews that broken glasses owe."""
    from costguard.approvals.ledger import open_reviews, read_ledger
    from costguard.cli.ledger_pages import latest, ledger_json, ledger_page

    found = read_ledger(ledger)
    page = ledger_json if wanted == "json" else ledger_page
    click.echo(page(found, latest(found, days, now), open_reviews(found, now)))


@command.command()
@_ledger_argument
@click.option("--head", metavar="DIGEST", help="A head that you noted before: nothing up to it may be gone.")
@click.option("--extends", "older", type=click.Path(path_type=Path), metavar="LEDGER",
              help="An older copy, of which nothing may be gone.")  # fmt: skip
def verify(ledger: Path, head: str | None, older: Path | None) -> None:
    """Verify that nothing of a ledger was changed, removed or reordered.

    The chain alone cannot show that lines were taken from the end: note the head that is printed somewhere else and
    give it with --head, or keep a copy and give it with --extends.

    Exit codes: 0 it holds, 1 it does not, 2 bad usage.
    """
    from costguard.approvals.ledger import BrokenLedger, read_ledger
    from costguard.model.digest import is_digest
    from costguard.reports.neutral import plain
    from costguard.reports.wording import count

    if head is not None and not is_digest(head):
        raise BadUsage(f"`{head}` is no head of a ledger; give all of it, sha256: and 64 digits")
    try:
        found = read_ledger(ledger)
        why = _why_shorter(found, head, older)
    except BrokenLedger as error:
        why = str(error)
        found = None
    if why or found is None:
        click.echo(f"costguard: {plain(why)}", err=True)
        click.get_current_context().exit(_BROKEN)
    click.echo(f"{plain(found.path)} holds: {count(len(found.entries), 'entry', 'entries')}, head {found.head}")


@command.command()
@_ledger_argument
@click.argument("record", metavar="RECORD", type=click.Path(path_type=Path))
@policy_option
@click.option("--trusted-ref", metavar="REF", help="Read the policy and the signers as they are at this git ref.")
@click.option("--policy-digest", metavar="DIGEST", help="The policy must have this digest (sha256:…).")
@click.option("--allowed-signers", required=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Whose keys may sign: OpenSSH's allowed_signers.")  # fmt: skip
@_now_option
def answer(  # noqa: PLR0913, PLR0917  (click passes every option by name)
    ledger: Path,
    record: Path,
    policies: tuple[str, ...],
    trusted_ref: str | None,
    policy_digest: str | None,
    allowed_signers: Path,
    now: datetime,
) -> None:
    """Add the review of a broken glass, signed with `costguard approve --post-review`.

    It counts from anybody in a group of the policy who did not break it.
    """
    from costguard.approvals.answering import answer_of
    from costguard.approvals.ledger import append, read_ledger
    from costguard.approvals.records import read_records, statements_of
    from costguard.cli.trusted import trusted_policy
    from costguard.reports.neutral import plain

    require_trust(trusted_ref, policy_digest, "an answer")
    found = read_ledger(ledger)
    if record.is_dir():
        raise BadUsage(f"`{record}` is a folder; name the one record that answers")
    with trusted_policy(policies, trusted_ref, policy_digest, now.date()) as trusted:
        heard = statements_of(read_records([record]).records, trusted.file(allowed_signers), now)
        entry = append(ledger, answer_of(heard.statements[0], found, trusted.policy), now)
    click.echo(f"Entry {entry.seq} of {plain(found.path)} answers for {heard.statements[0].entry}; head {entry.hash}")


def _why_shorter(found: "Ledger", head: str | None, older: Path | None) -> str:
    """What shows that lines were taken from the end, or the whole replaced; empty where nothing does."""
    from costguard.approvals.ledger import extends, read_ledger
    from costguard.approvals.ledger_entry import GENESIS

    if head is not None and head != GENESIS and not found.position_of(head):
        return f"the ledger `{found.path}` holds no entry {head}: lines were taken from its end, or it is another one"
    if older is not None and not extends(found, read_ledger(older)):
        return f"the ledger `{found.path}` does not begin with all that `{older}` holds: lines are gone or replaced"
    return ""
