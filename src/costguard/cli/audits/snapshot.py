"""`costguard audit snapshot`: judges an inventory that lies in files."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from costguard.cli.audits.extras import require
from costguard.cli.audits.options import AuditRequest, audit_options

if TYPE_CHECKING:
    from costguard.sources.inventory import Inventory

_EXAMPLES = """\b
Examples:
  costguard audit snapshot inventory.parquet --policy costguard.yaml
  costguard audit snapshot tonight --history costguard-history -o json=audit.json
  costguard audit snapshot terraform.tfstate ConfigSnapshot.json.gz assets.ndjson
"""
_KINDS = ("parquet", "ndjson", "csv", "aws-config", "cai", "terraform-state")


@click.command(epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--kind", type=click.Choice(_KINDS), metavar="KIND",
              help="What the files are, where they do not tell it: parquet, ndjson, csv, aws-config, cai or "
              "terraform-state.")  # fmt: skip
@click.option("--engine", type=click.Choice(("arrow", "spark")), default="arrow", metavar="ENGINE",
              help="What judges: arrow (default, this process) or spark (for Parquet files).")  # fmt: skip
@audit_options
def command(request: AuditRequest, paths: tuple[str, ...], kind: str | None, engine: str) -> None:
    """Judge the inventory in PATHs: files, folders or globs of Parquet, NDJSON, CSV, AWS Config snapshots, Cloud Asset
    exports, Terraform state; a folder of `--save`; or - for standard input.

    Exit codes: 0 pass or advise, 1 deny, 2 bad input or a gap, 3 approval required; --fail-on sets another bar.
    """
    require("audit")
    from costguard.cli.audits.running import run_audit
    from costguard.sources.snapshot.read import read_snapshot

    @contextmanager
    def inventory() -> "Iterator[Inventory]":
        yield read_snapshot(paths, kind=kind)

    if engine == "spark":
        require("spark")
        from costguard.audit.spark import judge_with_spark

        run_audit(request, inventory, judge_with_spark)
    else:
        from costguard.audit.judge import judge_inventory

        run_audit(request, inventory, judge_inventory)
