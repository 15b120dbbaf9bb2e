"""The tables of an audit's page: what was asked and how much complies, and who has most to mend."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from costguard.model.audit import Facet, Score
from costguard.reports.audits.cut import cut, others
from costguard.reports.audits.figures import WIDEST_TABLE, counted, dollars, lacking, lacking_cost, share
from costguard.reports.terminal_page import Row
from costguard.reports.terminal_table import Line, Section, table

_DIMENSIONS: Final = 8
_RULES: Final = 3
_WORST: Final = 5
_NOT_KNOWN: Final = "not known"
_ASKED: Final = ("resources", "compliant", "undecided", "known USD", "by cost")


def asked(scores: Sequence[Score], width: int) -> Iterator[Row]:
    """Each dimension, and the rules that are broken most: how many resources were asked, and how many comply."""
    dimensions = [score for score in scores if score.facet is Facet.DIMENSION]
    rules = [score for score in scores if score.facet is Facet.RULE and lacking(score)]
    sections = (
        _section("Dimensions", dimensions, _DIMENSIONS, "dimension"),
        _section("Worst rules", rules, _RULES, "rule"),
    )
    yield from table(sections, _ASKED, min(width, WIDEST_TABLE))


def worst(scores: Sequence[Score], width: int) -> Iterator[Row]:
    """The accounts and the owners with most to mend: by what it costs, then by how many resources it is."""
    sections = (
        _worst("Worst accounts", scores, Facet.ACCOUNT),
        _worst("Worst owners", scores, Facet.OWNER),
    )
    yield from table(sections, ("not compliant", "known USD a month"), min(width, WIDEST_TABLE))


def _section(title: str, scores: Sequence[Score], most: int, noun: str) -> Section:
    shown, left = cut(scores, most)
    return Section(title, tuple(map(_score_line, shown)), others(left, noun))


def _score_line(score: Score) -> Line:
    cost, by_cost = _NOT_KNOWN, _NOT_KNOWN
    if score.priced:
        cost, by_cost = dollars(score.monthly_cost), share(score.compliant_cost, score.monthly_cost)
    judged = counted(score)
    return Line((score.name,), (f"{judged:,}", share(score.compliant, judged), f"{score.undecided:,}", cost, by_cost))


def _worst(title: str, scores: Iterable[Score], facet: Facet) -> Section:
    found = [score for score in scores if score.facet is facet and lacking(score)]
    ranked = sorted(found, key=lambda score: (-lacking_cost(score), -lacking(score), score.name))
    shown, left = cut(ranked, _WORST)
    return Section(title, tuple(map(_worst_line, shown)), others(left, facet.value))


def _worst_line(score: Score) -> Line:
    cost = lacking_cost(score)
    is_known = score.priced and (cost or score.priced == counted(score))  # of none of them, that may be all there is
    money = f"{dollars(cost)} of {dollars(score.monthly_cost)}" if is_known else _NOT_KNOWN
    return Line((score.name,), (f"{lacking(score):,} of {counted(score):,}", money))
