"""What becomes of a fault from one audit to the next."""

from datetime import timedelta

import pytest
from made_audits import DAY_0, Fault, audit_of, audited, read, start

from costguard.history.clock import stamp
from costguard.history.place import place_of
from costguard.history.query import diff, show
from costguard.history.record import begin, finish
from costguard.model.audit import Changes
from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput, BadUsage
from costguard.model.finding import Code, Finding, Level, State
from costguard.model.inventory import ReadStatus

FAILURES = [status for status in ReadStatus if status is not ReadStatus.COMPLETE]


def changes(since, day=0, **counts):
    none = dict.fromkeys(("new", "reopened", "persisting", "resolved", "unseen"), 0)
    return Changes(since, stamp(DAY_0 + timedelta(days=day)), **{**none, **counts})


def life(place, what="vol-1"):
    (story,) = show(place, what)
    return story.life


def test_the_first_audit_changes_nothing_and_every_fault_is_new(folder_place, tmp_path):
    run, changed = audited(folder_place, tmp_path, [Fault()], [read()])
    assert changed is None
    assert show(folder_place, run).run.new == 1
    assert life(folder_place).status == "new"


def test_a_fault_that_is_found_again_persists_and_keeps_its_first_day(place, tmp_path):
    audited(place, tmp_path, [Fault()], [read()])
    _, changed = audited(place, tmp_path, [Fault(code="empty")], [read()], day=1)
    assert changed == changes(1, persisting=1)
    found = life(place)
    assert (found.first_run, found.last_run, found.code) == (1, 2, "empty")
    assert (found.first_seen, found.last_seen) == (stamp(DAY_0), stamp(DAY_0 + timedelta(days=1)))


def test_a_fault_is_resolved_where_its_scope_was_read_to_the_end(place, tmp_path):
    audited(place, tmp_path, [Fault()], [read()])
    _, changed = audited(place, tmp_path, [], [read()], day=1)
    assert changed == changes(1, resolved=1)
    found = life(place)
    assert (found.resolved_run, found.resolved_because) == (2, "mended or gone")
    assert found.resolved_at == stamp(DAY_0 + timedelta(days=1))


def test_what_was_resolved_is_not_resolved_again(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault()], [read()])
    audited(folder_place, tmp_path, [], [read()])
    _, changed = audited(folder_place, tmp_path, [], [read()])
    assert changed == changes(2)
    assert life(folder_place).resolved_run == 2


def test_a_fault_that_comes_back_is_reopened_with_its_first_day(folder_place, tmp_path):
    for faults in ([Fault()], [], [Fault()], [Fault()], []):
        audited(folder_place, tmp_path, faults, [read()])
    _, changed = audited(folder_place, tmp_path, [Fault()], [read()])
    assert changed == changes(5, reopened=1, new_violations=1)
    found = life(folder_place)
    assert (found.reopened, found.first_run, found.resolved_run, found.resolved_because) == (2, 1, None, None)


@pytest.mark.parametrize("status", FAILURES)
def test_nothing_is_resolved_in_a_scope_that_was_not_read_to_the_end(folder_place, tmp_path, status):
    audited(folder_place, tmp_path, [Fault()], [read()])
    _, changed = audited(folder_place, tmp_path, [], [read(status=status)])
    assert changed == changes(1, unseen=1)


@pytest.mark.parametrize(
    "elsewhere",
    [read("222"), read(region="us-east-1"), read(source="explorer"), read("*", "*")],
    ids=["account", "region", "source", "organisation"],
)
def test_nothing_is_resolved_by_what_was_read_elsewhere(folder_place, tmp_path, elsewhere):
    audited(folder_place, tmp_path, [Fault()], [read()])
    _, changed = audited(folder_place, tmp_path, [], [elsewhere])
    assert changed == changes(1, unseen=1)


def test_a_run_of_one_cloud_says_nothing_of_another(folder_place, tmp_path):
    """Neither what it does not find there, nor a rule that its own policy lacks."""
    audited(folder_place, tmp_path, [Fault()], [read()])
    there = read(account="webshop", region="*", source="cloud-asset", cloud=Cloud.GCP)
    _, changed = audited(folder_place, tmp_path, [], [there], rules=("other",))
    assert changed == changes(1)
    assert life(folder_place).status == "elsewhere"
    _, changed = audited(folder_place, tmp_path, [Fault()], [read()])
    assert changed == changes(2, persisting=1)


def test_an_unseen_fault_that_is_found_again_persists(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault()], [read()])
    audited(folder_place, tmp_path, [], [])
    _, changed = audited(folder_place, tmp_path, [Fault()], [read()])
    assert changed == changes(2, persisting=1)


