"""`costguard audit snapshot`: judges an inventory that lies in files."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, ParamSpec

import click
import msgspec

from costguard.cli.audits.options import AuditRequest, audit_options
from costguard.cli.audits.overwriting import refuse_overwriting
from costguard.cli.extras import require
from costguard.model.audit import Audit
from costguard.model.inventory import ReadStatus, ScopeRead

if TYPE_CHECKING:
    from costguard.sources.inventory import Inventory

_EXAMPLES = """\b
Examples:
  costguard audit snapshot inventory.parquet --policy costguard.yaml
  costguard audit snapshot tonight --history costguard-history -o json=audit.json
  costguard audit snapshot terraform.tfstate ConfigSnapshot.json.gz assets.ndjson
"""
_Asked = ParamSpec("_Asked")
_A_PART: Final = "the files hold a part of it, as --partial says"
_KINDS = ("parquet", "ndjson", "csv", "aws-config", "cai", "terraform-state")


@click.command(epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--kind", type=click.Choice(_KINDS), metavar="KIND",
              help="What the files are, where they do not tell it: parquet, ndjson, csv, aws-config, cai or "
              "terraform-state.")  # fmt: skip
@click.option("--engine", type=click.Choice(("arrow", "spark")), default="arrow", metavar="ENGINE",
              help="What judges: arrow (default, this process) or spark (for Parquet files).")  # fmt: skip
@click.option("--partial", "is_partial", is_flag=True,
              help="The files hold only a part of their accounts: nothing is resolved in the history by what they "
              "lack.")  # fmt: skip
@audit_options
def command(request: AuditRequest, paths: tuple[str, ...], kind: str | None, engine: str, *, is_partial: bool) -> None:
    """Judge the inventory in PATHs: files, folders or globs of Parquet, NDJSON, CSV, AWS Config snapshots, Cloud Asset
    exports, Terraform state; a folder of `--save`; or - for standard input.

    Exit codes: 0 pass or advise, 1 deny, 2 bad input, 3 approval required; --fail-on sets another bar.
    """
    require("audit")
    refuse_overwriting(request.outputs, (*paths, *request.policies))
    from costguard.cli.audits.running import run_audit
    from costguard.sources.snapshot.read import read_snapshot

    @contextmanager
    def inventory() -> "Iterator[Inventory]":
        yield read_snapshot(paths, kind=kind)

    if engine == "spark":
        require("spark")
        from costguard.audit.spark import judge_with_spark

        run_audit(request, inventory, _of_a_part(judge_with_spark) if is_partial else judge_with_spark)
    else:
        from costguard.audit.judge import judge_inventory

        run_audit(request, inventory, _of_a_part(judge_inventory) if is_partial else judge_inventory)


def _of_a_part(judge: Callable[_Asked, Audit]) -> Callable[_Asked, Audit]:
    """The same judge, whose audits say that no account was read to its end, whichever engine has counted."""

    def judged(*asked: _Asked.args, **more: _Asked.kwargs) -> Audit:
        audit = judge(*asked, **more)
        return msgspec.structs.replace(audit, coverage=tuple(map(_partial, audit.coverage)))

    return judged


def _partial(scope: ScopeRead) -> ScopeRead:
    """What was denied or failed stays so: it says more than that it is a part."""
    if scope.status not in (ReadStatus.COMPLETE, ReadStatus.PARTIAL):
        return scope
    reason = "; ".join(filter(None, (scope.reason, _A_PART)))
    return msgspec.structs.replace(scope, status=ReadStatus.PARTIAL, reason=reason)
