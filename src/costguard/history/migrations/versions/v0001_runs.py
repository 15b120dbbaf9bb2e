"""Runs with their rules, coverage, scores, tallies and waivers."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0001"
down_revision: Final = None
branch_labels: Final = None
depends_on: Final = None

_Id: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "run",
        sa.Column("id", _Id, primary_key=True),
        *_texts("started"),
        sa.Column("finished", sa.Text),
        *_texts("status", "tool_version", "policy_digest", "input_kind", "input_path", "input_digest"),
        sa.Column("outcome", sa.Text),
        sa.Column("sequence", sa.BigInteger, unique=True),
        *_counts("resources", "evaluated", "compliant", "violations", "undecided", "waived", optional=True),
        sa.Column("base_run", _Id, sa.ForeignKey("run.id")),
        *_counts("new", "reopened", "persisting", "resolved", "unseen", optional=True),
        sa.Column("findings_file", sa.Text),
        sa.Column("lives_file", sa.Text),
        *_texts("reason", "host"),
        *_counts("pid"),
        sqlite_autoincrement=True,
    )
    _of_run("run_rule", *_texts("rule"))
    _of_run(
        "coverage", *_texts("cloud", "account", "region", "source", "status"), *_counts("resources"), *_texts("reason")
    )
    _of_run(
        "score",
        *_texts("facet", "name"),
        *_counts("resources", "compliant", "undecided", "waived", "priced"),
        *_texts("monthly_cost", "compliant_cost"),
    )
    _of_run("tally", *_texts("facet", "name"), *_counts("open", "new", "reopened", "persisting", "resolved", "unseen"))
    _of_run("waiver", *_texts("rule", "ticket", "approved_by", "expires", "reason"), *_counts("findings"))


def downgrade() -> None:
    """Drop every table."""
    for name in ("waiver", "tally", "score", "coverage", "run_rule", "run"):
        op.drop_table(name)


def _of_run(name: str, *columns: sa.Column[str] | sa.Column[int]) -> None:
    op.create_table(
        name,
        sa.Column("run_id", _Id, sa.ForeignKey("run.id"), primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        *columns,
    )


def _texts(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.Text, nullable=False) for name in names)


def _counts(*names: str, optional: bool = False) -> tuple[sa.Column[int], ...]:
    return tuple(sa.Column(name, sa.BigInteger, nullable=optional) for name in names)
