"""The cache that live audits read into: nobody chose it, so nothing in it may stand in anybody's way."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from costguard.audit import live
from costguard.audit.live import cache_folder, collected
from costguard.model.cloud import Cloud
from costguard.model.errors import BadUsage
from costguard.model.inventory import Item, ReadStatus
from costguard.sources.collecting.collect import collect
from costguard.sources.collecting.patience import Patience
from costguard.sources.collecting.reading import Collection, Page, Scope
from costguard.sources.inventory import Inventory

REQUEST = "0123456789abcdef" * 4
KEPT = REQUEST[:16]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "costguard" / "collected"


def of(*ids: str, stops_at: str = "") -> Collection:
    """One scope of these resources, one a page; somebody interrupts it at one of them."""

    def read_from(asked: Scope, token: str) -> Iterator[Page]:
        for number in range(int(token or 0), len(ids)):
            if ids[number] == stops_at:
                raise KeyboardInterrupt
            found = Item(ids[number], Cloud.AWS, "aws_instance", account=asked.account, tags={})
            yield Page((found,), "" if number + 1 == len(ids) else str(number + 1))

    return Collection(Cloud.AWS, (Scope(Cloud.AWS, "111122223333", "eu-west-1", "sweep"),), read_from, workers=1)


def ids_of(inventory: Inventory) -> list[str]:
    return [each for batch in inventory.batches() for each in batch.column("id").to_pylist()]


def read(*ids: str, fresh: bool = False) -> list[str]:
    with collected(of(*ids), REQUEST, None, fresh=fresh) as inventory:
        return ids_of(inventory)


def left_behind(cache: Path, description: str) -> None:
    (cache / KEPT).mkdir(parents=True)
    (cache / KEPT / "snapshot.json").write_text(description, encoding="utf-8")


@pytest.mark.parametrize("description", ["", "{", '{"schema": "costguard/snapshot/v9"}', '{"schema": "another"}'])
@pytest.mark.parametrize("fresh", [False, True])
def test_a_description_that_cannot_be_read_stands_in_nobodys_way(cache, description, fresh):
    left_behind(cache, description)
    assert read("a", "b", fresh=fresh) == ["a", "b"]
    assert list(cache.iterdir()) == []


def test_a_run_that_begins_as_another_ends_takes_nothing_from_it(monkeypatch):
    """Both ask for the same, and so share a folder."""
    ends = live._own

    def second_run_first(kept: Path):
        with pytest.raises(BadUsage, match="another costguard is writing"):
            read("of the second")
        return ends(kept)

    monkeypatch.setattr(live, "_own", second_run_first)
    with collected(of("of the first"), REQUEST, None) as inventory:
        assert ids_of(inventory) == ["of the first"]
        assert [each.status for each in inventory.coverage()] == [ReadStatus.COMPLETE]


def test_while_one_run_judges_another_may_read_the_same(cache):
    with collected(of("of the first"), REQUEST, None) as inventory:
        assert read("of the second") == ["of the second"]
        assert ids_of(inventory) == ["of the first"]
    assert list(cache.iterdir()) == []


def test_what_another_run_removes_first_is_no_fault(cache):
    cache.mkdir(parents=True)
    (cache / f"{KEPT}-judged-gone").symlink_to("nowhere")
    assert read("a") == ["a"]


@pytest.mark.parametrize("days", [-400, 400])
def test_what_was_begun_under_a_clock_that_was_wrong_is_read_anew(cache, days):
    old = [f"old-{number}" for number in range(40)]
    wrong = Patience(clock=lambda: time.time() + days * 86_400)
    with pytest.raises(KeyboardInterrupt):
        collect((of(*old, stops_at="old-30"),), cache / KEPT, REQUEST, patience=wrong)
    assert list((cache / KEPT / "resources").iterdir()) != []
    assert read("new") == ["new"]


def test_a_folder_that_may_not_be_looked_into_is_told_in_a_sentence(cache, monkeypatch):
    def refused(_self: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", refused)
    with pytest.raises(BadUsage, match=f"cannot write {cache / KEPT}: Permission denied; "):
        read("a")


def test_a_relative_cache_home_does_not_count(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert cache_folder() == tmp_path / ".cache" / "costguard" / "collected"


def test_who_has_no_home_is_told_what_to_do(monkeypatch):
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", homeless)
    with pytest.raises(BadUsage, match="there is no home folder to keep what is read in; set XDG_CACHE_HOME"):
        cache_folder()
