"""What our comment remembers: found again as it was, believed only where it proves itself, and never too long."""

import base64
import zlib
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.forges.comment_state import (
    BODY_CHARACTERS,
    ROOM,
    STATE_BYTES,
    has_marker,
    is_marked,
    marker,
    read_state,
    remembering,
    with_state,
)
from costguard.model.approval import Shown, Subject
from costguard.model.errors import BadInput

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def subject(name="p", findings=()):
    return Subject("c", "o", "v", "f", "p", "r", "u", "t", project=name, monthly_delta=Decimal("12.5"),
                   findings=tuple(findings))  # fmt: skip


def shown(number=0, head="h", told=None):
    told = told or subject(str(number))
    return Shown(told.digest, head, AT + timedelta(minutes=number), told)


def state_line(entries):
    packed = base64.b64encode(zlib.compress(msgspec.json.encode([entries]))).decode()
    return f"<!-- costguard/state/v1 {packed} -->"


def test_what_was_shown_is_read_back_with_its_subject():
    entries = (shown(1), shown(2))
    assert read_state(with_state("Hello", "prod", entries)) == entries


def test_a_comment_is_of_one_project():
    body = with_state("Hello", "prod/eu", ())
    assert has_marker(body, "prod/eu")
    assert not has_marker(body, "prod/e")
    assert not has_marker(body, "")
    assert is_marked(body)


def test_long_names_of_projects_stay_apart_and_short():
    assert marker("ü" * 200 + "a") != marker("ü" * 200 + "b")
    assert len(marker("ü" * 5_000)) < 450


def test_a_marker_inside_a_text_is_none():
    assert not has_marker(f"Look: {marker('prod')}", "prod")
    assert not is_marked(f"\n{marker('prod')}")


@given(st.text(max_size=80))
def test_no_project_breaks_out_of_its_marker(project):
    assert marker(project).count("-->") == 1
    assert "\n" not in marker(project)
    assert has_marker(with_state("Hello", project, ()), project)


def test_a_state_that_a_text_brings_is_not_the_comments():
    forged = with_state("Hello", "prod", (shown(9),))
    assert read_state(with_state(forged, "prod", ())) == ()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no state",
        "<!-- costguard/state/v1 -->",
        "<!-- costguard/state/v1 !!! -->",
        "<!-- costguard/state/v1 aGVsbG8= -->",
        state_line([{"digest": 5}]),
        state_line([{"digest": "d", "head": "h", "at": "2026-11-23T09:00:00"}]),
        state_line("x" * 5_000_000),
        with_state("Hello", "", (shown(),))[:-10],
        with_state("Hello", "", (shown(),)) + "\nmore",
    ],
)
def test_a_damaged_state_is_none(body):
    assert read_state(body) == ()


@given(st.binary(max_size=200))
def test_no_bytes_make_reading_fail(content):
    packed = base64.b64encode(zlib.compress(content)).decode()
    assert read_state(f"<!-- costguard/state/v1 {packed} -->") == ()


def test_a_subject_that_is_not_the_one_it_names_is_dropped():
    false = Shown(shown(1).digest, "h", AT, subject("dearer"))
    assert read_state(with_state("Hello", "", (false,))) == (Shown(shown(1).digest, "h", AT),)


def test_of_each_commit_the_newest_ten_are_remembered():
    entries = [shown(number, head) for number in range(12) for head in ("one", "two")]
    assert read_state(with_state("Hello", "", entries)) == tuple(entries[4:])


def test_long_subjects_are_forgotten_before_what_was_shown():
    def long(number):
        told = subject(str(number), [Subject(str(index), *"oofpru", str(number)).digest for index in range(150)])
        return shown(number, told=told)

    entries = [long(number) for number in range(8)]
    body = with_state("Hello", "", entries)
    assert len(body) < STATE_BYTES + 200
    read = read_state(body)
    assert [entry.digest for entry in read] == [entry.digest for entry in entries]
    assert read[0].subject is None
    assert read[-1] == entries[-1]


def test_the_oldest_is_forgotten_where_even_digests_are_too_many():
    entries = [shown(number, head=f"head {number}") for number in range(900)]
    read = read_state(with_state("Hello", "", entries))
    assert 100 < len(read) < 900
    assert read[-1].digest == entries[-1].digest


def test_a_text_that_uses_its_room_leaves_enough_for_the_state():
    body = with_state("x" * ROOM, "a project", tuple(shown(number) for number in range(10)))
    assert len(body) <= BODY_CHARACTERS
    assert len(read_state(body)) == 10


def test_a_longer_text_makes_the_state_shorter_and_one_too_long_is_refused():
    assert len(with_state("x" * 65_000, "", tuple(shown(number) for number in range(10)))) <= BODY_CHARACTERS
    with pytest.raises(BadInput, match="ask for a shorter report"):
        with_state("x" * BODY_CHARACTERS, "", ())


def test_what_is_shown_again_keeps_its_time():
    later = Shown(shown(1).digest, "h", AT + timedelta(days=1), subject("1"))
    assert remembering((shown(1),), later) == (shown(1),)


def test_what_comes_back_after_another_is_shown_anew():
    again = Shown(shown(1).digest, "h", AT + timedelta(days=1), subject("1"))
    assert remembering((shown(1), shown(2)), again) == (shown(1), shown(2), again)


def test_a_commit_that_comes_back_is_shown_anew():
    again = Shown(shown(1).digest, "h", AT + timedelta(days=1), subject("1"))
    assert remembering((shown(1), shown(2, head="other")), again)[-1] == again


def test_a_forgotten_subject_is_remembered_when_it_is_shown_again():
    bare = Shown(shown(1).digest, "h", shown(1).at)
    assert remembering((bare,), shown(1)) == (shown(1),)


def test_where_nobody_has_to_approve_nothing_is_added():
    assert remembering((shown(1),), None) == (shown(1),)
