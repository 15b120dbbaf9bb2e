"""What a CEL condition comes to: it holds, it fails, or it cannot be evaluated at all.

`&&` and `||` follow the language definition (cel-spec, doc/langdef.md, "Logical operators", 2025-10): an error on
one side counts only where the other side does not decide.
"""

from collections.abc import Iterable

import msgspec

from costguard.prove.formula import FALSE, TRUE, And, Formula, conjunction, disjunction, negation


class Verdict(msgspec.Struct, frozen=True):
    """When an expression is true, when false, and when an error. One of the three is so of every request."""

    holds: Formula
    fails: Formula
    errs: Formula = FALSE


def sure(formula: Formula) -> Verdict:
    """An expression that is true exactly so, and never an error."""
    return Verdict(formula, negation(formula))


def given(exists: Formula, formula: Formula) -> Verdict:
    """An expression that is an error where what it looks at does not exist."""
    return Verdict(both(exists, formula), both(exists, negation(formula)), negation(exists))


def opposite(verdict: Verdict) -> Verdict:
    """`!`: an error stays one."""
    return Verdict(verdict.fails, verdict.holds, verdict.errs)


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """`&&` between them all."""
    found = sure(TRUE)
    for verdict in verdicts:
        found = Verdict(
            both(found.holds, verdict.holds),
            disjunction((found.fails, verdict.fails)),
            _errs(found, verdict, found.fails, verdict.fails),
        )
    return found


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """`||` between them all."""
    return opposite(all_of(map(opposite, verdicts)))


def choice(condition: Verdict, then: Verdict, otherwise: Verdict) -> Verdict:
    """`condition ? then : otherwise`, of which only one side is looked at."""
    return Verdict(
        disjunction((both(condition.holds, then.holds), both(condition.fails, otherwise.holds))),
        disjunction((both(condition.holds, then.fails), both(condition.fails, otherwise.fails))),
        disjunction((condition.errs, both(condition.holds, then.errs), both(condition.fails, otherwise.errs))),
    )


def both(one: Formula, other: Formula) -> Formula:
    """Both formulas; FALSE where one part of them is the plain opposite of another."""
    found = conjunction((one, other))
    if isinstance(found, And) and any(negation(part) in found.parts for part in found.parts):
        return FALSE
    return found


def _errs(one: Verdict, other: Verdict, one_decides: Formula, other_decides: Formula) -> Formula:
    return disjunction((both(one.errs, negation(other_decides)), both(other.errs, negation(one_decides))))
