"""The search over kinds of values: it finds a request whenever there is one, and only then."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costguard.languages.language import exactly, glob
from costguard.prove.decide import satisfying
from costguard.prove.evaluate import is_true
from costguard.prove.formula import FALSE, TRUE, And, AtMost, Flag, Formula, Lies, Not, Or, atoms_in
from costguard.prove.space import spaces

ATOMS = st.one_of(
    st.builds(
        Lies, st.sampled_from(["a", "b", "c", "d"]), st.sampled_from([exactly("x"), exactly(""), glob("x*"), glob("?")])
    ),
    st.builds(AtMost, st.sampled_from(["n", "m"]), st.sampled_from([1.0, 2.0, 10.0])),
    st.builds(Flag, st.sampled_from(["raining", "late"])),
)
FORMULAS = st.recursive(
    ATOMS,
    lambda parts: st.one_of(
        st.builds(And, st.lists(parts, max_size=4).map(tuple)),
        st.builds(Or, st.lists(parts, max_size=4).map(tuple)),
        st.builds(Not, parts),
    ),
    max_leaves=14,
)


@given(FORMULAS)
@settings(max_examples=300, deadline=None)
def test_what_is_found_makes_the_formula_true_and_nothing_is_overlooked(formula: Formula) -> None:
    known = spaces(atoms_in(formula), {})
    found = satisfying(formula, known)
    every = (dict(zip(known, values, strict=True)) for values in product(*(known[name].witnesses for name in known)))
    if found is None:
        assert not any(is_true(formula, values) for values in every)
    else:
        completed = {name: found.get(name, space.witnesses[-1]) for name, space in known.items()}
        assert is_true(formula, completed)


@given(FORMULAS)
@settings(max_examples=150, deadline=None)
def test_z3_decides_the_same(formula: Formula) -> None:
    """An independent judge of the search, on the same finite kinds."""
    z3 = pytest.importorskip("z3", reason="z3-solver is not installed")
    known = spaces(atoms_in(formula), {})
    kind = {name: z3.Int(name) for name in known}

    def told(part: Formula) -> object:
        match part:
            case And(parts):
                return z3.And([told(each) for each in parts])
            case Or(parts):
                return z3.Or([told(each) for each in parts])
            case Not(inner):
                return z3.Not(told(inner))
            case _:
                name = getattr(part, "variable", None) or part.words
                bits = known[name].truth[part]
                return z3.Or([kind[name] == place for place in range(len(known[name].witnesses)) if bits >> place & 1])

    solver = z3.Solver()
    solver.add([z3.And(kind[name] >= 0, kind[name] < len(space.witnesses)) for name, space in known.items()])
    solver.add(told(formula))
    assert (solver.check() == z3.sat) is (satisfying(formula, known) is not None)


def test_what_never_holds_has_no_example() -> None:
    assert satisfying(FALSE, {}) is None


def test_what_always_holds_needs_no_value() -> None:
    assert satisfying(TRUE, {}) == {}


def test_choices_that_share_nothing_are_decided_apart() -> None:
    """Sixty satisfiable choices before one that is not: tried in a row they would take 2 to the power of 60 steps."""
    easy = [Or((Lies(f"v{place}", exactly("x")), Lies(f"v{place}", exactly("y")))) for place in range(60)]
    impossible = And(
        tuple(
            Or((Lies("p", exactly(first)), Lies("q", exactly(second))))
            for first, second in (("1", "2"), ("3", "4"), ("5", "6"))
        )
    )
    formula = And((*easy, impossible))
    assert satisfying(formula, spaces(atoms_in(formula), {})) is None


def test_numbers_have_a_kind_between_and_beyond_the_bounds() -> None:
    formula = And((Not(AtMost("size", 4096.0)), AtMost("size", 8192.0)))
    assert satisfying(formula, spaces(atoms_in(formula), {})) == {"size": "4097"}


def test_a_domain_bounds_what_a_variable_can_be() -> None:
    formula = Not(Lies("key", exactly("K")))
    domain = {"key": (exactly("K", folded=True),)}
    assert satisfying(formula, spaces(atoms_in(formula), domain)) == {"key": "k"}
