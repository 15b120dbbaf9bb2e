"""The ledger: what its chain shows of every change to a line, and that many may add to it at once."""

import hashlib
import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from errno import ENOSPC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.approvals import ledger_file
from costguard.approvals.ledger import (
    BrokenLedger,
    append,
    extends,
    open_reviews,
    past_increases,
    read_ledger,
)
from costguard.approvals.ledger_chain import chain_of
from costguard.approvals.ledger_entry import (
    GENESIS,
    EmergencyEntry,
    EntryKind,
    PostReview,
    Verified,
    hash_of,
    new_entry,
)
from costguard.approvals.strict_json import canonical
from costguard.model.approval import EvidenceKind, GivenApproval, PastIncrease
from costguard.model.errors import BadInput, BadUsage

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GIVEN = GivenApproval(
    "large", "finops", "ana", EvidenceKind.RECORD, NOW, NOW + timedelta(hours=72), "ceiling", "sha256:d", Decimal(1500)
)


def verified(number=1, **more):
    return Verified(f"sha256:{number:064}", "sha256:p", "sha256:f", f"github:acme/shop#{number}", "shop", **more)


def glass(*names, review_by=NOW + timedelta(days=2)):
    return EmergencyEntry(
        digest="sha256:d",
        names=names,
        ticket="T-1",
        reason="the shop is down",
        at=NOW,
        expires=NOW + timedelta(hours=4),
        review_by=review_by,
    )


@pytest.fixture
def path(tmp_path):
    """A ledger of five lines."""
    path = tmp_path / "ledger.jsonl"
    for number in range(1, 6):
        append(path, verified(number), NOW + timedelta(minutes=number))
    return path


def lines(path):
    return path.read_bytes().splitlines(keepends=True)


def fault(path, content):
    path.write_bytes(b"".join(content))
    with pytest.raises(BrokenLedger) as raised:
        read_ledger(path)
    with pytest.raises(BrokenLedger, match=r"does not hold"):
        append(path, verified(), NOW + timedelta(hours=1))
    assert path.read_bytes() == b"".join(content)
    return str(raised.value).removeprefix(f"the ledger `{path}` does not hold: ")


def rewritten(line, **changes):
    """A line that somebody changed, with the hash made anew."""
    entry = {**json.loads(line), **changes}
    return canonical({**entry, "hash": hash_of(entry)}) + b"\n"


def test_what_is_added_is_read_again(tmp_path):
    path = tmp_path / "ledger.jsonl"
    delta = Decimal("1240.50")
    body = verified(1, monthly_delta=delta, increases={"team": {"web": delta}}, given=(GIVEN,))
    first = append(path, body, NOW.replace(microsecond=7))
    second = append(path, glass("ana"), NOW)
    ledger = read_ledger(path)
    assert ledger.entries == (first, second)
    assert (first.seq, first.kind, first.previous, first.body, first.at) == (1, EntryKind.VERIFIED, GENESIS, body, NOW)
    assert (second.seq, second.kind, second.previous) == (2, EntryKind.BREAK_GLASS, first.hash)
    assert ledger.head == second.hash
    assert [ledger.position_of(each) for each in (first.hash, second.hash, GENESIS)] == [1, 2, 0]
    assert past_increases(ledger) == (
        PastIncrease(NOW, body.digest, "github:acme/shop#1", {"team": {"web": delta}}, "shop"),
    )


