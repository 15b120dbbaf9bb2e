"""Registries: values from a CSV file, each with its days, and what is wrong told at the line of the file."""

from datetime import date

import pytest

from costguard.model.cloud import Cloud
from costguard.model.errors import BadPolicy
from costguard.policy.load import load

TODAY = date(2026, 9, 1)
POLICY = "taxonomy: {cc: {values: {from_csv: cc.csv}}}\n"


def read(tmp_path, csv, policy=POLICY, today=TODAY):
    (tmp_path / "p.yaml").write_text(policy)
    (tmp_path / "cc.csv").write_bytes(csv.encode())
    return load([tmp_path / "p.yaml"], today).taxonomy["cc"]


def faults(tmp_path, csv, policy=POLICY):
    with pytest.raises(BadPolicy) as refused:
        read(tmp_path, csv, policy)
    return [str(each).replace(tmp_path.as_posix() + "/", "") for each in refused.value.problems]


def test_rows_that_are_valid_today_are_accepted_and_all_are_kept(tmp_path):
    rows = ("A,2020-01-01,2026-03-31,B", "B,2026-01-01,,", "C,,2026-09-01,", "D,2026-09-02,,")
    csv = "\n".join(("value,valid_from,valid_to,successor", *rows))
    found = read(tmp_path, csv)
    assert found.accepts[Cloud.AWS].operands == ("B", "C")
    assert found.accepts[Cloud.GCP].operands == ("b", "c")
    assert found.suggestions == ("B", "C")
    closed = found.registry["A"]
    assert (closed.valid_to, closed.successor, closed.is_valid_on(TODAY)) == (date(2026, 3, 31), "B", False)
    assert list(found.registry) == ["A", "B", "C", "D"]


def test_the_day_decides_which_rows_hold(tmp_path):
    csv = "value,valid_from,valid_to\nA,,2026-12-31\nB,2027-01-01,\n"
    assert read(tmp_path, csv).suggestions == ("A",)
    assert read(tmp_path, csv, today=date(2027, 1, 1)).suggestions == ("B",)


def test_columns_may_have_other_names_and_a_byte_order_mark_stand_before_them(tmp_path):
    policy = "taxonomy: {cc: {values: {from_csv: {file: cc.csv, column: Code, valid_to: End}}}}\n"
    found = read(tmp_path, '\ufeffName,Code,End\r\n"One, two",A,2026-01-01\r\nx,007,\r\n\r\n', policy)
    assert found.suggestions == ("007",)


@pytest.mark.parametrize(
    ("csv", "fault"),
    [
        ("code\nA\n", "cc.csv:1: the registry lacks the column `value`"),
        ("values\nA\n", "cc.csv:1: the registry lacks the column `value`; did you mean `values`?"),
        ("value,value\nA,B\n", "cc.csv:1: the column `value` is there twice; keep one of them"),
        ("", "cc.csv:1: the registry lacks the column `value`"),
        ("value,valid_from\nA,1.1.2026\n", "cc.csv:2: `1.1.2026` in `valid_from` is no date; write it as 2027-03-31"),
        (
            "value,valid_from,valid_to\nA,2026-02-01,2026-01-01\n",
            "cc.csv:2: `A` ends on 2026-01-01, before it begins on 2026-02-01; correct one of the dates",
        ),
        ("value\nA\nB\nA\n", "cc.csv:4: `A` is already in the registry on line 2; keep one row for a value"),
        ("value,x\n,1\nB,\n", "cc.csv:2: the row has no value; fill it in, or remove the row"),
        ("value\nA,B\n", "cc.csv:2: the row has 2 cells under 1 columns; quote a cell that has commas"),
        (
            "value,successor\nCC-1,CC-22\nCC-2,\n",
            ("cc.csv:2: unknown successor `CC-22` of `CC-1`; did you mean `CC-2`?"),
        ),
        ("value\nA b\nA_b\n", "cc.csv:3: `A_b` and `A b` are both the label `a_b` on Google Cloud; rename one"),
        (
            "value\né\n",
            "cc.csv:2: the value `\\xe9` has characters other than printable ASCII, which clouds compare apart",
        ),
        ('value\n"A\n', "cc.csv:2: this is not CSV: unexpected end of data; check the quotes of this row"),
        (
            "value,valid_to\nA,2020-01-01\n",
            "p.yaml:1:36: no value of the registry is valid on 2026-09-01; check its dates",
        ),
    ],
)
def test_each_fault_of_a_row_is_told_at_its_line(tmp_path, csv, fault):
    assert fault in faults(tmp_path, csv)


def test_a_file_that_is_not_there_is_told_where_the_policy_names_it(tmp_path):
    policy = "taxonomy: {cc: {values: {from_csv: {file: ../gone.csv}}}}\n"
    assert faults(tmp_path, "value\nA\n", policy) == [
        "p.yaml:1:36: `../gone.csv` is not there, or is no file; check the path"
    ]


def test_a_column_that_the_policy_names_has_to_be_there(tmp_path):
    policy = "taxonomy: {cc: {values: {from_csv: {file: cc.csv, valid_to: End}}}}\n"
    assert faults(tmp_path, "value,end\nA,\n", policy) == [
        "cc.csv:1: the registry lacks the column `End`; did you mean `end`?"
    ]
