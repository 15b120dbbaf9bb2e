"""A tally as text: what travels from a process to another is all that was counted."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from costguard.engine.scan.tally import RowCosts, Tally
from costguard.engine.scan.tally_text import tally_of, text_of
from costguard.model.audit import Facet

ROWS = st.lists(
    st.tuples(
        st.sampled_from(list(Facet)),
        st.sampled_from(["", "a", 'ü \\ "', "(none)", None]),
        st.integers(0, 3),
        st.none() | st.integers(0, 10**15),
    ),
    max_size=20,
)


def counted(rows):
    tally = Tally()
    for facet, name, status, micro in rows:
        tally.resources += 1
        tally.evaluated += micro is None
        tally.unknown_types[f"aws_{status}"] += 1
        costs = RowCosts(np.array([micro is not None]), np.array([micro or 0], np.float64))
        tally.count_by(facet, np.zeros(1, np.int32), [name], np.array([status], np.int8), costs)
    return tally


def shown(tally):
    return tally.resources, tally.evaluated, dict(tally.unknown_types), list(tally.scores())


@given(ROWS)
def test_what_is_read_back_is_what_was_written(rows):
    assert shown(tally_of(text_of(counted(rows)))) == shown(counted(rows))


@given(ROWS, ROWS)
def test_two_halves_that_travelled_add_up_to_the_whole(first, second):
    total = Tally()
    for half in (first, second):
        total.add(tally_of(text_of(counted(half))))
    assert shown(total) == shown(counted(first + second))
