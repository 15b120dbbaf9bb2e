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
from costguard.model.verdict import Input, Outcome
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
    assert len(page(rich_audit(tmp_path)).splitlines()) <= 52


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
    assert "99.9 % by cost, of the 100,000 USD a month that are known" in text
    assert "100 %" not in text


def test_a_share_by_cost_of_nothing_known_is_not_known(tmp_path):
    total = score(Facet.TOTAL, "", 10, 10, priced=0)
    text = page(empty_audit(tmp_path, summary=AuditSummary(10, 10, 10), scores=(total,)))
    assert "100 % of 10 resources judged" in text
    assert "by cost not known, as no resource has a known cost" in text


def test_what_is_waived_is_neither_compliant_nor_judged(tmp_path):
    total = score(Facet.TOTAL, "", 10, 6, waived=1)
    text = page(empty_audit(tmp_path, summary=AuditSummary(10, 10, 6), scores=(total,)))
    assert "66.6 % of 9 resources judged; 1 more waived" in text


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
    assert "owners" not in text
    assert "Worst accounts" in text


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
    assert [" ".join(line.split()[3:]) for line in text.splitlines() if line.startswith("  Owner is missing")] == [
        "3 10",
        "3 at least 10",
        "3 cost not known",
    ]


def test_of_many_gaps_the_rest_is_counted(tmp_path):
    text = page(empty_audit(tmp_path, gaps=tuple(gap("Owner missing", f"t{number}", 1, "1") for number in range(20))))
    assert "  … and 15 more gaps" in text.splitlines()
    assert text.count("The cost of a resource stands in each of its gaps.") == 1


def test_a_single_gap_shares_its_cost_with_no_other(tmp_path):
    assert "in each of its gaps" not in page(empty_audit(tmp_path, gaps=(gap("Owner missing", "t", 1, "1"),)))


@pytest.mark.parametrize(("code", "said"), [("misspelled", "Owner is misspelled"), ("new-one", "Owner new-one")])
def test_a_gap_says_in_words_what_is_wrong_and_below_it_by_which_rule_and_where(tmp_path, code, said):
    text = page(empty_audit(tmp_path, gaps=(gap(f"Owner {code}", "aws_instance", 2, "10"),)))
    title, first, second, *_ = text.splitlines()[text.splitlines().index("") + 1 :]
    assert title.split() == ["Most", "expensive", "gaps", "resources", "USD", "a", "month"]
    assert first.split("  ")[1] == said
    assert second == "    required-tags, aws_instance, 111122223333"


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (40, ["    required-tags,", "    azurerm_linux_virtual_machine,", "    b7d04e91-5c2a-49f8-8f60-13a9e2c6d475"]),
        (68, ["    required-tags, azurerm_linux_virtual_machine, b7d04e91-…e2c6d475"]),
        (90, ["    required-tags, azurerm_linux_virtual_machine, b7d04e91-5c2a-49f8-8f60-13a9e2c6d475"]),
    ],
)
def test_of_what_a_gap_is_about_only_the_account_is_shortened_and_only_to_fit_a_line(tmp_path, width, said):
    found = gap(
        "Owner missing", "azurerm_linux_virtual_machine", 2, "10", account="b7d04e91-5c2a-49f8-8f60-13a9e2c6d475"
    )
    lines = page(empty_audit(tmp_path, gaps=(found,)), width=width).splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("    required-tags,"))
    assert lines[first : first + len(said)] == said


@pytest.mark.parametrize("facet", [Facet.ACCOUNT, Facet.OWNER, Facet.RULE, Facet.DIMENSION])
def test_a_list_that_is_cut_says_how_many_more_there_are(tmp_path, facet):
    scores = tuple(score(facet, f"n{number}", 10, 1) for number in range(20))
    lines = page(empty_audit(tmp_path, scores=scores)).splitlines()
    shown = sum(line.startswith("  n") for line in lines)
    assert f"  … and {20 - shown} more {facet.value}s" in lines


@pytest.mark.parametrize("number", range(1, 12))
def test_a_single_line_is_never_left_out(tmp_path, number):
    scores = tuple(score(facet, f"n{each}", 10, 1) for each in range(number) for facet in Facet)
    gaps = tuple(gap("Owner missing", f"t{each}", 1, "1") for each in range(number))
    notes = tuple(f"note {each}" for each in range(number))
    coverage = tuple(read(str(each), ReadStatus.FAILED, f"reason {each}") for each in range(number))
    rows = [{"address": str(each), "state": "undecided", "message": f"because {each}"} for each in range(number)]
    audit = empty_audit(
        tmp_path, *rows, scores=scores, gaps=gaps, notes=notes, coverage=coverage,
        summary=AuditSummary(number, number, 0, undecided=number),
    )  # fmt: skip
    assert "and 1 more" not in page(audit)


