"""Decides whether some text meets tests by globs: some glob of each list that must match, none that must not."""

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Final

from costguard.model.condition import Operator, Test
from costguard.policy.glob import glob_covers, globs_intersect, is_glob
from costguard.policy.lints.values_of import passes

MAX_COMBINATIONS: Final = 4096
"""Beyond so many combinations of globs one is taken to be possible."""

_Literals = Sequence[tuple[Test, bool]]


def some_text_meets(literals: _Literals) -> bool:
    """Whether some text is as all the tests ask (True: to hold, False: to fail). In doubt, it is."""
    refused = [str(glob) for test, holds in literals if _is_refusal(test, holds) for glob in test.operands]
    lists = [[str(glob) for glob in test.operands] for test, holds in literals if _is_demand(test, holds)]
    left = [[glob for glob in globs if not _is_covered(glob, refused)] for globs in lists or [["*"]]]
    if prod(len(globs) for globs in left) > MAX_COMBINATIONS:
        return True
    return any(_is_possible(combination, literals) for combination in product(*left))


def _is_demand(test: Test, holds: bool) -> bool:
    return test.operator is (Operator.LIKE if holds else Operator.UNLIKE)


def _is_refusal(test: Test, holds: bool) -> bool:
    return test.operator is (Operator.UNLIKE if holds else Operator.LIKE)


def _is_covered(glob: str, refused: Sequence[str]) -> bool:
    return any(glob_covers(each, glob) for each in refused)


def _is_possible(globs: Sequence[str], literals: _Literals) -> bool:
    exact = next((glob for glob in globs if not is_glob(glob)), None)
    if exact is not None:
        return all(passes(test, exact) is holds for test, holds in literals)
    return globs_intersect(globs)
