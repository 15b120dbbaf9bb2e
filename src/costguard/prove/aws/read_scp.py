"""Turns service control policies into what they deny of a call, statement by statement."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from costguard.policy.glob import compiled, is_glob
from costguard.prove.aws.context import Context
from costguard.prove.aws.read_conditions import are_of_tags, tag_tests_formula, test_formula
from costguard.prove.aws.read_resources import resources_formula
from costguard.prove.aws.scp_document import ScpStatement
from costguard.prove.formula import FALSE, Formula, conjunction, disjunction
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


def named_actions(statement: ScpStatement, known: Mapping[str, str]) -> Iterator[str]:
    """The actions, of those that are known (by their lower case), that the statement takes in."""
    if not statement.not_actions and not any(map(is_glob, statement.actions)):
        return (known[lower] for action in statement.actions if (lower := action.lower()) in known)
    matches = _matcher(statement.actions)
    return (action for lower, action in known.items() if matches(lower) is not statement.not_actions)


def _denial(statement: ScpStatement, contexts: tuple[Context, ...]) -> Denial:
    spoken_of = [context for context in contexts if speaks_of_action(statement, context.action.name)]
    formulas: list[Formula] = []
    misread: dict[str, None] = {}
    for context in spoken_of:
        scope, unknown = resources_formula(statement, context)
        if scope == FALSE:
            continue
        condition, untold = _condition(statement, context)
        misread.update(dict.fromkeys((*unknown, *untold)))
        formulas.append(conjunction((scope, condition)))
    return Denial(statement.name, disjunction(formulas), tuple(misread))


def _condition(statement: ScpStatement, context: Context) -> tuple[Formula, tuple[str, ...]]:
    """When every test of the statement holds, and what was not understood of them."""
    if are_of_tags(statement.tests):
        return tag_tests_formula(statement.tests, context.tag_shape)
    found = [test_formula(test, context) for test in statement.tests]
    return conjunction(formula for formula, _ in found), tuple(words for _, words in found if words)


@lru_cache(maxsize=4096)
def _matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether some pattern takes an action in, written in lower case; IAM ignores the case of actions."""
    lower = [pattern.lower() for pattern in patterns]
    whole = frozenset(pattern for pattern in lower if not is_glob(pattern))
    services = frozenset(pattern[:-2] for pattern in lower if pattern.endswith(":*") and not is_glob(pattern[:-2]))
    others = (pattern for pattern in lower if is_glob(pattern) and pattern.removesuffix(":*") not in services)
    globs = tuple(compiled(pattern) for pattern in others)

    def matches(action: str) -> bool:
        return action in whole or action.partition(":")[0] in services or any(glob(action) for glob in globs)

    return matches
