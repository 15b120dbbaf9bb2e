"""Which projects a reading that was cut short had behind it."""

from hypothesis import given
from hypothesis import strategies as st

from costguard.model.cloud import Cloud
from costguard.model.inventory import Item
from costguard.sources.gcp.project_order import ProjectOrder


def item(account: str) -> Item:
    return Item(id=f"//x/{account}", cloud=Cloud.GCP, type="google_compute_disk", account=account)


def test_a_project_is_behind_once_another_follows():
    order = ProjectOrder({"a", "b"})
    order.saw([item("a"), item("a")])
    assert not order.is_behind("a")
    order.saw([item("b")])
    assert order.is_behind("a")
    assert not order.is_behind("b")


def test_a_project_that_was_never_seen_is_not_behind():
    order = ProjectOrder({"a", "b", "c"})
    order.saw([item("a"), item("c")])
    assert not order.is_behind("b")


def test_what_lies_in_no_project_ends_the_one_before_and_is_never_behind():
    order = ProjectOrder({"a"})
    order.saw([item("a"), item("folders/1"), item("organizations/2")])
    assert order.is_behind("a")
    assert not order.is_behind("folders/1")


def test_a_project_that_the_hierarchy_does_not_hold_is_never_behind():
    order = ProjectOrder({"b"})
    order.saw([item("123"), item("b")])
    assert not order.is_behind("123")


def test_from_the_beginning_nothing_is_behind():
    order = ProjectOrder({"a", "b"})
    order.saw([item("a"), item("b")])
    order.begin()
    assert not order.is_behind("a")


@given(st.lists(st.sampled_from("abcd")), st.integers(min_value=0))
def test_wherever_a_sorted_reading_is_cut_what_is_behind_was_read_to_its_end(accounts, cut):
    everything = sorted(accounts)
    read, rest = everything[: cut % (len(everything) + 1)], everything[cut % (len(everything) + 1) :]
    order = ProjectOrder(set("abcd"))
    order.saw([item(account) for account in read])
    assert {account for account in "abcd" if order.is_behind(account)}.isdisjoint(rest)
