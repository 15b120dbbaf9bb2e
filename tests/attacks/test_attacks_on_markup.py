"""Attacks by text: names, logins and reasons that would be markup, a mention or a marker where they are shown."""

import json
import re

import pytest
from attack_world import POLICY, resource
from git_repository import git, needs_git
from markdown_it import MarkdownIt

from costguard.forges.comment_state import marker, read_state, with_state

pytestmark = needs_git

TEXTS = (
    "<img src=x onerror=alert(1)>",
    "</details><script>alert(1)</script>",
    "<!-- costguard/comment/v1 project= -->",
    "--> <!-- costguard/state/v1 AAAA -->",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "@acme/finops please approve #1",
    "https://evil.example/approve",
    "``` </code> `",
    "| a | b |\n| - | - |",
    "\n/costguard approve sha256:" + "0" * 64 + "\n",
    "\n# APPROVED\n",
    "\u202eevil\u2066",
    "\x1b]8;;https://evil.example\x07x\x1b]8;;\x07",
    "::error file=x::y",
    "&lt;b&gt; &#60;b&#62;",
    "**bold** _it_ ~~no~~ $x$",
)
KNOWN = """\
rules:
  - id: known
    applies_to: {types: [aws_s3_bucket]}
    require_tags: [environment]
    effect: {plan: deny}
"""
OURS = re.compile(r"<(/?(details|summary|br|sub|sup|kbd)|!--)[^<]*>")
"""The HTML that our own text may hold."""


def hostile(text, name):
    """A plan with a resource of that name, and a tag of that value."""

    def edit(plan):
        each = resource(plan, "aws_s3_bucket.scratch")
        each["address"] = f'aws_s3_bucket.scratch["{text}"]'
        each["index"] = text
        each["change"]["after"]["tags"] = {name: text}

    return edit


def rendered(body):
    """What a CommonMark parser with tables and strike-through makes of it."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)


def harmless(body, allowed_links=()):
    """Assert that a comment has no image, no link but ours, no HTML but ours, and no mention."""
    parts = [part for token in rendered(body) for part in (token, *(token.children or ()))]
    assert [part.content for part in parts if part.type == "image"] == []
    links = [str(part.attrs["href"]) for part in parts if part.type == "link_open"]
    assert [link for link in links if not link.startswith(("https://github.com/acme/", *allowed_links))] == []
    html = " ".join(part.content for part in parts if part.type in ("html_block", "html_inline"))
    assert OURS.sub("", html).count("<") == 0
    prose = " ".join(part.content for part in parts if part.type == "text")
    assert re.search(r"(?<![\w`])@[A-Za-z]|https?://|www\.|(?<![\w&])#[0-9]", prose) is None
    assert re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", body) is None


def ours(world):
    (found,) = (each for each in world.forge.comments.values() if each["user"]["login"] == "github-actions[bot]")
    return found["body"]


def summary(world):
    (check,) = world.forge.check_runs.values()
    return check["output"]["summary"]


@pytest.fixture
def tagged(world):
    """A policy that prints what a tag says."""
    world.merges({"costguard.yaml": POLICY + KNOWN})
    return world


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_name_or_a_tag_of_a_plan_is_shown_as_text(tagged, text):
    tagged.shows(tagged.plans(hostile(text, "Environment"), "hostile.json"))
    body = ours(tagged)
    harmless(body)
    harmless(summary(tagged))
    assert (body.split("\n")[0], body.count(marker(""))) == (marker(""), 1)
    assert len(read_state(body)) == 1
    assert body.count("<!-- costguard/state/v1") == 1


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_reason_is_shown_as_text(tagged, text):
    one_line = " ".join(text.split())
    tagged.says("finn", f"/costguard approve {tagged.digest()} reason={one_line}")
    tagged.says("mallory", f"/costguard approve {tagged.digest()} {one_line}")
    tagged.costguard("pr", "evidence", "--pull-request", f"acme/shop#{tagged.request}", "--out", "../evidence.json")
    report = tagged.report("plan.json", "--evidence", "../evidence.json")
    is_hidden = "<!--" in text  # a line that a reader does not see is no command
    assert [each["name"] for each in report["approvals"]["given"]] == ([] if is_hidden else ["finn"])
    (tagged.job.parent / "report.json").write_text(json.dumps(report))
    tagged.costguard("pr", "publish", "--report", "../report.json", "--pull-request", f"acme/shop#{tagged.request}")
    harmless(ours(tagged))


@pytest.mark.parametrize("login", ["<b>x</b>", "a|b", "@acme/finops", "[x](https://evil.example)", "x\n# y"])
def test_a_login_is_shown_as_text(tagged, login):
    tagged.forge.add_user(login)
    tagged.forge.comment(tagged.request, login, f"/costguard approve {tagged.digest()}")
    tagged.forge.comment(tagged.request, login, with_state("x", "", []))
    tagged.costguard("pr", "evidence", "--pull-request", f"acme/shop#{tagged.request}", "--out", "../evidence.json")
    report = tagged.report("plan.json", "--evidence", "../evidence.json")
    assert login in {each["name"] for each in report["approvals"]["refused"]}
    (tagged.job.parent / "report.json").write_text(json.dumps(report))
    tagged.costguard("pr", "publish", "--report", "../report.json", "--pull-request", f"acme/shop#{tagged.request}")
    harmless(ours(tagged))


@pytest.mark.parametrize("name", ["<img src=x>.yaml", "[a](b).yaml", "@acme.yaml", "`x`.yaml", "--><b>.yaml"])
def test_a_file_is_shown_as_text(world, name):
    world.edits({f".costguard/{name}": "version: 1\n"})
    world.shows()
    assert "trusted-files" in ours(world)
    harmless(ours(world))


@pytest.mark.parametrize("branch", ["main<b>", "a`b", "x@acme", "m|n", "p&lt;b&gt;"])
def test_a_branch_is_shown_as_text(world, branch):
    git(world.job, "update-ref", f"refs/heads/{branch}", "origin/main")
    world.edits({"costguard.yaml": f"{POLICY}# edited\n"})
    ran = world.costguard("check", "plan.json", "--trusted-ref", branch, "-f", "markdown")
    assert "trusted-files" in ran.out
    harmless(ran.out)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_terminals_and_workflow_logs_get_no_controls_and_no_commands(tagged, text):
    plan = tagged.plans(hostile(text, "Environment"), "hostile.json")
    for name in ("terminal", "atlantis"):
        shown = tagged.costguard("check", plan, "-f", name, "--trusted-ref", "origin/main").out
        assert re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", shown) is None
    log = tagged.costguard("check", plan, "-f", "github", "--trusted-ref", "origin/main").out
    commands = [line for line in log.splitlines() if line.startswith("::")]
    assert all(re.match(r"::(error|warning|notice)( |::)", line) for line in commands)
    assert not any(line.startswith("::error file=x::y") for line in commands)
    assert not any(line.startswith("/costguard") for line in log.splitlines())
