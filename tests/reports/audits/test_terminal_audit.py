"""The page of an audit says how one stands: nothing unknown counts as good, and nothing leaves its screen."""

import pytest
from audit_samples import empty_audit, gap, read, rich_audit, score
from hostile_audits import audits
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from costguard.model.audit import AuditSummary, Facet
from costguard.model.inventory import ReadStatus
from costguard.model.verdict import Outcome
from costguard.reports.audits.terminal_audit import render
from costguard.reports.options import ReportOptions

HOSTILE = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=60,
)


def page(audit, **options):
    return render(audit, ReportOptions(**options))


def lines_with(word, text):
    return [line for line in text.splitlines() if line.startswith(word)]


@HOSTILE
@given(st.data(), st.sampled_from([40, 60, 80, 120]))
def test_no_line_is_wider_than_the_page_and_none_obeys_an_attacker(tmp_path, data, width):
    text = page(data.draw(audits(tmp_path)), width=width)
    assert text.endswith("\n")
    assert [line for line in text.splitlines() if cell_len(line) > width] == []
    assert [line for line in text.splitlines() if not line.isprintable() or line.lstrip().startswith("::")] == []
    assert "##vso[" not in text


def test_a_full_page_is_about_one_screen(tmp_path):
    assert len(page(rich_audit(tmp_path)).splitlines()) <= 50


def test_coverage_comes_first_and_the_verdict_last(tmp_path):
    lines = page(rich_audit(tmp_path)).splitlines()
    assert lines[0] == "Read       309 of 312 accounts (2 denied, 1 throttled), 1,234,567 resources"
    assert lines[-1] == "DENY — 4 violations (2 deny, 2 advise), 1 undecided, 1 waived, in what was read"


def test_an_inventory_that_tells_no_scopes_is_not_called_complete(tmp_path):
    text = page(empty_audit(tmp_path, summary=AuditSummary(12, 12, 12)))
    assert lines_with("Read", text) == ["Read       12 resources; the inventory does not tell whether that is all"]


def test_an_audit_that_judged_nothing_passes_nothing(tmp_path):
    text = page(empty_audit(tmp_path))
    assert "Compliant  not known: nothing was judged" in text
    assert text.splitlines()[-1] == "PASS — nothing was judged"


def test_a_clean_audit_of_a_part_says_that_it_is_a_part(tmp_path):
    coverage = (read("111122223333"), read("444455556666", ReadStatus.DENIED, "no role"))
    audit = empty_audit(tmp_path, summary=AuditSummary(1, 1, 1), coverage=coverage)
    assert page(audit).splitlines()[-1] == "PASS — nothing to mend, in what was read"


@pytest.mark.parametrize(("outcome", "word"), [(Outcome.APPROVAL, "APPROVAL NEEDED"), (Outcome.ADVISE, "ADVISE")])
def test_the_last_line_begins_with_the_outcome(tmp_path, outcome, word):
    text = page(replace(rich_audit(tmp_path), outcome=outcome), width=120)
    assert text.splitlines()[-1].startswith(f"{word} — 4 violations")


def test_almost_all_is_never_all(tmp_path):
    total = score(Facet.TOTAL, "", 100_000, 99_997, "100000", "99999.99")
    text = page(empty_audit(tmp_path, summary=AuditSummary(100_000, 100_000, 99_997), scores=(total,)))
    assert "99.9 % of 100,000 resources judged" in text
    assert "99.9 % of 100,000 USD a month known" in text
    assert "100 %" not in text


def test_a_share_by_cost_of_nothing_known_is_not_known(tmp_path):
    total = score(Facet.TOTAL, "", 10, 10, priced=0)
    text = page(empty_audit(tmp_path, summary=AuditSummary(10, 10, 10), scores=(total,)))
    assert "100 % of 10 resources judged" in text
    assert "by cost not known, as no resource has a known cost" in text


def test_what_is_waived_is_neither_compliant_nor_judged(tmp_path):
    total = score(Facet.TOTAL, "", 10, 6, waived=1)
    text = page(empty_audit(tmp_path, summary=AuditSummary(10, 10, 6), scores=(total,)))
    assert "66.6 % of 9 resources judged; 1 more has a waiver" in text


def test_one_of_each_is_singular(tmp_path):
    total = score(Facet.TOTAL, "", 1, 0, priced=0)
    audit = empty_audit(
        tmp_path, {}, summary=AuditSummary(1, 1, 0, violations=1), scores=(total,), coverage=(read("1"),),
        outcome=Outcome.DENY,
    )  # fmt: skip
    text = page(audit)
    assert "1 of 1 account, 1 resource\n" in text
    assert "of 1 resource judged\n" in text
    assert "DENY — 1 violation (1 deny)\n" in text


def test_without_an_owner_dimension_no_owners_are_listed(tmp_path):
    audit = rich_audit(tmp_path)
    text = page(replace(audit, scores=tuple(each for each in audit.scores if each.facet is not Facet.OWNER)))
    assert "Owners" not in text
    assert "Accounts with most to mend" in text


