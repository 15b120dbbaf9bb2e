"""Every variable has finitely many kinds of values, each with a witness that is what the kind says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.languages.language import exactly, glob
from costguard.prove.evaluate import is_true
from costguard.prove.formula import AtMost, Atom, Flag, Lies
from costguard.prove.lower import below
from costguard.prove.space import Space, spaces, variable_of

NUMBERS = st.sampled_from([0.0, 1.0, 1.5, 2.0, 100.0, 4096.0])
ABOUT_A_NUMBER = st.lists(
    st.one_of(
        NUMBERS.map(lambda bound: AtMost("n", bound)),
        NUMBERS.filter(bool).map(lambda bound: below("n", bound)),
        NUMBERS.map(lambda number: Lies("n", exactly(f"{number:.15g}"))),
    ),
    min_size=1,
    max_size=5,
    unique=True,
).filter(lambda atoms: any(isinstance(atom, AtMost) for atom in atoms))


def _kinds(atoms: list[Atom], space: Space) -> set[tuple[bool, ...]]:
    return {tuple(bool(space.truth[atom] >> place & 1) for atom in atoms) for place in range(len(space.witnesses))}


@given(ABOUT_A_NUMBER)
def test_a_witness_is_what_its_kind_says(atoms: list[Atom]) -> None:
    space = spaces(atoms, {})["n"]
    for place, witness in enumerate(space.witnesses):
        for atom in atoms:
            assert is_true(atom, {"n": witness}) is bool(space.truth[atom] >> place & 1)


@given(ABOUT_A_NUMBER, st.integers(0, 5000))
def test_every_whole_number_is_of_some_kind(atoms: list[Atom], number: int) -> None:
    told = tuple(is_true(atom, {"n": str(number)}) for atom in atoms)
    assert told in _kinds(atoms, spaces(atoms, {})["n"])


def test_numbers_are_whole_where_one_fits() -> None:
    assert spaces([AtMost("n", 10.0), AtMost("n", 20.0)], {})["n"].witnesses == ("9", "10", "11", "20", "21")


def test_a_number_below_the_first_bound_is_really_below_it() -> None:
    """To require at least one is to forbid less than one: the bound is the number just before it."""
    space = spaces([below("n", 1.0)], {})["n"]
    assert space.witnesses[0] == "0"
    assert is_true(below("n", 1.0), {"n": space.witnesses[0]})


def test_nothing_is_below_a_bound_of_zero() -> None:
    assert spaces([AtMost("n", 0.0)], {})["n"].witnesses == ("0", "1")


def test_a_whole_number_goes_before_one_in_between() -> None:
    assert spaces([AtMost("n", 1.0), AtMost("n", 2.0)], {})["n"].witnesses[:4] == ("0", "1", "2", "3")


def test_a_number_that_is_named_is_a_kind_of_its_own() -> None:
    ten = Lies("n", exactly("10"))
    space = spaces([ten, AtMost("n", 16.0)], {})["n"]
    assert [space.witnesses[place] for place in range(len(space.witnesses)) if space.truth[ten] >> place & 1] == ["10"]


def test_a_number_is_never_compared_with_a_wildcard() -> None:
    with pytest.raises(AssertionError):
        spaces([AtMost("n", 1.0), Lies("n", glob("1*"))], {})


def test_strings_have_a_kind_for_each_way_to_lie_in_languages() -> None:
    atoms: list[Atom] = [Lies("v", glob("a*")), Lies("v", glob("*b")), Lies("v", exactly("ab"))]
    assert _kinds(atoms, spaces(atoms, {})["v"]) == {
        (False, False, False),
        (True, False, False),
        (False, True, False),
        (True, True, False),
        (True, True, True),
    }


def test_a_domain_leaves_kinds_out() -> None:
    atoms: list[Atom] = [Lies("v", exactly("true"))]
    assert spaces(atoms, {"v": (exactly("true"), exactly("false"))})["v"].witnesses == ("true", "false")


def test_a_flag_is_so_or_not() -> None:
    flag = Flag("it rains")
    space = spaces([flag], {})["it rains"]
    assert [is_true(flag, {"it rains": witness}) for witness in space.witnesses] == [True, False]
    assert space.truth[flag] == 1


def test_each_variable_has_a_space() -> None:
    atoms: list[Atom] = [Lies("a", exactly("x")), AtMost("b", 1.0), Flag("c")]
    assert list(spaces(atoms, {})) == ["a", "b", "c"] == [variable_of(atom) for atom in atoms]


def test_below_is_at_most_the_number_before() -> None:
    assert is_true(below("n", 10.0), {"n": "9.99"})
    assert not is_true(below("n", 10.0), {"n": "10"})
