"""Reads back what `costguard check --format json` wrote, so that other jobs can publish it, or sign what it asks for.

The report may come from the job of a stranger's change. What it says twice it has to say alike: nobody is asked to
approve a thing other than the one that they are shown.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from costguard.model.approval import BrokenGlass, GivenApproval, RefusedStatement, Subject
from costguard.model.errors import BadInput
from costguard.model.finding import Finding, WaiverNote
from costguard.model.location import Location
from costguard.model.verdict import (
    ApproverGroup,
    BudgetNote,
    ChangeNote,
    CostNote,
    Input,
    PolicyNote,
    RequiredApproval,
    Summary,
    UnpricedNote,
    Verdict,
)
from costguard.sources import report_shape as shape
from costguard.sources.report_agreement import disagreement
from costguard.sources.terraform_plan.encoding import to_utf8

SCHEMA: Final = "costguard/report/v1"
MOST_BYTES: Final = 64 * 1024**2

_YEARS: Final = range(2000, 2200)  # in which a report is written and an approval ends
_AGAIN: Final = "write it again with `costguard check PLAN --format json`"
_SAID: Final = 300  # characters of a fault that a reader is shown


class _Tagged(msgspec.Struct, frozen=True):
    schema: str = ""


def read_report(content: bytes, name: str) -> Verdict:
    """The verdict that the report of the file `name` tells of; what JSON shortens stays short.

    Raises BadInput where it is no report of this version, holds what no report of ours does, or contradicts itself.
    """
    if len(content) > MOST_BYTES:
        raise BadInput(f"{name} is larger than {MOST_BYTES // 1024**2} MiB, and no report of ours is; {_AGAIN}")
    document = to_utf8(content, name)
    _require_schema(document, name)
    try:
        report = msgspec.json.decode(document, type=shape.ReportShape)
        verdict = _verdict(report)
    except (msgspec.DecodeError, RecursionError, _OutOfRange) as error:
        raise BadInput(f"{name} is no report of costguard ({_shown(error)}); {_AGAIN}") from error
    if wrong := disagreement(report, verdict):
        raise BadInput(f"{name} contradicts itself: {wrong}; the file was changed, so {_AGAIN}")
    return verdict


class _OutOfRange(Exception):
    """A value that has the right type, and that nothing could be done with."""


def _require_schema(document: bytes, name: str) -> None:
    try:
        schema = msgspec.json.decode(document, type=_Tagged).schema
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadInput(f"{name} is no report of costguard ({_shown(error)}); {_AGAIN}") from error
    if not schema:
        raise BadInput(f"{name} is no report of costguard, for it names no schema; {_AGAIN}")
    if schema != SCHEMA:
        raise BadInput(f"{name} is of the schema {_shown(schema)}, not {SCHEMA}; {_AGAIN}")


def _shown(said: object) -> str:
    """One line of what a decoder said, which may quote the file."""
    text = str(said)[:_SAID]
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def _verdict(report: shape.ReportShape) -> Verdict:
    approvals = report.approvals
    if approvals.subject is not None:
        _require_sound(approvals.subject)
    return Verdict(
        input=Input(**_members(report.input)),
        policy=PolicyNote(**_members(report.policy)),
        outcome=report.outcome,
        summary=Summary(**_members(report.summary)),
        findings=tuple(map(_finding, report.findings)),
        required=tuple(_required(approvals)),
        cost=_cost(report.cost),
        notes=report.notes,
        subject=approvals.subject,
        refused=tuple(_refused(each) for each in approvals.refused),
        broken_glass=None if approvals.broken_glass is None else _glass(approvals.broken_glass),
        change=approvals.change,
    )


def _members(struct: msgspec.Struct) -> dict[str, Any]:
    """The members by name; the shape has checked the type of each."""
    return msgspec.structs.asdict(struct)


def _finding(found: shape.FindingShape) -> Finding:
    members = _members(found)
    stated = members.pop("fingerprint")
    members["location"] = None if found.location is None else Location(**_members(found.location))
    members["waiver"] = None if found.waiver is None else WaiverNote(**_members(found.waiver))
    members["monthly_cost"] = _money(found.monthly_cost)
    finding = Finding(**members)
    if finding.fingerprint != stated:
        raise _OutOfRange(f"the fingerprint {stated} is not of the finding that it stands beside")
    return finding


def _cost(cost: shape.CostShape) -> CostNote:
    return CostNote(
        currency=cost.currency,
        monthly_before=_money(cost.monthly_before),
        monthly_after=_money(cost.monthly_after),
        monthly_delta=_money(cost.monthly_delta),
        complete=cost.complete,
        unpriced=cost.unpriced,
        delta_complete=cost.delta_complete,
        top=tuple(map(_change, cost.changes)),
        changed=cost.changed,
        budgets=tuple(map(_budget, cost.budgets)),
        unpriced_items=tuple(UnpricedNote(**_members(item)) for item in cost.unpriced_items),
    )


def _change(change: shape.ChangeShape) -> ChangeNote:
    before, after = Decimal(change.monthly_before), Decimal(change.monthly_after)
    return ChangeNote(change.address, change.action, before, after, change.complete, change.plan)


def _budget(note: shape.BudgetShape) -> BudgetNote:
    before = None if note.before is None else Decimal(note.before)
    return BudgetNote(
        note.budget, Decimal(note.monthly), Decimal(note.projected), note.may_rise, note.may_fall, note.owner, before,
        note.basis,
    )  # fmt: skip


def _required(approvals: shape.ApprovalsShape) -> Iterator[RequiredApproval]:
    """Each requirement with its approvals, which the report lists in the order of the requirements."""
    place = 0
    for each in approvals.required:
        number = sum({group.group: group.have for group in each.approvers}.values())
        given = tuple(_given(one) for one in approvals.given[place : place + number])
        place += number
        groups = tuple(ApproverGroup(group.group, group.count, group.members) for group in each.approvers)
        yield RequiredApproval(
            each.rule, groups, each.addresses, each.reason, given, each.evidence, each.binding, each.lasts_h
        )


def _given(given: shape.GivenShape) -> GivenApproval:
    times = {"at": _time(given.at), "expires": _time(given.expires)}
    return GivenApproval(**(_members(given) | times | {"ceiling": _money(given.ceiling)}))


def _refused(refused: shape.RefusedShape) -> RefusedStatement:
    return RefusedStatement(**(_members(refused) | {"at": _time(refused.at)}))


def _glass(glass: shape.GlassShape) -> BrokenGlass:
    times = {"at": _time(glass.at), "expires": _time(glass.expires), "review_by": _time(glass.review_by)}
    return BrokenGlass(**(_members(glass) | times))


def _money(amount: str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def _time(at: datetime) -> datetime:
    """The same moment in UTC. A time that no run could have written breaks arithmetic at the ends of the calendar."""
    if at.year not in _YEARS:
        raise _OutOfRange(f"the year {at.year} is none in which costguard runs")
    return at.astimezone(UTC)


def _require_sound(subject: Subject) -> None:
    """A Subject has no bounds of its own, for it is what its digest says. Raises _OutOfRange."""
    amount = subject.monthly_delta
    if amount is not None and not (amount.is_finite() and -100 <= amount.adjusted() < 24 and len(str(amount)) <= 130):
        raise _OutOfRange("the increase of its subject is no amount of money")
    texts = (value for value in msgspec.structs.astuple(subject) if isinstance(value, str))
    if any(len(text) > 1_000 for text in texts) or max(len(subject.findings), len(subject.unpriced)) > 100_000:
        raise _OutOfRange("its subject is longer than any of ours")
    if any(len(mark) > 64 for mark in (*subject.findings, *subject.unpriced)):
        raise _OutOfRange("its subject holds a mark that is none of ours")
