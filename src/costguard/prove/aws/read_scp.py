"""Turns service control policies into what they deny of a call, statement by statement."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from costguard.languages.language import glob
from costguard.policy.glob import compiled, glob_covers, glob_intersects, is_glob
from costguard.prove.aws.context import ACCOUNT, REGION, Context, arn_parts, as_glob_of_arns
from costguard.prove.aws.read_conditions import test_formula
from costguard.prove.aws.scp_document import ScpStatement
from costguard.prove.formula import FALSE, TRUE, Formula, Lies, conjunction, disjunction, negation
from costguard.prove.question import Denial


def denials(statements: Iterable[ScpStatement], contexts: tuple[Context, ...]) -> tuple[Denial, ...]:
    """Each Deny statement that can deny the call: it does so where it denies one of the call's authorisations.

    Allow statements never matter: FullAWSAccess is attached beside, as AWS Organizations does by itself.
    """
    found = (_denial(statement, contexts) for statement in statements if statement.is_deny)
    return tuple(denial for denial in found if denial.formula != FALSE)


def speaks_of_action(statement: ScpStatement, action: str) -> bool:
    """Whether the statement's actions take the action in."""
    return _matcher(statement.actions)(action.lower()) is not statement.not_actions


def named_actions(statement: ScpStatement, known: Iterable[str]) -> Iterator[str]:
    """The actions, of those that are known, that the statement takes in."""
    matches = _matcher(statement.actions)
    return (action for action in known if matches(action.lower()) is not statement.not_actions)


def _denial(statement: ScpStatement, contexts: tuple[Context, ...]) -> Denial:
    spoken_of = [context for context in contexts if speaks_of_action(statement, context.action.name)]
    formulas: list[Formula] = []
    misread: dict[str, None] = {}
    for context in spoken_of:
        scope = _resources(statement, context)
        if scope == FALSE:
            continue
        tests = [test_formula(test, context) for test in statement.tests]
        misread.update((words, None) for _, words in tests if words)
        formulas.append(conjunction((scope, *(formula for formula, _ in tests))))
    return Denial(statement.name, disjunction(formulas), tuple(misread))


def _resources(statement: ScpStatement, context: Context) -> Formula:
    named = disjunction(_resource(as_glob_of_arns(each), context) for each in statement.resources)
    return negation(named) if statement.not_resources else named


def _resource(pattern: str, context: Context) -> Formula:
    """When a resource of the context's type matches the pattern of ARNs, part by part."""
    if pattern == "*":
        return TRUE
    if context.arn == "*":  # the action knows no resource types: only `*` matches it
        return FALSE
    asked, own = arn_parts(pattern), arn_parts(context.arn)
    if len(asked) != len(own):
        return FALSE
    variables = ("", "", "", REGION, ACCOUNT, f"resource of {context.resource}")
    return conjunction(_part(*each) for each in zip(asked, own, variables, strict=True))


def _part(asked: str, own: str, variable: str) -> Formula:
    if not _intersects(asked, own):
        return FALSE
    if _covers(asked, own):
        return TRUE
    return Lies(variable, glob(asked))


@lru_cache(maxsize=4096)
def _matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether some pattern takes an action in, written in lower case; IAM ignores the case of actions."""
    lower = [pattern.lower() for pattern in patterns]
    whole = frozenset(pattern for pattern in lower if not is_glob(pattern))
    globs = tuple(compiled(pattern) for pattern in lower if is_glob(pattern))
    return lambda action: action in whole or any(glob(action) for glob in globs)


@lru_cache(maxsize=65536)
def _intersects(first: str, second: str) -> bool:
    return glob_intersects(first, second)


@lru_cache(maxsize=65536)
def _covers(general: str, special: str) -> bool:
    return glob_covers(general, special)
