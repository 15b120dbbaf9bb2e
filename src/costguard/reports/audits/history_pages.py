"""What `costguard history` prints: a page for people and data for programs of each of its answers."""

from costguard.reports.audits.history_changes import diff_page
from costguard.reports.audits.history_json import diff_json, runs_json, show_json, trend_json
from costguard.reports.audits.history_runs import runs_page
from costguard.reports.audits.history_story import show_page
from costguard.reports.audits.history_trend import trend_page

__all__ = [
    "diff_json",
    "diff_page",
    "runs_json",
    "runs_page",
    "show_json",
    "show_page",
    "trend_json",
    "trend_page",
]