def test_at_the_widest_a_table_stays_together(tmp_path):
    text = page(rich_audit(tmp_path), width=200)
    tables = text[text.index("Dimensions") : text.index("Undecided")]
    assert max(map(len, tables.splitlines())) == 110


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_title_and_its_headers_stay_on_a_line(tmp_path, width):
    lines = page(rich_audit(tmp_path), width=width).splitlines()
    assert [
        line for line in lines if line.startswith("Worst accounts") and not line.endswith("known USD a month")
    ] == []


def test_a_reason_that_is_too_long_loses_its_end_between_two_words(tmp_path):
    coverage = (read("1", ReadStatus.DENIED, "the first reason is one; " + "the second is another, " * 20),)
    text = " ".join(page(empty_audit(tmp_path, coverage=coverage)).split())
    said = text[text.index("the first reason") : text.index(" Compliant")]
    assert said.startswith("the first reason is one; the second is another, the second")
    assert said.endswith((" the …", " second …", " is …", " another, …"))


def test_resources_that_no_rule_speaks_of_are_said_to_be_such(tmp_path):
    def judged(resources, evaluated):
        lines = page(empty_audit(tmp_path, summary=AuditSummary(resources, evaluated, 0))).splitlines()
        return next(line for line in lines if line.startswith("Input"))

    assert judged(73, 72) == "Input:  aws, 72 of 73 resources judged; no rule speaks of the other"
    assert judged(73, 70) == "Input:  aws, 70 of 73 resources judged; no rule speaks of the other 3"
    assert judged(73, 73) == "Input:  aws, 73 of 73 resources judged"


@pytest.mark.parametrize("status", [ReadStatus.DENIED, ReadStatus.THROTTLED, ReadStatus.FAILED])
def test_where_nothing_could_be_read_nothing_passes(tmp_path, status):
    text = page(empty_audit(tmp_path, coverage=(read("1", status), read("2", ReadStatus.DENIED))))
    assert text.splitlines()[-1] == "NOT JUDGED — nothing could be read"


def test_an_account_that_holds_nothing_was_read(tmp_path):
    text = page(empty_audit(tmp_path, coverage=(read("1", resources=0), read("2", ReadStatus.DENIED))))
    assert text.splitlines()[-1] == "PASS — nothing was judged"


def test_resources_without_a_known_cost_are_those_that_count_and_have_none(tmp_path):
    total = score(Facet.TOTAL, "", 10, 6, "100", "50", waived=3, priced=5)
    text = page(empty_audit(tmp_path, summary=AuditSummary(10, 10, 6), scores=(total,)), width=120)
    assert "50.0 % by cost, of the 100 USD a month that are known; 2 resources have no known cost" in text


def test_what_costs_nothing_has_no_share_by_cost(tmp_path):
    text = page(empty_audit(tmp_path, scores=(score(Facet.TOTAL, "", 2, 1),)))
    assert "by cost no share, as what is known costs nothing" in text


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("snapshot", "snapshot"),
        ("aws-config", "aws-config"),
        ("terraform-state", "terraform-state"),
        ("cloud-asset", "cloud-asset"),
    ],
)
def test_files_prove_nothing_about_what_they_lack(tmp_path, kind, source):
    coverage = tuple(read(str(number), source=source) for number in range(8))
    audit = empty_audit(tmp_path, input=Input(kind, "f", ""), coverage=coverage, summary=AuditSummary(73, 73, 73))
    assert page(audit).splitlines()[0] == "Read       8 accounts, 73 resources: what the files hold"


def test_files_of_several_kinds_are_files_and_an_account_in_two_of_them_is_one(tmp_path):
    coverage = (read("1", source="snapshot"), read("1", source="cloud-asset"), read("", source="snapshot"))
    audit = empty_audit(tmp_path, input=Input("snapshot", "f", ""), coverage=coverage, summary=AuditSummary(2, 2, 2))
    assert page(audit).splitlines()[0] == "Read       1 account, 2 resources: what the files hold"


def test_a_file_without_accounts_has_none(tmp_path):
    audit = empty_audit(tmp_path, coverage=(read("", source="snapshot"),), summary=AuditSummary(1, 1, 1))
    assert page(audit).splitlines()[0] == "Read       1 resource: what the files hold"


@pytest.mark.parametrize(("kind", "source"), [("gcp", "cloud-asset"), ("snapshot", "cloud-asset"), ("aws", "config")])
def test_what_was_read_live_proves_its_accounts_also_when_it_is_judged_again(tmp_path, kind, source):
    audit = empty_audit(tmp_path, input=Input(kind, "f", ""), coverage=(read("1", source=source),))
    assert page(audit).splitlines()[0] == "Read       1 of 1 account, 0 resources"


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
