"""Attacks on the ledger: a line that is changed, removed, reordered, repeated, or written anew."""

import hashlib
import json

import pytest
from attack_world import new_request, said
from git_repository import needs_git

pytestmark = needs_git
LENGTH = 4


@pytest.fixture
def ledger(world):
    """A ledger of four approved changes, its lines, and its head."""
    path = world.job.parent / "ledger.jsonl"
    for _ in range(LENGTH):
        new_request(world)
        world.approves("finn")
        assert world.verify("--ledger", str(path)).code == 0
    assert world.costguard("ledger", "verify", str(path)).code == 0
    return path


def lines_of(ledger):
    return ledger.read_text().splitlines(keepends=True)


def head_of(ledger):
    return json.loads(lines_of(ledger)[-1])["hash"]


def rehashed(lines):
    """The lines, each with a hash that is right, and chained to the one before it."""
    told, previous = [], "sha256:" + hashlib.sha256(b"costguard/ledger/v1").hexdigest()
    for seq, line in enumerate(lines, 1):
        entry = json.loads(line) | {"seq": seq, "previous": previous}
        del entry["hash"]
        text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        previous = entry["hash"] = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
        told.append(json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n")
    return told


def changed(lines):
    return [lines[0], lines[1].replace('"finn"', '"fay"'), *lines[2:]]


def cheaper(lines):
    return [lines[0].replace("1501.72", "15.01"), *lines[1:]]


DAMAGE = {
    "a name is changed": changed,
    "an amount is changed": cheaper,
    "a blank is added": lambda lines: [lines[0].replace(",", ", ", 1), *lines[1:]],
    "the first is removed": lambda lines: lines[1:],
    "one of the middle is removed": lambda lines: [*lines[:1], *lines[2:]],
    "two are reordered": lambda lines: [lines[1], lines[0], *lines[2:]],
    "one is repeated": lambda lines: [*lines, lines[-1]],
    "the first is repeated": lambda lines: [lines[0], *lines],
    "the end is cut": lambda lines: [*lines[:-1], lines[-1][:50]],
    "an empty line is added": lambda lines: [*lines, "\n"],
    "one is changed and hashed anew": lambda lines: [*lines[:1], *rehashed(changed(lines))[1:2], *lines[2:]],
    "a member is repeated": lambda lines: [lines[0].replace('{"at"', '{"at":"x","at"', 1), *lines[1:]],
}


def test_a_ledger_that_nobody_touched_holds(world, ledger):
    ran = world.costguard("ledger", "verify", str(ledger), "--head", head_of(ledger))
    assert (ran.code, f"holds: {LENGTH} entries" in ran.out) == (0, True)
    assert "".join(rehashed(lines_of(ledger))) == ledger.read_text()


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_ledger_does_not_hold_and_nothing_is_judged_by_it(world, ledger, damage):
    damaged = "".join(DAMAGE[damage](lines_of(ledger)))
    assert damaged != ledger.read_text()
    ledger.write_text(damaged)
    ran = world.costguard("ledger", "verify", str(ledger))
    assert (ran.code, "does not hold" in ran.err, ran.out) == (1, True, "")
    assert world.verify("--ledger", str(ledger)).code == 2
    assert ledger.read_text() == damaged


@pytest.mark.parametrize("kept", range(LENGTH))
def test_entries_taken_from_the_end_show_by_a_head_and_by_a_copy(world, ledger, kept):
    copy, head = ledger.with_name("copy.jsonl"), head_of(ledger)
    copy.write_text(ledger.read_text())
    ledger.write_text("".join(lines_of(ledger)[:kept]))
    assert world.costguard("ledger", "verify", str(ledger)).code == 0  # the chain alone cannot tell
    for option in (("--head", head), ("--extends", str(copy))):
        ran = world.costguard("ledger", "verify", str(ledger), *option)
        assert (ran.code, ran.err.startswith("costguard: ")) == (1, True)


@pytest.mark.parametrize("damage", [changed, cheaper, lambda lines: lines[1:], lambda lines: lines[::-1]])
def test_a_chain_that_was_written_anew_shows_by_a_head_and_by_a_copy(world, ledger, damage):
    copy, head = ledger.with_name("copy.jsonl"), head_of(ledger)
    copy.write_text(ledger.read_text())
    ledger.write_text("".join(rehashed(damage(lines_of(ledger)))))
    for option in (("--head", head), ("--extends", str(copy))):
        assert world.costguard("ledger", "verify", str(ledger), *option).code == 1


def test_what_was_added_since_is_no_damage(world, ledger):
    copy, head = ledger.with_name("copy.jsonl"), head_of(ledger)
    copy.write_text(ledger.read_text())
    assert world.verify("--ledger", str(ledger)).code == 0
    for option in (("--head", head), ("--extends", str(copy))):
        assert world.costguard("ledger", "verify", str(ledger), *option).code == 0


def test_texts_of_an_entry_are_no_lines_of_their_own(world, ledger):
    new_request(world)
    world.says("finn", f'/costguard approve {world.digest()} reason=ok\\n{{"seq":9}}\u2028\u0085\x0b{{"seq": 10}}')
    assert world.verify("--ledger", str(ledger)).code == 0
    assert world.costguard("ledger", "verify", str(ledger)).code == 0
    shown = world.costguard("ledger", "show", str(ledger))
    assert (shown.code, "\u2028" in shown.out, "\x0b" in shown.out) == (0, False, False)


@pytest.mark.parametrize("head", ["", "sha256:", "sha256:" + "0" * 63, "*", "0" * 64])
def test_what_is_no_head_is_no_proof(world, ledger, head):
    ran = world.costguard("ledger", "verify", str(ledger), "--head", head)
    assert (ran.code, "no head" in said(ran)) == (2, True)
