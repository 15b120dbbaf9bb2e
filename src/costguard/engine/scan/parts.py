"""The faults of a batch: for each rule and each thing that it asks, the rows that lack it and what is wrong there."""

import msgspec
import numpy as np

from costguard.engine.evaluate import Several
from costguard.engine.fault import Fault, doubted
from costguard.engine.requirement_faults import requirement_fault
from costguard.engine.scan.codes import Codes, Mask, Rows, densify
from costguard.engine.scan.questions import FAILS, HOLDS, UNDECIDED, Questions, Truths
from costguard.engine.scan.tag_fault_columns import FaultColumn
from costguard.engine.undecided import why_undecided
from costguard.policy.policy_set import Requirement, Rule


class Part(msgspec.Struct):
    """Rows with a fault of one rule, and the number of the fault of each."""

    rule: Rule
    rows: Rows
    codes: Codes
    faults: list[Fault]


class Asked(msgspec.Struct):
    """What a rule asked of a batch: the rows it spoke of, those to which it may apply, and what it found."""

    rule: Rule
    speaks: Mask
    active: Mask
    parts: list[Part]


def ask(rule: Rule, speaks: Mask, questions: Questions, columns: list[FaultColumn]) -> Asked:
    """Judge a batch by one rule. `columns` are the faults of its dimensions, in the rule's order."""
    when = questions.truths(rule.when) if rule.when is not None else None
    may_apply = speaks if when is None else speaks & (when != FAILS)
    asked = speaks if rule.tags else np.zeros(len(speaks), np.bool_)
    parts = [_tag_part(rule, column, may_apply) for column in columns]
    for requirement in rule.requirements:
        applies = questions.applies(requirement.condition) & speaks
        asked = asked | applies
        parts.append(_requirement_part(rule, requirement, questions, applies & may_apply))
    if when is not None:
        for part in parts:
            _doubt(part, when, questions)
    return Asked(rule, asked, asked & may_apply, [part for part in parts if len(part.rows)])


def _tag_part(rule: Rule, column: FaultColumn, active: Mask) -> Part:
    rows = np.flatnonzero(active & column.is_fault)
    codes, used = densify(column.codes[rows], len(column.faults))
    faults = [fault for code in used.tolist() if (fault := column.faults[code]) is not None]
    return Part(rule, rows, codes, faults)


def _requirement_part(rule: Rule, requirement: Requirement, questions: Questions, active: Mask) -> Part:
    truths = questions.truths(requirement.condition, Several.ALL)
    rows = np.flatnonzero(active & (truths != HOLDS))
    if not len(rows):
        return Part(rule, rows, np.empty(0, np.int32), [])
    seen = questions.situations(requirement.condition, rows)
    faults = []
    for number in range(len(seen.parts)):
        fault = requirement_fault(requirement, seen.resource(number))
        assert fault is not None, requirement  # noqa: S101  (the columns said so; both must agree)
        faults.append(fault)
    return Part(rule, rows, seen.codes, faults)


def _doubt(part: Part, when: Truths, questions: Questions) -> None:
    """Where it is not known whether the rule applies, a violation is undecided, and its message says why."""
    rule = part.rule
    is_doubtful = when[part.rows] == UNDECIDED
    if rule.when is None or not is_doubtful.any():
        return
    places = np.flatnonzero(is_doubtful)
    rows = part.rows[places]
    of_row = np.zeros(len(when), np.int32)
    of_row[part.rows] = part.codes
    seen = questions.situations(rule.when, rows, (of_row, len(part.faults)))
    worded = [
        doubted(part.faults[codes[0]], why_undecided(rule.when, seen.resource(number)))
        for number, codes in enumerate(seen.parts)
    ]
    part.codes = part.codes.copy()
    part.codes[places] = seen.codes + len(part.faults)
    part.faults = [*part.faults, *worded]
