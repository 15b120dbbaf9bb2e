"""What a history answers."""

import re
from datetime import date, timedelta

import pytest
from made_audits import DAY_0, Fault, audit_of, audited, read, score, start, write_findings

from costguard.history.database import writing
from costguard.history.lives import _FINGERPRINT, _FOUND
from costguard.history.prune import prune
from costguard.history.query import diff, runs, show, trend, waivers
from costguard.history.record import begin, fail, finish
from costguard.model.audit import Facet
from costguard.model.errors import BadUsage
from costguard.model.history import Fate, Filters, Tally
from costguard.model.inventory import ReadStatus
from costguard.policy.policy_set import Waiver

OTHER = "222"


@pytest.fixture
def week(folder_place, tmp_path):
    """Four nights: `stays` all the time, `goes` is mended, `returns` is gone for a night, `hides` is not read."""
    stays, goes, returns = Fault("stays"), Fault("goes"), Fault("returns", state="undecided")
    hides, comes = Fault("hides", account=OTHER), Fault("comes", dimension="env", rule="sized")
    both = [read(), read(OTHER)]
    given = {"rules": ("tagged", "sized")}
    audited(folder_place, tmp_path, [stays, goes, returns, hides], both, day=0, **given)
    audited(folder_place, tmp_path, [stays, goes, hides], both, day=1, **given)
    half = [read(), read(OTHER, status=ReadStatus.DENIED, reason="no role")]
    audited(folder_place, tmp_path, [stays, returns, comes], half, day=2, **given)
    return folder_place


def told(found):
    return [(str(life.status), life.address) for life in found.lives]


def test_a_difference_of_the_last_two_runs_is_what_the_audit_told(week):
    found = diff(week)
    assert (found.older.id, found.newer.id) == (2, 3)
    assert told(found) == [("new", "comes"), ("reopened", "returns"), ("resolved", "goes"), ("unseen", "hides")]
    run = found.newer
    assert found.counts == {
        "new": run.new, "reopened": run.reopened, "resolved": run.resolved, "unseen": run.unseen,
        "persisting": run.persisting, "elsewhere": 0,
    }  # fmt: skip


def test_a_difference_over_several_runs_tells_both_ends_only(week):
    assert told(diff(week, 1, 3)) == [("new", "comes"), ("resolved", "goes"), ("unseen", "hides")]
    assert diff(week, 1, 3).counts["persisting"] == 2


def test_an_older_run_is_compared_with_the_one_before_it(week):
    assert told(diff(week, newer=2)) == [("resolved", "returns")]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(accounts=(OTHER,)), ["hides"]),
        (Filters(fates=(Fate.NEW, Fate.PERSISTING)), ["comes", "stays"]),
        (Filters(dimensions=("env",)), ["comes"]),
        (Filters(rules=("tagged",), states=("undecided", "waived")), ["returns"]),
        (Filters(regions=("mars",)), []),
        (Filters(clouds=("aws",), types=("aws_ebs_volume",), codes=("missing",), regions=("eu-west-1",)), None),
    ],
)
def test_filters_keep_what_they_name(week, filters, expected):
    found = diff(week, filters=filters)
    assert [life.address for life in found.lives] == (
        expected or ([] if expected == [] else ["comes", "returns", "goes", "hides"])
    )
    assert sum(found.counts[fate] for fate in filters.fates) == len(found.lives)


def test_counts_are_of_all_where_only_some_are_listed(week):
    found = diff(week, limit=1)
    assert (told(found), found.left_out) == ([("new", "comes")], 3)
    assert found.counts["unseen"] == 1
    assert diff(week, limit=None).left_out == 0


def test_a_difference_takes_two_finished_runs_in_their_order(week):
    with pytest.raises(BadUsage, match="run 3 did not finish before run 1; name the older run first"):
        diff(week, 3, 1)
    with pytest.raises(BadUsage, match="no finished run before run 1"):
        diff(week, newer=1)
    with pytest.raises(BadUsage, match="has no run 9"):
        diff(week, 9)
    fail(week, begin(week, start()), "because")
    with pytest.raises(BadUsage, match=r"run 4 did not finish \(failed\)"):
        diff(week, newer=4)


def test_within_one_run_nothing_changes(week):
    for older, newer in ((2, 2), (3, None)):
        with pytest.raises(BadUsage, match=f"run {older} is both ends, .*name an older run"):
            diff(week, older, newer)


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        (Filters(rules=("tagged", "size")), "the rule `size`; did you mean `sized`?"),
        (Filters(clouds=("aws", "foo")), "the cloud `foo`; check its spelling"),
        (Filters(accounts=("2222",)), "the account `2222`; did you mean `222`?"),
        (Filters(dimensions=("ownr",)), "the dimension `ownr`; did you mean `owner`?"),
    ],
)
def test_a_filter_by_what_neither_run_knows_is_no_good_news(week, filters, says):
    with pytest.raises(BadUsage, match=re.escape(f"neither run 2 nor run 3 knows {says}")):
        diff(week, filters=filters)


