"""The tables of a history's database. Migrations make them; what is asked of them is written against these."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, Table, Text

METADATA: Final = MetaData()

_Id: Final = BigInteger().with_variant(Integer(), "sqlite")  # only INTEGER is SQLite's own row number


def _count(name: str) -> "Column[int]":
    return Column(name, BigInteger)


def _text(name: str) -> "Column[str]":
    return Column(name, Text, nullable=False)


def _of_run() -> "tuple[Column[int], Column[int]]":
    """Whose the row is, and its place among those of its run."""
    run = Column("run_id", _Id, ForeignKey("run.id"), primary_key=True, autoincrement=False)
    return run, Column("position", Integer, primary_key=True, autoincrement=False)


RUN: Final = Table(
    "run",
    METADATA,
    Column("id", _Id, primary_key=True),
    _text("started"),
    Column("finished", Text),
    _text("status"),
    _text("tool_version"),
    _text("policy_digest"),
    _text("input_kind"),
    _text("input_path"),
    _text("input_digest"),
    Column("outcome", Text),
    Column("sequence", BigInteger, unique=True),
    *(_count(name) for name in ("resources", "evaluated", "compliant", "violations", "undecided", "waived")),
    Column("base_run", _Id, ForeignKey("run.id")),
    *(_count(name) for name in ("new", "reopened", "persisting", "resolved", "unseen")),
    Column("findings_file", Text),
    Column("lives_file", Text),
    _text("reason"),
    _text("host"),
    Column("pid", BigInteger, nullable=False),
    sqlite_autoincrement=True,  # a number is never given twice: files are named by it
)

RULE: Final = Table("run_rule", METADATA, *_of_run(), _text("rule"))

COVERAGE: Final = Table(
    "coverage",
    METADATA,
    *_of_run(),
    *(_text(name) for name in ("cloud", "account", "region", "source", "status")),
    Column("resources", BigInteger, nullable=False),
    _text("reason"),
)

SCORE: Final = Table(
    "score",
    METADATA,
    *_of_run(),
    _text("facet"),
    _text("name"),
    *(Column(name, BigInteger, nullable=False) for name in ("resources", "compliant", "undecided", "waived", "priced")),
    # Text, for SQLite has no decimal numbers
    _text("monthly_cost"),
    _text("compliant_cost"),
)

TALLY: Final = Table(
    "tally",
    METADATA,
    *_of_run(),
    _text("facet"),
    _text("name"),
    *(
        Column(name, BigInteger, nullable=False)
        for name in ("open", "new", "reopened", "persisting", "resolved", "unseen")
    ),
)

WAIVER: Final = Table(
    "waiver",
    METADATA,
    *_of_run(),
    *(_text(name) for name in ("rule", "ticket", "approved_by", "expires", "reason")),
    Column("findings", BigInteger, nullable=False),
)