def test_a_line_is_canonical_json_whose_hash_anybody_can_compute(path):
    first = json.loads(lines(path)[0])
    text = json.dumps({key: first[key] for key in first if key != "hash"}, sort_keys=True, separators=(",", ":"))
    assert first["hash"] == f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_new_ledger_may_be_read_by_all_and_written_by_its_owner(path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o644 & ~os.umask(os.umask(0))


def test_a_changed_line_is_named(path):
    changed = lines(path)
    changed[2] = changed[2].replace(b"acme/shop#3", b"acme/shop#9")
    assert fault(path, changed) == "line 3 was changed after it was written: its hash is not that of what it says"


def test_a_changed_line_with_its_hash_made_anew_shows_at_the_next(path):
    changed = lines(path)
    changed[2] = rewritten(changed[2], body={**json.loads(changed[2])["body"], "change": "other"})
    assert fault(path, changed) == (
        "line 4 does not follow the line before it, which was replaced after it was written"
    )


def test_a_removed_line_is_named(path):
    kept = lines(path)
    del kept[1]
    assert fault(path, kept) == "line 2 is entry 3, where entry 2 was due: 1 before it were removed"


def test_removed_first_lines_are_named(path):
    assert fault(path, lines(path)[2:]) == "line 1 is entry 3, where entry 1 was due: 2 before it were removed"


def test_a_removed_line_with_the_rest_numbered_anew_is_named(path):
    one, _, three, *_ = lines(path)
    assert fault(path, [one, rewritten(three, seq=2)]) == (
        "line 2 does not follow the line before it, which was replaced after it was written"
    )


def test_reordered_lines_are_named(path):
    one, two, three, *rest = lines(path)
    assert fault(path, [one, three, two, *rest]) == (
        "line 2 is entry 3, where entry 2 was due, which stands further down: lines were reordered"
    )


def test_a_repeated_line_is_named(path):
    one, two, *rest = lines(path)
    assert fault(path, [one, two, two, *rest]) == "line 3 is entry 2 again or out of order, where entry 3 was due"


def test_a_line_cut_short_is_told_and_left_as_it_is(path):
    *rest, last = lines(path)
    assert fault(path, [*rest, last[:40]]).startswith("line 5 is cut short, as by a writer that was interrupted;")
    assert fault(path, [*rest, last[:-1]]).startswith("line 5 is cut short")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"\n", "is not JSON (Expecting value, line 1)"),
        (b"{}\n", "is no entry that this version of costguard knows: Object missing required field `seq`"),
        (b"[]\n", "is no entry that this version of costguard knows: Expected `object`, got `array`"),
        (b"\xff\n", "is not UTF-8"),
    ],
)
def test_what_is_no_entry_is_named(path, line, why):
    assert fault(path, [*lines(path)[:2], line]) == f"line 3 {why}"


@pytest.mark.parametrize(
    "changes", [{"kind": "pardon"}, {"body": {"digest": 1}}, {"at": "2026-11-23T12:00:00"}, {"x": 1}]
)
def test_an_entry_that_this_version_does_not_know_is_not_passed_over(path, changes):
    first, *_ = lines(path)
    assert fault(path, [rewritten(first, **changes)]).startswith("line 1 is no entry that this version of costguard")


def test_a_line_laid_out_in_another_way_is_named(path):
    first, *rest = lines(path)
    assert fault(path, [json.dumps(json.loads(first)).encode() + b"\n", *rest]) == (
        "line 1 was changed after it was written: costguard lays it out in another way"
    )
    twice = first.replace(b'"seq":1', b'"seq":1,"seq":1')
    assert fault(path, [twice, *rest]) == "line 1 has the key `seq` twice"


def test_a_time_that_goes_back_by_more_than_a_minute_is_named(tmp_path):
    first = new_entry(None, verified(1), NOW)
    back = new_entry(first, verified(2), NOW - timedelta(minutes=2))
    assert fault(tmp_path / "l", [canonical(first) + b"\n", canonical(back) + b"\n"]) == (
        "line 2 is of 2026-11-23 11:58 UTC, before the line that it follows"
    )


def test_nothing_is_added_by_a_clock_that_is_behind(path):
    with pytest.raises(BadInput, match=r"it is 2026-11-23 12:03 UTC here, and the last entry .* of 2026-11-23 12:05"):
        append(path, verified(), NOW + timedelta(minutes=3))
    assert append(path, verified(), NOW + timedelta(minutes=4)).seq == 6


def test_lines_taken_from_the_end_show_by_a_noted_head_or_an_older_copy(path):
    whole = read_ledger(path)
    path.write_bytes(b"".join(lines(path)[:3]))
    shorter = read_ledger(path)
    assert shorter.position_of(whole.head) == 0
    assert whole.position_of(shorter.head) == 3
    assert extends(whole, shorter)
    assert not extends(shorter, whole)
    append(path, verified(9), NOW + timedelta(hours=1))
    assert not extends(read_ledger(path), whole)


