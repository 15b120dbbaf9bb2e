"""The pages of a history tell what is kept, and stay on their screen whatever it holds."""

import json

import pytest
from audit_samples import read, score
from history_samples import difference, life, lives, point, run, runs, story, unfinished
from hostile_audits import diffs, hostile_runs, life_stories, points, some, stories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from costguard.model.audit import Facet, Score
from costguard.model.history import Diff, Fate, RunStatus, RunStory, TrendPoint
from costguard.reports.audits import history_pages as pages
from costguard.reports.options import ReportOptions

OPTIONS = ReportOptions()
HOSTILE = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None, max_examples=40
)
ANSWERS = {
    "runs": (some(hostile_runs), pages.runs_page, pages.runs_json),
    "diff": (diffs, pages.diff_page, pages.diff_json),
    "trend": (some(points, 40), pages.trend_page, pages.trend_json),
    "run": (stories, pages.show_page, pages.show_json),
    "lives": (life_stories, pages.show_page, pages.show_json),
}


@HOSTILE
@given(st.data(), st.sampled_from(sorted(ANSWERS)), st.sampled_from([40, 80, 120]))
def test_no_line_is_wider_than_the_page_and_none_obeys_an_attacker(data, name, width):
    answers, page, _ = ANSWERS[name]
    text = page(data.draw(answers), ReportOptions(width))
    assert [line for line in text.splitlines() if cell_len(line) > width] == []
    assert [line for line in text.splitlines() if not line.isprintable() or line.lstrip().startswith("::")] == []


@HOSTILE
@given(st.data(), st.sampled_from(sorted(ANSWERS)))
def test_the_data_is_ascii_json_that_names_its_schema(data, name):
    answers, _, as_json = ANSWERS[name]
    text = as_json(data.draw(answers))
    assert text.isascii()
    assert json.loads(text)["schema"] == f"costguard/history-{name}/v1"


def test_a_history_without_runs_says_how_to_begin():
    assert pages.runs_page((), OPTIONS) == "No run is kept yet; an audit with --history PLACE records one.\n"


def test_a_run_without_a_result_has_no_numbers_and_says_why():
    text = pages.runs_page((unfinished(7, RunStatus.FAILED, "no role"),), OPTIONS)
    assert [line.split() for line in text.splitlines() if line.startswith("  7")] == [
        ["7,", "2026-11-21", "02:00", "UTC", "failed", "–", "–", "–", "–"]
    ]
    assert "Run 7 failed: no role" in text


def test_runs_as_data_keep_every_member():
    assert [each["id"] for each in json.loads(pages.runs_json(runs()))["runs"]] == [43, 42, 41, 40]


def test_a_difference_counts_what_it_does_not_list():
    lives = tuple(life(address=f"vol-{number}") for number in range(100))
    text = pages.diff_page(Diff(run(1), run(2), {Fate.NEW: 130}, lives, 30), OPTIONS)
    assert "… and 105 more faults" in text
    assert "130 new, 0 reopened, 0 resolved, 0 not looked at and 0 as before" in " ".join(text.split())


def test_a_difference_without_faults_is_its_counts():
    nothing = replace(difference(), lives=(), counts={})
    assert len(pages.diff_page(nothing, ReportOptions(200)).splitlines()) == 1


@pytest.mark.parametrize(
    ("compliant", "said"),
    [
        ((500, 640), "Gone up by 14.0 points, to 64.0 % of 1,000 resources."),
        ((640, 500), "Gone down by 14.0 points, to 50.0 % of 1,000 resources."),
        ((640, 640), "As it was: 64.0 % of 1,000 resources."),
    ],
)
def test_a_trend_ends_with_its_course(compliant, said):
    text = pages.trend_page([point(day, number) for day, number in enumerate(compliant, 1)], OPTIONS)
    assert text.splitlines()[-1] == said


@pytest.mark.parametrize(("compliant", "filled"), [(0, 0), (999, 29), (1_000, 30)])
def test_only_what_is_whole_fills_its_bar(compliant, filled):
    line = pages.trend_page([point(1, compliant)], ReportOptions(100)).splitlines()[1]
    assert line.count("#") == filled
    assert len(line.split("  ")[1].strip()) == 30


def test_of_many_runs_some_are_shown_the_first_and_the_last_with_them():
    many = [
        replace(point(1, 500), run=number, finished=f"2026-01-01T{number // 60:02}:{number % 60:02}:00Z")
        for number in range(90)
    ]
    lines = pages.trend_page(many, OPTIONS).splitlines()
    assert (lines[1][:16], lines[30][:16]) == ("2026-01-01 00:00", "2026-01-01 01:29")
    assert lines[31] == "  Shown: 30 of 90 runs. All of them: --format json"


def test_a_score_of_which_no_cost_is_known_has_no_costs_in_data_either():
    unknown, known = score(Facet.TOTAL, "", 10, 5, priced=0), score(Facet.TOTAL, "", 10, 5, "20", "10")
    trend = json.loads(pages.trend_json([replace(point(1, 500), score=unknown), replace(point(2, 500), score=known)]))
    shown = json.loads(pages.show_json(replace(story(), scores=(unknown, known))))
    for scores in ([each["score"] for each in trend["points"]], shown["story"]["scores"]):
        assert [(each["monthly_cost"], each["compliant_cost"]) for each in scores] == [(None, None), ("20", "10")]


def test_data_have_all_that_is_kept_of_a_run_and_of_a_trend():
    told = json.loads(pages.show_json(story()))["story"]
    assert tuple(told) == RunStory.__struct_fields__
    assert tuple(told["scores"][0]) == Score.__struct_fields__
    assert tuple(json.loads(pages.trend_json([point(1, 500)]))["points"][0]) == TrendPoint.__struct_fields__


def test_a_run_of_files_says_that_it_is_what_they_hold():
    of_files = replace(story(), run=run(input_kind="cloud-asset"), coverage=(read("p", source="cloud-asset"),))
    assert "1 account, 1,234,567 resources: what the files hold" in pages.show_page(of_files, OPTIONS)


@pytest.mark.parametrize(("steps", "hidden"), [(21, 0), (22, 2)])
def test_of_a_long_life_the_last_steps_are_told(steps, hidden):
    found = lives()[0]
    many = tuple(replace(found.steps[0], run=number) for number in range(1, steps + 1))
    text = pages.show_page((replace(found, steps=many),), OPTIONS)
    told = [line.split("run ")[1].split()[0] for line in text.splitlines() if "  run " in line]
    assert told == [str(number) for number in range(hidden + 1, steps + 1)]
    assert (f"… {hidden} steps before these" in text) == bool(hidden)


def test_a_trend_of_no_runs_says_how_to_look_further():
    assert pages.trend_page((), OPTIONS) == "No audit finished in that time; --days N looks further back.\n"
