"""Formats are found, not listed, and only the one that is asked for is loaded."""

import subprocess
import sys
from importlib import import_module

import pytest
from verdict_samples import clean_verdict

from costguard.model.errors import BadUsage
from costguard.reports.options import ReportOptions
from costguard.reports.registry import formats, render


def test_the_formats_are_the_modules_of_the_package():
    assert formats() == ("atlantis", "csv", "github", "json", "junit", "markdown", "sarif", "terminal")


@pytest.mark.parametrize("name", formats())
def test_a_format_is_named_as_its_module(name):
    assert name == import_module(f"costguard.reports.{name}_report").NAME


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("jsn", "unknown format `jsn`; did you mean `json`?"),
        ("JUnit", "unknown format `JUnit`; did you mean `junit`?"),
        (
            "\x1b[31m",
            r"unknown format `\x1b[31m`; choose one of atlantis, csv, github, json, junit, markdown, sarif, terminal",
        ),
    ],
)
def test_an_unknown_format_is_refused_with_the_nearest_one(name, message):
    with pytest.raises(BadUsage) as refusal:
        render(name, clean_verdict(), ReportOptions())
    assert str(refusal.value) == message


def test_nothing_heavy_is_loaded_before_a_report_is_asked_for():
    code = "import sys, costguard.reports.registry as r; r.formats(); print(*sys.modules)"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    assert not loaded & {"rich", "csv", "json", "difflib", "xml.etree", "costguard.reports.terminal_report"}