def test_a_filter_by_what_is_known_and_has_no_fault_finds_none(folder_place, tmp_path):
    scores = [score(), score(Facet.DIMENSION, "env"), score(Facet.ACCOUNT, "333")]
    for _ in range(2):
        audited(folder_place, tmp_path, [], [read()], scores=scores)
    narrowed = Filters(clouds=("aws",), accounts=("111", "333", ""), rules=("tagged",), dimensions=("env", ""))
    assert told(diff(folder_place, filters=narrowed)) == []


def test_a_history_without_a_finished_run_says_so(folder_place):
    begin(folder_place, start())
    with pytest.raises(BadUsage, match="no finished run yet"):
        diff(folder_place)


def test_what_is_forgotten_was_resolved(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault()], [read()])
    audited(folder_place, tmp_path, [], [read()], day=1)
    audited(folder_place, tmp_path, [], [read()], day=500)
    assert told(diff(folder_place, 1, 3)) == [("resolved", "vol-1")]


def test_runs_are_told_the_latest_first(week):
    assert [run.id for run in runs(week)] == [3, 2, 1]
    assert [run.id for run in runs(week, 1)] == [3]
    run = runs(week)[0]
    assert (run.resources, run.evaluated, run.compliant, run.violations, run.undecided, run.waived) == (
        10,
        8,
        5,
        3,
        1,
        1,
    )
    assert (run.outcome, run.input_kind, run.input_digest, run.policy_digest) == (
        "advise",
        "aws",
        "sha256:00",
        "sha256:11",
    )


def test_a_run_is_shown_with_all_that_is_kept_of_it(place, tmp_path):
    scores = [score(), score(Facet.OWNER, "zoe"), score(Facet.OWNER, "adam", 3)]
    coverage = [read(), read(OTHER, status=ReadStatus.DENIED, reason="no role")]
    run, _ = audited(place, tmp_path, [Fault()], coverage, scores=scores)
    story = show(place, str(run))
    assert (story.scores, story.coverage, story.rules) == (tuple(scores), tuple(coverage), ("tagged",))


def test_faults_are_counted_by_cloud_account_rule_and_dimension(week):
    tallies = {(tally.facet, tally.name): tally for tally in show(week, 3).tallies}
    assert tallies[Facet.TOTAL, ""] == Tally(
        Facet.TOTAL, "", open=3, new=1, reopened=1, persisting=1, resolved=1, unseen=1
    )
    assert tallies[Facet.CLOUD, "aws"].open == 3
    assert tallies[Facet.ACCOUNT, OTHER] == Tally(Facet.ACCOUNT, OTHER, open=1, unseen=1)
    assert tallies[Facet.RULE, "sized"] == Tally(Facet.RULE, "sized", open=1, new=1)
    assert tallies[Facet.DIMENSION, "owner"].resolved == 1


def test_what_was_read_without_a_fault_has_none(folder_place, tmp_path):
    run, _ = audited(folder_place, tmp_path, [], [read()])
    assert show(folder_place, run).tallies == (
        Tally(Facet.ACCOUNT, "111"), Tally(Facet.CLOUD, "aws"), Tally(Facet.RULE, "tagged"), Tally(Facet.TOTAL, ""),
    )  # fmt: skip


def test_an_address_is_shown_with_the_lives_of_its_faults(folder_place, tmp_path):
    faults = [Fault(key="Owner"), Fault(key="Env")]
    audited(folder_place, tmp_path, faults, [read()])
    audited(folder_place, tmp_path, faults, [read()], day=1)
    audited(folder_place, tmp_path, [Fault(key="Env", code="empty")], [read()], day=2)
    env, owner = show(folder_place, "vol-1")
    assert [(step.run, str(step.status), step.code) for step in env.steps] == [
        (1, "new", "missing"), (2, "persisting", "missing"), (3, "persisting", "empty"),
    ]  # fmt: skip
    assert [(step.run, str(step.status)) for step in owner.steps] == [(1, "new"), (2, "persisting"), (3, "resolved")]
    assert show(folder_place, owner.life.fingerprint) == (owner,)


def test_a_fingerprint_may_be_cut_where_no_other_begins_so(week):
    (story,) = show(week, "stays")
    cuts = [story.life.fingerprint[:length] for length in (8, 20, 31)]
    assert [show(week, cut) for cut in cuts] == [(story,)] * 3
    with pytest.raises(BadUsage, match="has found a fault of"):
        show(week, story.life.fingerprint[:7])


def test_of_a_beginning_that_several_share_more_digits_are_asked(folder_place, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "costguard.history.lives._FOUND", _FOUND.replace(_FINGERPRINT, "'abcdef12' || md5(address)[:24]")
    )
    audited(folder_place, tmp_path, [Fault("one")], [read()])
    audited(folder_place, tmp_path, [Fault("two")], [read()], keep_resolved_days=0, day=9)
    with pytest.raises(BadUsage, match=r"2 fingerprints begin with `abcdef12` \(abcdef12\w{24}, .*give more digits"):
        show(folder_place, "abcdef12")
    one = show(folder_place, "one")
    assert show(folder_place, one[0].life.fingerprint[:14]) == one


