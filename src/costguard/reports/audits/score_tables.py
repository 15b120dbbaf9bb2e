"""The tables of an audit's page: what was asked and how much complies, who lacks most, and the dearest gaps."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from costguard.model.audit import Facet, Gap, Score
from costguard.reports.audits.figures import counted, dollars, gap_cost, lacking, lacking_cost, share
from costguard.reports.terminal_page import Row
from costguard.reports.terminal_table import Line, Section, table
from costguard.reports.wording import count

_DIMENSIONS: Final = 8
_RULES: Final = 3
_WORST: Final = 5
_GAPS: Final = 8
_NOT_KNOWN: Final = "not known"


def asked(scores: Sequence[Score], width: int) -> Iterator[Row]:
    """Each dimension, and the rules that are broken most: how many resources were asked, and how many comply."""
    dimensions = [score for score in scores if score.facet is Facet.DIMENSION]
    rules = [score for score in scores if score.facet is Facet.RULE and lacking(score)]
    sections = (
        _section("Dimensions", dimensions, _DIMENSIONS, "dimension"),
        _section("Worst rules", rules, _RULES, "rule"),
    )
    yield from table(sections, ("asked", "compliant", "known USD", "by cost", "undecided"), width)


def worst(scores: Sequence[Score], width: int) -> Iterator[Row]:
    """The accounts and the owners with most to mend: by what it costs, then by how many resources it is."""
    sections = (
        Section("Accounts with most to mend", _worst(scores, Facet.ACCOUNT)),
        Section("Owners with most to mend", _worst(scores, Facet.OWNER)),
    )
    yield from table(sections, ("not compliant", "known USD a month"), width)


def gaps(found: Sequence[Gap], width: int) -> Iterator[Row]:
    """What resources of one account and type lack together, the dearest first."""
    lines = tuple(
        Line((f"{gap.key or gap.dimension or gap.rule} {gap.code}", gap.type, gap.account), _gap_figures(gap))
        for gap in found[:_GAPS]
    )
    section = Section("Most expensive gaps", lines, _more(len(found) - len(lines), "gap"))
    yield from table((section,), ("resources", "USD a month"), width)


def _section(title: str, scores: Sequence[Score], most: int, noun: str) -> Section:
    return Section(title, tuple(map(_score_line, scores[:most])), _more(len(scores) - most, noun))


def _score_line(score: Score) -> Line:
    cost, by_cost = _NOT_KNOWN, _NOT_KNOWN
    if score.priced:
        cost, by_cost = dollars(score.monthly_cost), share(score.compliant_cost, score.monthly_cost)
    judged = counted(score)
    return Line((score.name,), (f"{judged:,}", share(score.compliant, judged), cost, by_cost, f"{score.undecided:,}"))


def _worst(scores: Iterable[Score], facet: Facet) -> tuple[Line, ...]:
    found = [score for score in scores if score.facet is facet and lacking(score)]
    ranked = sorted(found, key=lambda score: (-lacking_cost(score), -lacking(score), score.name))
    return tuple(map(_worst_line, ranked[:_WORST]))


def _worst_line(score: Score) -> Line:
    cost = lacking_cost(score)
    is_known = score.priced and (cost or score.priced == score.resources)  # of none of them, that may be all there is
    money = f"{dollars(cost)} of {dollars(score.monthly_cost)}" if is_known else _NOT_KNOWN
    return Line((score.name,), (f"{lacking(score):,} of {counted(score):,}", money))


def _gap_figures(gap: Gap) -> tuple[str, str]:
    return (f"{gap.resources:,}", gap_cost(gap))


def _more(number: int, noun: str) -> str:
    return f"… and {count(number, f'more {noun}')}" if number > 0 else ""
