"""Adds the differences of all operations up to one proof for each rule and cloud."""

from collections.abc import Iterable, Mapping, Sequence

from costguard.emit.demand import Demand
from costguard.model.cloud import Cloud
from costguard.model.guardrail import Proof, Relation
from costguard.prove.compare import Difference


def summarised(rule: str, cloud: Cloud, found: Sequence[Difference], demands: Sequence[Demand]) -> Proof:
    """The proof of one rule on one cloud, from what was found on its operations.

    A witness is taken of an undeclared difference before a declared one. `none` is said where nothing of the rule
    could be said and nothing is denied.
    """
    leaks = sorted((each for each in found if each.leak is not None), key=_undeclared_first)
    over_blocks = sorted((each for each in found if each.over_block is not None), key=_undeclared_first)
    is_silent = bool(demands) and not any(demand.is_said for demand in demands) and len(leaks) == len(found)
    return Proof(
        rule=rule,
        cloud=cloud,
        relation=Relation.NONE if is_silent else _relation(bool(leaks), bool(over_blocks)),
        operations=len({each.operation for each in found}),
        exact=len({each.operation for each in found} - {each.operation for each in found if not each.is_exact}),
        leak=leaks[0].leak if leaks else None,
        over_block=over_blocks[0].over_block if over_blocks else None,
        reasons=_reasons(found),
        declared=all(each.is_declared for each in found),
        undeclared=tuple(dict.fromkeys(each.operation for each in found if not each.is_declared)),
    )


def by_rule(found: Iterable[Difference]) -> Mapping[str, list[Difference]]:
    """The differences of each rule."""
    rules: dict[str, list[Difference]] = {}
    for each in found:
        rules.setdefault(each.rule, []).append(each)
    return rules


def _relation(is_weaker: bool, is_stronger: bool) -> Relation:
    match is_weaker, is_stronger:
        case True, True:
            return Relation.DIFFERENT
        case True, False:
            return Relation.WEAKER
        case False, True:
            return Relation.STRONGER
        case _:
            return Relation.EXACT


def _undeclared_first(each: Difference) -> bool:
    return each.is_declared


def _reasons(found: Sequence[Difference]) -> tuple[str, ...]:
    """The reasons by how many operations they are true of, the most common first."""
    counts: dict[str, int] = {}
    for each in found:
        for reason in each.reasons:
            counts[reason] = counts.get(reason, 0) + 1
    return tuple(sorted(counts, key=lambda reason: -counts[reason]))
