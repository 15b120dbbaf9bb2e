"""The formats for programs tell every finding, in one order, with the same words as `check`."""

import csv
import json
from decimal import Decimal

import jsonschema
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from audit_samples import empty_audit, gap, read, rich_audit, score
from hostile_audits import audits
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from costguard.model.audit import Facet
from costguard.model.finding import Code, Finding, Level, State
from costguard.model.inventory import ReadStatus
from costguard.reports import csv_report
from costguard.reports.audits.json_audit import audit_schema
from costguard.reports.audits.registry import write
from costguard.reports.json_report import report_schema
from costguard.reports.options import ReportOptions
from costguard.tables import findings

SCOPE = ["account", "region", "collected_by"]
HOSTILE = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=40,
)


def told(name, audit, folder):
    path = folder / f"report.{name}"
    write(name, audit, str(path), ReportOptions())
    match name:
        case "json":
            return json.loads(path.read_text(encoding="ascii"))
        case "csv":
            with path.open(encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file))
        case _:
            return pq.read_table(path).to_pylist()


@pytest.fixture(scope="module")
def validator():
    jsonschema.Draft202012Validator.check_schema(audit_schema())
    return jsonschema.Draft202012Validator(audit_schema())


def test_an_audit_fits_its_schema(validator, tmp_path):
    assert list(validator.iter_errors(told("json", rich_audit(tmp_path), tmp_path))) == []


def test_an_audit_of_nothing_fits_its_schema(validator, tmp_path):
    shown = told("json", empty_audit(tmp_path), tmp_path)
    assert list(validator.iter_errors(shown)) == []
    assert (shown["findings"], shown["changes"], shown["run"]) == ([], None, None)


@HOSTILE
@given(data=st.data())
def test_a_hostile_audit_fits_its_schema(validator, tmp_path, data):
    audit = data.draw(audits(tmp_path))
    path = tmp_path / "report.json"
    write("json", audit, str(path), ReportOptions())
    text = path.read_text(encoding="ascii")
    assert "##" not in text
    assert not [line for line in text.splitlines() if line.startswith("::")]
    assert list(validator.iter_errors(json.loads(text))) == []


def test_every_object_of_the_schema_is_closed_and_every_member_described():
    def objects(schema):
        if isinstance(schema, dict):
            if "properties" in schema:
                yield schema
            for part in schema.values():
                yield from objects(part)

    for each in objects(audit_schema()):
        assert each["additionalProperties"] is False
        assert each["required"] == list(each["properties"])
        assert [name for name, member in each["properties"].items() if not member.get("description")] == []


def test_the_members_stand_in_the_documented_order(tmp_path):
    shown = told("json", rich_audit(tmp_path), tmp_path)
    assert list(shown) == audit_schema()["required"]
    assert list(shown["coverage"]) == ["accounts", "read", "complete", "scopes"]


def test_a_finding_has_the_members_of_a_plans_and_its_scope(tmp_path):
    shown = told("json", rich_audit(tmp_path), tmp_path)
    of_plans = ("title", "module", "sensitive")
    members = [name for name in report_schema()["$defs"]["finding"]["required"] if name not in of_plans]
    assert {tuple(finding) for finding in shown["findings"]} == {(*members, *SCOPE)}


def test_the_rows_of_a_spreadsheet_have_the_columns_of_a_plans_and_the_scope(tmp_path):
    shown = told("csv", rich_audit(tmp_path), tmp_path)
    assert {tuple(row) for row in shown} == {(*csv_report.COLUMNS, *SCOPE)}


def test_parquet_has_the_columns_of_the_findings_as_plain_strings_and_what_a_reader_needs(tmp_path):
    write("parquet", rich_audit(tmp_path), str(tmp_path / "report"), ReportOptions())
    schema = pq.read_schema(tmp_path / "report")
    assert schema.names == [*findings.SCHEMA.names, "title", "why", "fingerprint", "run"]
    assert not [field.name for field in schema if pa.types.is_dictionary(field.type)]
    assert schema.field("monthly_cost").type == findings.MONEY


def test_coverage_counts_accounts_that_were_read_whole(tmp_path):
    shown = told("json", rich_audit(tmp_path), tmp_path)["coverage"]
    assert (shown["accounts"], shown["read"], shown["complete"], len(shown["scopes"])) == (312, 309, False, 312)


def test_a_cost_that_is_not_known_is_null_and_never_zero(tmp_path):
    costs = {"a": None, "b": Decimal(0), "c": Decimal("1200.5")}
    audit = empty_audit(tmp_path, *({"key": key, "monthly_cost": cost} for key, cost in costs.items()))
    assert [each["monthly_cost"] for each in told("json", audit, tmp_path)["findings"]] == [None, "0", "1200.5"]
    assert [each["monthly_cost"] for each in told("csv", audit, tmp_path)] == ["", "0.00", "1200.50"]
    assert [each["monthly_cost"] for each in told("parquet", audit, tmp_path)] == list(costs.values())


