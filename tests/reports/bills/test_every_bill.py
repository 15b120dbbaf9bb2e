"""What every format of a bill owes its readers, whatever a plan holds."""

import csv
import io
import json
from html.parser import HTMLParser

import jsonschema
import pytest
from bill_samples import change, cost, line, rich_bill
from hypothesis import given, settings
from hypothesis import strategies as st

from costguard.model.change import Action
from costguard.model.errors import BadInput, BadUsage
from costguard.model.estimate import Estimate
from costguard.reports.bills.json_bill import bill_schema
from costguard.reports.options import BillOptions
from costguard.reports.registry import bill_formats, render_bill
from costguard.sources.bill_file import read_bill

ATTACKS = st.sampled_from(
    [
        "\x1b]8;;https://evil.example\x07click", "\n::error::injected", "##vso[task.setvariable variable=PATH]/tmp",
        "<script>alert(1)</script>", "</details><img src=x onerror=alert(1)>", "=HYPERLINK(1)", "| a | b |",
        "` @octocat", "\u202egnp.exe", "a" * 300, "値" * 100, "", "\ud800",
    ]
) | st.text(max_size=30)  # fmt: skip
LINES = st.builds(line, name=ATTACKS, unit=ATTACKS, unpriced=ATTACKS, assumption=ATTACKS, part=ATTACKS)


@st.composite
def hostile_bills(draw):
    """A bill whose every text an attacker chose."""
    made = cost("aws_instance." + draw(ATTACKS), *draw(st.lists(LINES, max_size=3)))
    return Estimate((change(Action.CREATE, None, made),), notes=(draw(ATTACKS),))


_VALIDATOR = jsonschema.Draft202012Validator(bill_schema())


def test_the_schema_is_one_and_the_rich_bill_follows_it():
    _VALIDATOR.check_schema(bill_schema())
    assert list(_VALIDATOR.iter_errors(json.loads(_printed("json", rich_bill())))) == []


def _printed(name, bill, **options):
    return render_bill(name, bill, BillOptions(**options))


@settings(deadline=None)
@given(st.sampled_from(bill_formats()), hostile_bills())
def test_no_control_character_and_no_build_server_command_gets_through(name, bill):
    text = _printed(name, bill)
    assert not {char for char in text if not char.isprintable()} - {"\n", "\u2060"}
    assert "##vso[" not in text


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = set()

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.found.update(name for name, _ in attrs if name.startswith("on"))


@settings(deadline=None)
@given(hostile_bills())
def test_html_holds_no_markup_of_the_plans(bill):
    parser = _Tags()
    parser.feed(_printed("html", bill))
    assert not parser.found & {"script", "img", "onerror", "iframe", "a", "link"}


@settings(deadline=None)
@given(hostile_bills())
def test_no_cell_of_the_table_is_a_formula(bill):
    rows = list(csv.reader(io.StringIO(_printed("csv", bill))))
    assert {len(row) for row in rows} == {23}
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@")]


@settings(deadline=None)
@given(hostile_bills())
def test_the_programs_formats_are_always_json(bill):
    assert list(_VALIDATOR.iter_errors(json.loads(_printed("json", bill)))) == []
    assert json.loads(_printed("infracost-json", bill))["version"] == "0.2"


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_of_the_terminal_is_wider_than_it(width):
    lines = _printed("terminal", rich_bill(), width=width, show_all=True).splitlines()
    assert max(map(len, lines)) <= max(width, 64)


def test_a_bill_that_was_written_is_read_back_as_it_was(tmp_path):
    (tmp_path / "bill.json").write_text(_printed("json", rich_bill()))
    read = read_bill(str(tmp_path / "bill.json"))
    assert _printed("terminal", read) == _printed("terminal", Estimate(rich_bill().changes, rich_bill().book))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "is no bill of costguard"),
        ('{"schema": "costguard/bill/v9", "resources": []}', "is of the schema 'costguard/bill/v9'"),
        ('{"version": "0.2", "projects": []}', "is no bill of costguard"),
    ],
)
def test_what_is_no_bill_is_refused(tmp_path, text, why):
    (tmp_path / "bill.json").write_text(text)
    with pytest.raises(BadInput) as told:
        read_bill(str(tmp_path / "bill.json"))
    assert why in str(told.value)


def test_an_unknown_format_is_said_with_the_likely_one():
    with pytest.raises(BadUsage, match="unknown format `htm`; did you mean `html`"):
        render_bill("htm", rich_bill(), BillOptions())
