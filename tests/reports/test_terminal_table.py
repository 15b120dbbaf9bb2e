"""A table in a terminal aligns its figures, shortens its names, and never leaves its page."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from costguard.reports.options import ReportOptions
from costguard.reports.terminal_page import lay_out
from costguard.reports.terminal_table import Line, Section, table

HEADERS = ("asked", "compliant")


def printed(sections, width=60):
    return lay_out(table(sections, HEADERS, width), ReportOptions(width))


def test_figures_are_aligned_on_the_right_under_their_headers():
    section = Section("Rules", (Line(("tagged",), ("1,204", "99.9 %")), Line(("sized",), ("12", "100 %"))))
    assert printed([section], 48).splitlines() == [
        "Rules                           asked  compliant",
        "  tagged                        1,204     99.9 %",
        "  sized                            12      100 %",
    ]


def test_headers_stand_once_and_sections_share_their_columns():
    sections = [Section(title, (Line((title.lower(),), ("1", "2")),)) for title in ("Rules", "Owners")]
    assert [line.split() for line in printed(sections).splitlines()] == [
        ["Rules", "asked", "compliant"],
        ["rules", "1", "2"],
        ["Owners"],
        ["owners", "1", "2"],
    ]


def test_a_section_without_lines_is_left_out():
    assert printed([Section("Rules", ()), Section("Owners", ())]) == ""


def test_the_longest_part_of_a_name_loses_its_middle_first():
    line = Line(("Owner missing", "azurerm_storage_account", "00000000-0000-0000-0000-000000000001"), ("1", "2"))
    shown = printed([Section("Gaps", (line,))], 80).splitlines()[1]
    assert shown.split("  ")[1] == "Owner missing, azurerm_st…ge_account, 00000000-0…0000000001"


def test_a_narrow_page_puts_the_figures_below_the_name():
    section = Section("Rules", (Line(("tagged",), ("1,204 of 9,000,000", "99.9 %")),), more="… and 3 more rules")
    assert printed([section], 40).splitlines() == [
        "Rules",
        "  tagged",
        "    asked 1,204 of 9,000,000, compliant",
        "    99.9 %",
        "  … and 3 more rules",
    ]


@given(st.lists(st.text() | st.just("値" * 100), min_size=1, max_size=4).map(tuple), st.integers(40, 120))
def test_no_line_is_wider_than_the_page(name, width):
    text = printed([Section("Rules", (Line(name, ("1,204", "99.9 %")),))], width)
    assert [line for line in text.splitlines() if cell_len(line) > width] == []