@pytest.mark.parametrize(
    ("figures", "told_cost"),
    [
        (score(Facet.OWNER, "x", 10, 5, priced=0), [None, None]),
        (score(Facet.OWNER, "x", 10, 0, priced=0, waived=10), ["0", "0"]),
        (score(Facet.OWNER, "x", 10, 5, priced=1), ["0", "0"]),
        (score(Facet.OWNER, "x", 10, 5, "12.50", "1"), ["12.5", "1"]),
    ],
)
def test_a_score_of_which_no_cost_is_known_has_no_costs(validator, figures, told_cost, tmp_path):
    shown = told("json", empty_audit(tmp_path, scores=(figures,)), tmp_path)
    assert [shown["scores"][0][name] for name in ("monthly_cost", "compliant_cost")] == told_cost
    assert list(validator.iter_errors(shown)) == []


@pytest.mark.parametrize(("unpriced", "told_cost"), [(3, None), (2, "0"), (0, "0")])
def test_a_gap_of_which_no_cost_is_known_has_none(unpriced, told_cost, tmp_path):
    audit = empty_audit(tmp_path, gaps=(gap("Owner missing", "t", 3, "0", unpriced),))
    assert told("json", audit, tmp_path)["gaps"][0]["monthly_cost"] == told_cost


def test_a_reason_of_coverage_is_told_whole(tmp_path):
    reason = "the role cannot be assumed; " * 500
    shown = told("json", empty_audit(tmp_path, coverage=(read("1", ReadStatus.DENIED, reason),)), tmp_path)
    assert shown["coverage"]["scopes"][0]["reason"] == reason


@pytest.mark.parametrize("name", ["json", "csv", "parquet"])
def test_a_sensitive_value_is_never_told(name, tmp_path):
    path = tmp_path / "report"
    write(name, empty_audit(tmp_path, {"value": "hunter2", "sensitive": True}), str(path), ReportOptions())
    assert b"hunter2" not in path.read_bytes()


def test_a_waived_finding_tells_its_waiver(tmp_path):
    audit = empty_audit(tmp_path, {"state": "waived", "waiver": "FIN-123"})
    assert told("json", audit, tmp_path)["findings"][0]["waiver"] == {
        "reason": "Moves to the new account in spring",
        "ticket": "FIN-123",
        "approved_by": "jane@example.com",
        "expires": "2027-03-31",
    }


@pytest.mark.parametrize("name", ["json", "csv", "parquet"])
def test_why_is_the_rules_reason_and_of_an_expired_waiver_its_own(name, tmp_path):
    rows = ({"address": "a"}, {"address": "waiver.FIN-9", "code": "expired-waiver", "cloud": "other"})
    shown = told(name, empty_audit(tmp_path, *rows), tmp_path)
    found = shown["findings"] if name == "json" else shown
    assert [each["why"] for each in found] == ["Spend without an owner cannot be allocated.", "A pilot"]


@pytest.mark.parametrize("name", ["json", "csv", "parquet"])
def test_findings_are_sorted_by_address_rule_and_key(name, tmp_path):
    places = [
        (address, rule, key)
        for address in ("é", "b", "a", "Z", "値")
        for rule in ("r2", "r1")
        for key in ("k", "", None)
    ]
    rows = [{"address": address, "rule": rule, "key": key} for address, rule, key in places]
    shown = told(name, empty_audit(tmp_path, *rows), tmp_path)
    found = [
        (each["address"], each["rule"], each["key"] or "") for each in (shown["findings"] if name == "json" else shown)
    ]
    assert found == sorted((address, rule, key or "") for address, rule, key in places)


@pytest.mark.parametrize("name", ["json", "csv", "parquet"])
def test_every_finding_is_told_however_many_there_are(name, tmp_path):
    rows = [{"address": f"vol-{number:06}"} for number in range(40_000)]
    shown = told(name, empty_audit(tmp_path, *rows), tmp_path)
    found = shown["findings"] if name == "json" else shown
    assert [each["address"] for each in found] == [row["address"] for row in rows]


@HOSTILE
@given(st.data())
def test_a_fingerprint_is_that_of_the_finding_in_every_format(tmp_path, data):
    audit = data.draw(audits(tmp_path))
    for name in ("json", "csv", "parquet"):
        shown = told(name, audit, tmp_path)
        raw = pq.read_table(audit.findings).to_pylist()
        expected = sorted(fingerprint(row) for row in raw)
        assert sorted(each["fingerprint"] for each in (shown["findings"] if name == "json" else shown)) == expected


def fingerprint(row):
    return Finding(
        row["rule"], row["address"], Code.MISSING, State.VIOLATION, Level.DENY, "", key=row["key"] or ""
    ).fingerprint  # fmt: skip


@HOSTILE
@given(st.data())
def test_no_cell_is_a_formula(tmp_path, data):
    for row in told("csv", data.draw(audits(tmp_path)), tmp_path):
        assert not [cell for cell in row.values() if cell.lstrip(" ")[:1] in set("=+-@\t\r\n＝＋－＠")]
        assert not [cell for cell in row.values() if not cell.isprintable()]


def test_an_owner_that_is_a_formula_is_text_in_a_spreadsheet(tmp_path):
    audit = empty_audit(tmp_path, {"value": "=HYPERLINK(1)", "account": "@SUM(A1)"})
    shown = told("csv", audit, tmp_path)[0]
    assert (shown["value"], shown["account"]) == ("'=HYPERLINK(1)", "'@SUM(A1)")
