"""Reading values: known, unset, to come, sensitive, and out of range."""

import pytest

from costguard.model.block import Block
from costguard.pricing.not_known import NotKnown
from costguard.pricing.values import Values


def _values(values, unknown=None, sensitive=None, *, left=False):
    return Values(Block(values, unknown, sensitive, is_left_to_provider=lambda _path: left))


def test_a_known_value_is_read_through_lists_of_blocks():
    assert _values({"disk": [{"size": 20}, {"size": 5}]}).number("disk.size") == 20


def test_an_unset_value_takes_the_default():
    assert _values({"size": None}).number("size", 8) == 8


def test_an_unset_value_without_a_default_is_not_known():
    with pytest.raises(NotKnown, match="`size` is not set, and its default is not known"):
        _values({}).number("size")


def test_a_value_to_come_is_never_the_default():
    with pytest.raises(NotKnown, match="`size` is known only after apply"):
        _values({}, {"size": True}).number("size", 8)


def test_a_value_that_the_code_leaves_to_the_provider_is_the_default():
    assert _values({}, {"size": True}, left=True).number("size", 8) == 8


def test_everything_below_an_unknown_block_is_to_come():
    with pytest.raises(NotKnown, match="known only after apply"):
        _values({}, {"disk": True}).number("disk.size", 8)


def test_unknown_blocks_are_not_no_blocks():
    with pytest.raises(NotKnown, match="the blocks `disk` are known only after apply"):
        _values({}, {"disk": True}).blocks("disk")


def test_a_sensitive_value_is_not_read_and_not_shown():
    with pytest.raises(NotKnown) as told:
        _values({"kind": "m5.secret"}, None, {"kind": True}).text("kind")
    assert str(told.value) == "`kind` is sensitive, and a bill would show it"


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (-1, "is negative, which no cloud sells"),
        (10**15, "is larger than any cloud sells"),
        ("many", "is not a number"),
        (True, "is not a number"),
        (float("nan"), "is not a number"),
    ],
)
def test_an_impossible_number_is_not_known(value, why):
    with pytest.raises(NotKnown, match=why):
        _values({"size": value}).number("size")


def test_numbers_and_flags_that_providers_write_as_text_are_read():
    values = _values({"cpu": "256", "encrypted": "True", "kind": 3})
    assert (values.number("cpu"), values.flag("encrypted"), values.text("kind")) == (256, True, "3")


def test_each_block_knows_what_is_unknown_in_it():
    first, second = _values({"disk": [{"size": 1}, {}]}, {"disk": [{}, {"size": True}]}).blocks("disk")
    assert first.number("size") == 1
    assert not second.is_known("size")


def test_being_set_does_not_need_a_known_value():
    values = _values({"a": "x", "b": [], "c": None}, {"d": True})
    assert [values.has(name) for name in "abcd"] == [True, False, False, True]