def test_accounts_are_ranked_by_what_is_not_attributed_and_then_by_number(tmp_path):
    accounts = [
        score(Facet.ACCOUNT, "many", 100, 1),
        score(Facet.ACCOUNT, "dear", 2, 1, "50", "10"),
        score(Facet.ACCOUNT, "few", 100, 99),
        score(Facet.ACCOUNT, "fine", 100, 100, "9000", "9000"),
    ]
    text = page(empty_audit(tmp_path, scores=tuple(accounts)))
    named = [line.split()[0] for line in text.splitlines() if line[:3].strip() and line[:2] == "  "]
    assert named == ["dear", "many", "few"]


def test_a_gap_tells_how_much_of_its_cost_is_known(tmp_path):
    unpriced = {"a": 0, "b": 1, "c": 3}
    gaps = tuple(
        gap("Owner missing", kind, 3, "10" if number < 3 else "0", number) for kind, number in unpriced.items()
    )
    text = page(empty_audit(tmp_path, gaps=gaps))
    assert [" ".join(line.split()[3:]) for line in text.splitlines() if line.startswith("  Owner missing")] == [
        "111122223333 3 10",
        "111122223333 3 at least 10",
        "111122223333 3 cost not known",
    ]


def test_of_many_gaps_the_rest_is_counted(tmp_path):
    text = page(empty_audit(tmp_path, gaps=tuple(gap("Owner missing", f"t{number}", 1, "1") for number in range(20))))
    assert "  … and 12 more gaps" in text.splitlines()


def test_of_forty_reasons_five_are_told_and_the_rest_is_counted(tmp_path):
    coverage = tuple(read(f"{number:012}", ReadStatus.FAILED, f"reason {number % 40}") for number in range(1_000))
    text = page(empty_audit(tmp_path, coverage=coverage))
    assert "Read       0 of 1,000 accounts (1,000 failed), 0 resources" in text
    assert text.count("failed: aws") == 5
    assert "… and 875 more scopes for 35 other reasons (--format json)" in text


def test_accounts_that_share_a_reason_are_told_together(tmp_path):
    coverage = tuple(read(str(number), ReadStatus.DENIED, "no role") for number in range(100, 105))
    assert "denied: aws 100, 101, 102 and 2 more: no role" in page(empty_audit(tmp_path, coverage=coverage))


def test_an_organisation_that_could_not_be_listed_has_at_least_what_is_known(tmp_path):
    coverage = (read("111122223333"), read("*", ReadStatus.DENIED, "organizations:ListAccounts is denied"))
    text = page(empty_audit(tmp_path, coverage=coverage))
    assert "1 of at least 1 account, 0 resources" in text
    assert "denied: aws every account: organizations:ListAccounts is denied" in text


def test_undecided_findings_are_told_by_their_most_frequent_reasons(tmp_path):
    rows = [
        {"address": str(number), "state": "undecided", "message": f"`owner` is {reason}"}
        for number, reason in enumerate(["not told"] * 3 + ["unread"] * 2 + ["a", "b", "c"])
    ]
    text = page(empty_audit(tmp_path, *rows, summary=AuditSummary(8, 8, 0, undecided=8)), width=120)
    assert lines_with("Undecided", text) == [
        "Undecided  8 findings: `owner` is not told (3); `owner` is unread (2); `owner` is a (1); and 2 more reasons"
    ]


def test_one_reason_for_several_keys_is_told_once(tmp_path):
    keys = ("Owner", "CostCenter", "Environment", "Team")
    rows = [{"key": key, "state": "undecided", "message": f"`{key}` is not told"} for key in keys]
    text = page(empty_audit(tmp_path, *rows, summary=AuditSummary(1, 1, 0, undecided=4)))
    assert lines_with("Undecided", text) == [
        "Undecided  4 findings: `CostCenter`/`Environment`/`Owner`/… is not told"
    ]  # fmt: skip


def test_a_cost_that_may_be_that_of_others_is_not_said_to_be_nothing(tmp_path):
    accounts = (
        score(Facet.ACCOUNT, "half-priced", 10, 5, "70", "70", priced=5),
        score(Facet.ACCOUNT, "all-priced", 10, 6, "70", "70"),
    )
    text = page(empty_audit(tmp_path, scores=accounts))
    assert "5 of 10          not known" in text
    assert "4 of 10            0 of 70" in text


def test_an_expired_waiver_is_told(tmp_path):
    assert lines_with("Expired", page(rich_audit(tmp_path))) == [
        "Expired    the waiver FIN-9 expired on 2026-06-30 and excuses nothing; it would"
    ]


@pytest.mark.parametrize(
    ("run", "said"),
    [(0, "not known; --history PLACE keeps runs"), (1, "run 1 is the first that the history keeps")],
)
def test_without_a_run_before_nothing_is_said_to_have_changed(tmp_path, run, said):
    assert said in page(empty_audit(tmp_path, run=run))


def test_of_many_notes_the_rest_is_counted(tmp_path):
    text = page(empty_audit(tmp_path, notes=tuple(f"note {number}" for number in range(9))))
    assert (text.count("Note  "), "… and 4 more notes" in text) == (5, True)
