"""The sections of the terminal report: each takes findings and gives the rows that a person reads."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from costguard.model.finding import Finding, Level
from costguard.reports.neutral import HUMAN_LIMIT, PROSE_LIMIT, plain
from costguard.reports.sorting import RuleNote, cost_of, gravest
from costguard.reports.terminal_page import BLANK, Piece, Row
from costguard.reports.together import Together, together
from costguard.reports.wording import count, excuse, module_title, plan_mark

_PER_GROUP: Final = 25  # findings of one module, or rows of one section; the rest is counted
_PER_REPORT: Final = 100
_FIXES: Final = 3

_LEVEL_STYLES: Final = {Level.DENY: "bold red", Level.APPROVAL: "bold yellow", Level.ADVISE: "cyan", Level.DEBT: "dim"}
_LEVEL_WIDTH: Final = 10  # the longest level and two spaces

_Group = tuple[int, str]


def violations(findings: Sequence[Finding]) -> list[Row]:
    """The violations by module, the root module first; of too many the gravest, and how many more there are."""
    shown = gravest(findings, _group, _PER_GROUP, _PER_REPORT)
    several_plans = any(finding.plan for finding in findings)
    found, printed = Counter(map(_group, findings)), Counter(map(_group, shown))
    blocks: list[list[Row]] = []
    dearest_first = sorted(shown, key=lambda finding: (_group(finding), -cost_of(finding)))
    for group, members in groupby(dearest_first, _group):
        block = [_title(plain(module_title(*group, several_plans=several_plans), HUMAN_LIMIT)), *_by_resource(members)]
        hidden = found[group] - printed[group]
        blocks.append([*block, _more(hidden, "in this module")] if hidden else block)
    if len(shown) < len(findings):
        blocks.append([*_other_modules(found - printed, printed), _shown(len(shown), len(findings), "violations")])
    return _spaced(blocks)


def undecided(findings: Sequence[Finding]) -> list[Row]:
    """What could not be judged, because something it depends on is not known."""
    return _flat("Undecided: neither passed nor failed", findings)


def debt(findings: Sequence[Finding], *, listed: bool) -> list[Row]:
    """What was wrong before the change, when it is asked for."""
    return _flat("Debt: was there before this change", findings) if listed else []


def waived(findings: Sequence[Finding]) -> list[Row]:
    """What is excused, on which ticket and until when."""
    if not findings:
        return []
    rows = [_title("Waived")]
    for said in together(findings[:_PER_GROUP]):
        excused = Row(((plain(excuse(said.first), PROSE_LIMIT), "dim"),), indent=4 + _LEVEL_WIDTH)
        rows += [_address(said.first), _said(said, ("waived".ljust(_LEVEL_WIDTH), "dim")), excused]
    return rows + _rest(len(findings), "waived findings")


def mending(notes: Sequence[RuleNote]) -> list[Row]:
    """Each rule once: why it exists, and how to mend what breaks it."""
    if not notes:
        return []
    rows = [_title("How to mend")]
    for note in notes[:_PER_GROUP]:
        of = f"  {count(note.findings, 'finding')}"
        rows.append(Row(((plain(note.rule, HUMAN_LIMIT), "bold"), (of, "dim")), indent=2))
        if note.title:
            rows.append(Row(((plain(note.title, PROSE_LIMIT), ""),), indent=4))
        rows += [Row(((plain(why, PROSE_LIMIT), ""),), ("why  ", "dim"), 4) for why in note.whys[:_FIXES]]
        rows += [Row(((plain(fix, PROSE_LIMIT), ""),), ("fix  ", "dim"), 4) for fix in note.fixes[:_FIXES]]
        if len(note.fixes) > _FIXES:
            rows.append(_more(len(note.fixes) - _FIXES, "fixes"))
    return rows + _rest(len(notes), "rules")


def notes(texts: Sequence[str]) -> list[Row]:
    """What was not judged, and why."""
    if not texts:
        return []
    rows = [Row(((plain(text, PROSE_LIMIT), ""),), ("- ", ""), 2) for text in texts[:_PER_GROUP]]
    return [_title("Notes"), *rows, *_rest(len(texts), "notes")]


def _group(finding: Finding) -> _Group:
    return finding.plan, finding.module


def _other_modules(hidden: Counter[_Group], printed: Counter[_Group]) -> Iterator[Row]:
    others = [number for group, number in hidden.items() if group not in printed]
    if others:
        yield _more(sum(others), f"in {count(len(others), 'other module')}")


def _spaced(blocks: Iterable[list[Row]]) -> list[Row]:
    rows = [row for block in blocks for row in (*block, BLANK)]
    return rows[:-1]


def _flat(title: str, findings: Sequence[Finding]) -> list[Row]:
    if not findings:
        return []
    shown = gravest(findings, lambda _: None, _PER_GROUP, _PER_GROUP)
    return [_title(title), *_by_resource(shown), *_rest(len(findings), "findings")]


def _by_resource(findings: Iterable[Finding]) -> Iterator[Row]:
    for _, members in groupby(findings, lambda finding: (finding.plan, finding.address)):
        of_resource = list(members)
        yield _address(of_resource[0])
        for said in together(of_resource):
            level = said.first.level
            yield _said(said, (level.value.ljust(_LEVEL_WIDTH), _LEVEL_STYLES[level]))


def _said(said: Together, lead: Piece) -> Row:
    message = plain(said.message, PROSE_LIMIT) + (" (sensitive)" if said.first.sensitive else "")
    return Row(((message, ""), (f"  [{plain(said.first.rule, HUMAN_LIMIT)}]", "dim")), lead, indent=4)


def _address(finding: Finding) -> Row:
    place = f"  {plain(str(finding.location), HUMAN_LIMIT)}" if finding.location else ""
    cost = f"  {finding.monthly_cost:,.2f} USD a month" if finding.monthly_cost else ""
    place = f"{plan_mark(finding)}{cost}{place}"
    return Row(((plain(finding.address, HUMAN_LIMIT), "bold"), (place, "dim")), indent=2)


def _title(text: str) -> Row:
    return Row(((text, "bold underline"),))


def _rest(total: int, nouns: str) -> list[Row]:
    if total <= _PER_GROUP:
        return []
    return [_more(total - _PER_GROUP, nouns), _shown(_PER_GROUP, total, nouns)]


def _more(number: int, what: str) -> Row:
    return Row(((f"… and {number:,} more {what}", "dim"),), indent=4)


def _shown(shown: int, total: int, nouns: str) -> Row:
    return Row(((f"Shown: {shown:,} of {total:,} {nouns}. All of them: --output json=FILE", "dim"),), indent=2)