def test_an_address_that_looks_like_a_fingerprint_is_an_address(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault("deadbeef")], [read()])
    assert show(folder_place, "deadbeef")[0].life.address == "deadbeef"


def test_a_beginning_without_a_letter_is_a_run_where_there_is_one(folder_place, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "costguard.history.lives._FOUND", _FOUND.replace(_FINGERPRINT, "'00000001' || md5(address)[:24]")
    )
    audited(folder_place, tmp_path, [Fault()], [read()])
    assert show(folder_place, "00000001").run.id == 1
    renumber(folder_place)
    assert show(folder_place, "00000001")[0].life.address == "vol-1"


def renumber(place):
    """Give run 1 another number, so that none has it."""
    with writing(place) as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in ("run_rule", "coverage", "score", "tally", "waiver"):
            connection.exec_driver_sql(f"UPDATE {table} SET run_id = 2")  # noqa: S608  (constants)
        connection.exec_driver_sql("UPDATE run SET id = 2")


@pytest.mark.parametrize("what", ["vol-9", "0" * 32, "00000077", "deadbeef"])
def test_what_was_never_found_is_said(week, what):
    with pytest.raises(BadUsage, match=f"has found a fault of `{what}`"):
        show(week, what)


def test_a_run_that_is_not_there_is_said(week):
    with pytest.raises(BadUsage, match="has no run 77"):
        show(week, 77)
    for number in (77, 10**20):
        with pytest.raises(BadUsage, match=f"has no run {number}"):
            diff(week, number)


def test_a_trend_tells_scores_and_faults_run_by_run(place, tmp_path):
    for day, compliant in enumerate((2, 4, 8)):
        scores = [score(compliant=compliant), score(Facet.OWNER, "zoe", compliant)]
        audited(place, tmp_path, [Fault()][: 2 - day], [read()], day=day, scores=scores)
    points = trend(place, days=1, until=DAY_0 + timedelta(days=2))
    assert [(point.run, point.score.share) for point in points] == [(2, 0.5), (3, 1.0)]
    assert [(point.tally.open, point.tally.new, point.tally.resolved) for point in points] == [(1, 0, 0), (0, 0, 1)]
    assert points[0].score.cost_share == 0.5
    assert trend(place, until=DAY_0 + timedelta(days=200)) == ()


def test_a_trend_of_an_owner_counts_no_faults(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault()], [read()], scores=[score(Facet.OWNER, "zoe")])
    (point,) = trend(folder_place, Facet.OWNER, "zoe", until=DAY_0)
    assert (point.score, point.tally) == (score(Facet.OWNER, "zoe"), None)


def test_a_trend_of_a_name_that_has_no_score_says_what_has(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault()], [read()], scores=[score(Facet.OWNER, "zoe"), score(Facet.OWNER, "adam")])
    with pytest.raises(BadUsage, match="score of the owner `zo`; did you mean `zoe`"):
        trend(folder_place, Facet.OWNER, "zo", until=DAY_0)


def test_waivers_are_told_with_what_they_excused(place, tmp_path):
    waived = [Fault(f"vol-{number}", state="waived", waiver="FIN-1") for number in range(3)]
    papers = (
        Waiver("tag*", ("*",), "moving", "FIN-1", "ann", date(2026, 12, 31)),
        Waiver("other", ("*",), "moving", "FIN-1", "ann", date(2026, 11, 30)),
    )
    run = begin(place, start())
    findings = write_findings(tmp_path / "f.parquet", [*waived, Fault("vol-9")])
    finish(place, run, audit_of(findings, [read()]), papers)
    assert [(each.rule, each.expires, each.findings) for each in waivers(place)] == [
        ("other", "2026-11-30", 0), ("tag*", "2026-12-31", 3),
    ]  # fmt: skip
    assert show(place, run).waivers == waivers(place, run)


def test_old_files_go_and_what_is_small_stays(week):
    assert prune(week, 2) == ("lives-1.parquet", "run-1.parquet")
    assert prune(week, 2) == ()
    assert len(runs(week)) == 3
    assert diff(week).counts["new"] == 1
    with pytest.raises(BadUsage, match="the files of run 1 were pruned"):
        diff(week, 1)
    assert [step.run for step in show(week, "stays")[0].steps] == [2]


def test_the_last_run_is_never_pruned(week, tmp_path):
    with pytest.raises(BadUsage, match="keep at least 1"):
        prune(week, 0)
    prune(week, 1)
    _, changed = audited(week, tmp_path, [Fault("stays")], [read()], day=3)
    assert (changed.since_run, changed.persisting) == (3, 1)


def test_files_of_runs_that_never_finished_go_too(week):
    run = begin(week, start())
    (week.files / f"run-{run}.parquet").touch()
    (week.files / f"lives-{run}.parquet.part").touch()
    assert prune(week, 9) == ()  # it may still be running
    fail(week, run, "because")
    assert prune(week, 9) == ("lives-4.parquet.part", "run-4.parquet")