def test_all_regions_read_together_resolve_a_fault_of_any(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault()], [read()])
    _, changed = audited(folder_place, tmp_path, [], [read(region="*")])
    assert changed == changes(1, resolved=1)


def test_a_region_that_failed_outweighs_the_account_that_was_read(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault()], [read()])
    _, changed = audited(folder_place, tmp_path, [], [read(region="*"), read(status=ReadStatus.FAILED)])
    assert changed == changes(1, unseen=1)


def test_a_region_with_two_entries_is_complete_only_if_both_are(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault()], [read()])
    _, changed = audited(folder_place, tmp_path, [], [read(status=ReadStatus.PARTIAL), read()])
    assert changed == changes(1, unseen=1)


def test_a_region_that_was_read_outweighs_the_account_that_failed(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault()], [read()])
    _, changed = audited(folder_place, tmp_path, [], [read(region="*", status=ReadStatus.FAILED), read()])
    assert changed == changes(1, resolved=1)


def test_a_global_resource_is_gone_when_all_regions_that_were_read_are_read_again(folder_place, tmp_path):
    regions = [read(region="eu-west-1"), read(region="us-east-1")]
    audited(folder_place, tmp_path, [Fault(region=None)], regions)
    _, changed = audited(folder_place, tmp_path, [], [*regions, read(region="eu-north-1")])
    assert changed == changes(1, resolved=1)


def test_a_global_resource_is_unseen_when_one_region_is_left_out(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault(region=None)], [read(region="eu-west-1"), read(region="us-east-1")])
    audited(folder_place, tmp_path, [], [read(region="eu-west-1")])
    _, changed = audited(folder_place, tmp_path, [], [read(region="eu-west-1")])
    assert changed == changes(2, unseen=1)  # it is the regions of the run that found it that count


def test_a_global_resource_is_unseen_when_any_region_failed(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault(region=None)], [read(region="*")])
    _, changed = audited(folder_place, tmp_path, [], [read(region="*"), read(status=ReadStatus.DENIED)])
    assert changed == changes(1, unseen=1)


def test_a_removed_rule_resolves_its_faults_whatever_was_read(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault()], [read()])
    _, changed = audited(folder_place, tmp_path, [], [read(status=ReadStatus.DENIED)], rules=("another",))
    assert changed == changes(1, resolved=1)
    assert life(folder_place).resolved_because == "rule removed"


def test_an_expired_waiver_is_there_or_not_whatever_was_read(folder_place, tmp_path):
    expired = Fault(
        "waiver.FIN-1", rule="tag*", key="*", account=None, region=None, collected_by=None, code="expired-waiver"
    )
    audited(folder_place, tmp_path, [expired])
    _, changed = audited(folder_place, tmp_path, [expired])
    assert changed == changes(1, persisting=1)
    _, changed = audited(folder_place, tmp_path, [])
    assert changed == changes(2, resolved=1)
    assert life(folder_place, "waiver.FIN-1").resolved_because == "mended or gone"


@pytest.mark.parametrize("rules", [("tagged",), ("another",)])
def test_a_resource_without_account_and_source_is_not_resolved_by_another_cloud(folder_place, tmp_path, rules):
    nobodys = Fault(account=None, region=None, collected_by=None)
    audited(folder_place, tmp_path, [nobodys])
    _, changed = audited(folder_place, tmp_path, [], [read(cloud=Cloud.GCP)], rules=rules)
    assert changed == changes(1)
    assert life(folder_place).status == "elsewhere"


def test_a_resource_without_account_and_source_is_unseen_where_others_of_its_cloud_were_read(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault(account=None, region=None, collected_by=None)])
    _, changed = audited(folder_place, tmp_path, [], [read()])
    assert changed == changes(1, unseen=1)


def test_a_waived_fault_goes_on_living(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault()], [read()])
    _, changed = audited(folder_place, tmp_path, [Fault(state="waived")], [read()])
    assert changed == changes(1, persisting=1)
    assert life(folder_place).state == "waived"


NOT_YET = [[], [Fault(state="undecided")], [Fault(state="waived")]]


@pytest.mark.parametrize("before", NOT_YET, ids=["unknown", "undecided", "waived"])
def test_a_violation_that_was_none_in_the_run_before_is_new(place, tmp_path, before):
    audited(place, tmp_path, before, [read()])
    _, changed = audited(place, tmp_path, [Fault(), Fault("vol-2", state="undecided")], [read()])
    assert changed.new_violations == 1
    _, changed = audited(place, tmp_path, [Fault()], [read()])
    assert changed.new_violations == 0


