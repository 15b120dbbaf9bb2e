"""What would have been denied, and what would change, told so that nobody misses who is hit."""

import csv
import io
import json

from guardrail_samples import AWS, quiet_replay, request, rich_changes, rich_replay
from msgspec.structs import replace

from costguard.model.guardrail import BundleChange, Change, Replay
from costguard.reports.guardrails.changes import changes_json, changes_markdown, changes_terminal
from costguard.reports.guardrails.replay import replay_csv, replay_json, replay_terminal
from costguard.reports.guardrails.replayed import by_principal, by_rule


def replayed(replay):
    return replay_terminal(replay, 200, in_colour=False).splitlines()


def changed(changes):
    return changes_terminal(changes, "sha256:1", "sha256:2", 200, in_colour=False).splitlines()


def test_an_event_that_breaks_two_rules_counts_for_both():
    counts = {counted.name: counted.events for counted in by_rule(rich_replay())}
    assert counts == {"required-tags": 7, "approved-regions": 1, "": 1}
    assert len(rich_replay().denied) == 8


def test_a_count_knows_its_first_and_its_last_event():
    counted = by_rule(rich_replay())[0]
    assert (counted.first, counted.last) == ("2026-11-02T10:00:00Z", "2026-11-20T08:00:00Z")


def test_the_principals_with_most_denials_come_first_and_beyond_twenty_they_are_counted():
    replay = rich_replay(principals=30)
    counts = by_principal(replay)
    assert [counted.events for counted in counts] == sorted((counted.events for counted in counts), reverse=True)
    hidden = counts[20:]
    assert len(hidden) == 12
    told = f"  … and 12 more principals with {sum(each.events for each in hidden)} events; all of them: --format json"
    assert told in replayed(replay)


def test_what_could_not_be_decided_is_told_with_its_reason_and_never_as_allowed():
    shown = replayed(rich_replay())
    assert "       14  the record does not hold the tags of the request" in shown
    assert shown[-1] == "8 of 1,240 judged requests would have been denied; 20 could not be decided"


def test_a_quiet_replay_says_so_in_one_sentence():
    assert replayed(quiet_replay())[-1] == "0 of 10 judged requests would have been denied"


def test_of_no_events_nothing_is_said_to_be_allowed():
    shown = replayed(Replay(events=0, judged=0, skipped=0))
    assert shown == [
        "Records: 0 events read, 0 judged, 0 skipped",
        "Nothing was judged, so nothing is known of what would have been denied",
    ]


def test_the_counts_of_the_records_add_up():
    shown = replayed(Replay(events=6, judged=3, skipped=2, undecided={"why": 1}))
    assert shown[-2].startswith("Records: 6 events read, 3 judged, 1 undecided, 2 skipped (")


def test_the_order_of_the_records_changes_nothing():
    replay = rich_replay()
    turned = replace(replay, denied=replay.denied[::-1])
    assert replay_json(turned) == replay_json(replay)
    assert replay_csv(turned) == replay_csv(replay)
    assert replayed(turned) == replayed(replay)


def test_the_table_holds_every_denied_event_in_the_order_of_time():
    rows = list(csv.DictReader(io.StringIO(replay_csv(rich_replay()))))
    assert len(rows) == 8
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    assert rows[0]["rules"] == "required-tags approved-regions"


def test_the_newly_denied_come_first():
    shown = changed(rich_changes())
    assert shown.index("Newly denied") < shown.index("Newly allowed")
    assert [row["change"] for row in json.loads(changes_json(rich_changes(), "", ""))["changes"]] == [
        "newly denied", "newly denied", "newly allowed",
    ]  # fmt: skip


def test_nothing_that_changes_is_said_plainly():
    sentence = "Nothing changes: both bundles deny the same requests."
    assert changed(())[-1] == sentence
    assert sentence in changes_markdown((), "sha256:1", "sha256:2")


def test_an_example_says_what_happens_now_and_what_would():
    denied, allowed = (
        BundleChange(AWS, kind, ("s3:CreateBucket",), request(AWS, "s3:CreateBucket"), "Sid1") for kind in Change
    )
    request_words = "    A request `s3:CreateBucket` without tags"
    assert f"{request_words} passes now, and would be denied by `Sid1`." in changed((denied,))
    assert f"{request_words} is denied now by `Sid1`, and would pass." in changed((allowed,))
    assert changed((denied,))[-1] == "Newly denied on 1 operation; nothing newly allowed."


def test_the_order_of_the_changes_changes_nothing():
    assert changed(rich_changes()[::-1]) == changed(rich_changes())
    assert changes_json(rich_changes()[::-1], "", "") == changes_json(rich_changes(), "", "")