def test_a_ledger_that_is_not_there_is_said_unless_it_may_be_new(tmp_path):
    path = tmp_path / "ledger.jsonl"
    with pytest.raises(BadInput, match="there is no ledger"):
        read_ledger(path)
    assert read_ledger(path, may_be_new=True).head == GENESIS
    assert not path.exists()
    with pytest.raises(BadInput, match="there is no folder for ledger"):
        append(tmp_path / "no" / "ledger.jsonl", verified(), NOW)
    with pytest.raises(BadUsage, match="is no file; name the file"):
        append(tmp_path, verified(), NOW)


def test_a_full_disk_leaves_the_ledger_as_it_was(path, monkeypatch):
    before = path.read_bytes()

    def full(_handle):
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(ledger_file.os, "fsync", full)
    with pytest.raises(BadInput, match="No space left on device; nothing was added"):
        append(path, verified(), NOW + timedelta(hours=1))
    assert path.read_bytes() == before


def test_a_ledger_kept_by_another_process_is_said(path, monkeypatch):
    monkeypatch.setattr(ledger_file, "_PATIENCE_S", 0.0)
    with ledger_file.held(path, for_writing=True), pytest.raises(BadInput, match="another process keeps the ledger"):
        read_ledger(path)


ADD_TEN = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from costguard.approvals.ledger import append
from costguard.approvals.ledger_entry import Verified
for number in range(10):
    body = Verified(f"{sys.argv[2]}-{number}", "p", "f" * 5000)
    append(Path(sys.argv[1]), body, datetime(2026, 11, 23, 12, tzinfo=UTC))
"""


def test_several_processes_add_at_once_and_nothing_is_lost(tmp_path):
    path = tmp_path / "ledger.jsonl"
    writers = [subprocess.Popen([sys.executable, "-c", ADD_TEN, path, name]) for name in "abcd"]
    assert [writer.wait() for writer in writers] == [0, 0, 0, 0]
    added = [entry.body.digest for entry in read_ledger(path).entries]
    assert sorted(added) == sorted(f"{name}-{number}" for name in "abcd" for number in range(10))
    for name in "abcd":
        assert [each for each in added if each.startswith(name)] == [f"{name}-{number}" for number in range(10)]


def test_a_broken_glass_stays_open_until_somebody_else_answers(tmp_path):
    path = tmp_path / "ledger.jsonl"
    entry = append(path, glass("ana", "Bob"), NOW).hash
    append(path, glass("eve", review_by=NOW), NOW)
    append(path, PostReview(entry, "bob", "I was right", NOW), NOW)

    def still_open():
        return [
            (each.glass.names, each.is_overdue) for each in open_reviews(read_ledger(path), NOW + timedelta(days=1))
        ]

    assert still_open() == [(("ana", "Bob"), False), (("eve",), True)]
    append(path, PostReview(entry, "cleo", "looked at it", NOW), NOW)
    assert still_open() == [(("eve",), True)]


CHAIN = []
for _number in range(4):
    CHAIN.append(new_entry(CHAIN[-1] if CHAIN else None, verified(_number), NOW))
WHOLE = b"".join(canonical(entry) + b"\n" for entry in CHAIN)


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_no_byte_can_be_changed_unseen(place, byte):
    changed = WHOLE[:place] + bytes([byte]) + WHOLE[place + 1 :]
    if changed == WHOLE:
        assert chain_of(changed, "l") == tuple(CHAIN)
    else:
        with pytest.raises(BrokenLedger):
            chain_of(changed, "l")


@given(st.lists(st.integers(0, 3), max_size=6))
def test_only_the_beginning_of_a_ledger_is_a_ledger(order):
    content = b"".join(canonical(CHAIN[each]) + b"\n" for each in order)
    if order == list(range(len(order))):
        assert chain_of(content, "l") == tuple(CHAIN[: len(order)])
    else:
        with pytest.raises(BrokenLedger):
            chain_of(content, "l")