@pytest.mark.parametrize("state", ["undecided", "waived"])
@pytest.mark.parametrize("before", [[], [Fault()]], ids=["unknown", "violation"])
def test_what_is_undecided_or_waived_is_no_new_violation(folder_place, tmp_path, state, before):
    audited(folder_place, tmp_path, before, [read()])
    _, changed = audited(folder_place, tmp_path, [Fault(state=state)], [read()])
    assert changed.new_violations == 0


def test_a_violation_whose_rule_became_stricter_is_not_new(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault(level="advise")], [read()])
    _, changed = audited(folder_place, tmp_path, [Fault(level="deny", code="invalid")], [read()])
    assert changed == changes(1, persisting=1)


def test_a_violation_that_was_not_seen_for_a_night_is_not_new(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault()], [read()])
    audited(folder_place, tmp_path, [], [read(status=ReadStatus.DENIED)])
    _, changed = audited(folder_place, tmp_path, [Fault()], [read()])
    assert changed == changes(2, persisting=1)


def test_several_findings_of_one_fault_are_one_life_and_the_gravest_tells_of_it(folder_place, tmp_path):
    twice = [Fault(state="undecided"), Fault(level="deny", code="empty"), Fault(level="advise")]
    run, _ = audited(folder_place, tmp_path, twice, [read()])
    assert show(folder_place, run).run.new == 1
    assert (life(folder_place).state, life(folder_place).level) == ("violation", "deny")


def test_a_fault_is_forgotten_long_after_it_was_resolved(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault()], [read()], day=0)
    audited(folder_place, tmp_path, [], [read()], day=1)
    audited(folder_place, tmp_path, [], [read()], day=401)
    assert life(folder_place).status == "resolved"
    _, changed = audited(folder_place, tmp_path, [Fault()], [read()], day=402)
    assert changed == changes(3, day=401, reopened=1, new_violations=1)
    audited(folder_place, tmp_path, [], [read()], day=403)
    audited(folder_place, tmp_path, [], [read()], day=803.5)
    _, changed = audited(folder_place, tmp_path, [Fault()], [read()], day=804)
    assert changed == changes(6, day=803.5, new=1, new_violations=1)


def test_the_fingerprint_of_a_life_is_that_of_its_finding(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault("ünï'çødé", key="Ö")], [read()])
    finding = Finding("tagged", "ünï'çødé", Code.MISSING, State.VIOLATION, Level.ADVISE, "", key="Ö")
    assert life(folder_place, "ünï'çødé").fingerprint == finding.fingerprint
    assert life(folder_place, finding.fingerprint).address == "ünï'çødé"


WEIRD = ['o\'hara "&" co', "a\nb\t\\", "日本語🦆", "x" * 300, "%s $run {braces} --", "*?[a]", " "]


@pytest.mark.parametrize("text", WEIRD)
def test_any_text_may_be_an_address_a_key_and_a_place(place, tmp_path, text):
    audited(place, tmp_path, [Fault(text, key=text, rule="r")], [read()], rules=("r", text))
    _, changed = audited(place, tmp_path, [], [read(reason="\0" + text)], rules=("r", text))
    assert changed == changes(1, resolved=1)
    assert life(place, text).key == text
    assert show(place, 2).coverage[0].reason == "\ufffd" + text


def test_a_folder_whose_name_looks_like_a_glob_is_a_folder(tmp_path):
    place = place_of(str(tmp_path / "we[ir]d *?'s"))
    audited(place, tmp_path, [Fault()], [read()])
    _, changed = audited(place, tmp_path, [Fault()], [read()])
    assert changed == changes(1, persisting=1)
    assert diff(place).counts["persisting"] == 1


def test_findings_that_are_no_parquet_leave_the_last_audit_the_last(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault()], [read()])
    run = begin(folder_place, start())
    broken = tmp_path / "broken.parquet"
    broken.write_text("no parquet", encoding="utf-8")
    with pytest.raises(BadInput, match=r"findings .* cannot be read"):
        finish(folder_place, run, audit_of(str(broken)))
    with pytest.raises(BadInput, match="are not at"):
        finish(folder_place, run, audit_of(str(tmp_path / "none.parquet")))
    _, changed = audited(folder_place, tmp_path, [Fault()], [read()])
    assert changed == changes(1, persisting=1)


def test_a_run_finishes_once(folder_place, tmp_path):
    run, _ = audited(folder_place, tmp_path, [Fault()], [read()])
    with pytest.raises(BadUsage, match=r"run 1 .* is over"):
        finish(folder_place, run, audit_of(str(tmp_path / "found-1.parquet")))
    with pytest.raises(BadUsage, match="has no run 7"):
        finish(folder_place, 7, audit_of(str(tmp_path / "found-1.parquet")))
