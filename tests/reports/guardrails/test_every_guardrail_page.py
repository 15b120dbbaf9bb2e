"""What every page about guardrails owes its readers, whatever a policy, a request or a record holds."""

import csv
import io
import json
import re
from html.parser import HTMLParser

import jsonschema
import pytest
from guardrail_samples import BUNDLES, OPTIONS, rich_changes, rich_guardrails, rich_replay
from hostile_guardrails import changes, guardrails, replays
from hypothesis import example, given
from markdown_it import MarkdownIt
from msgspec.structs import replace
from rich.cells import cell_len

from costguard.model.guardrail import Asked
from costguard.reports.guardrails.changes import changes_json, changes_markdown, changes_schema, changes_terminal
from costguard.reports.guardrails.coverage_html import coverage_html
from costguard.reports.guardrails.coverage_markdown import coverage_markdown
from costguard.reports.guardrails.manifest import manifest, manifest_schema
from costguard.reports.guardrails.proof_json import proof_json, proof_schema
from costguard.reports.guardrails.proof_terminal import proof_terminal
from costguard.reports.guardrails.replay import COLUMNS, replay_csv, replay_json, replay_schema, replay_terminal

EVERYTHING = given(guardrails(), changes(), replays())
DIGESTS = ("sha256:\x1b[1m", "`sha256:2`")


def _terminals(bundle, found, replay, columns=80, in_colour=False):
    yield proof_terminal(bundle, columns, in_colour)
    yield changes_terminal(found, *DIGESTS, columns, in_colour)
    yield replay_terminal(replay, columns, in_colour)


def _markdown(bundle, found):
    yield coverage_markdown(bundle)
    yield changes_markdown(found, *DIGESTS)


def _data(bundle, found, replay):
    yield manifest(bundle, OPTIONS)
    yield proof_json(bundle)
    yield changes_json(found, *DIGESTS)
    yield replay_json(replay)


@EVERYTHING
def test_no_control_character_and_no_build_server_command_gets_through(bundle, found, replay):
    people = (*_terminals(bundle, found, replay), *_markdown(bundle, found), coverage_html(bundle), replay_csv(replay))
    for text in (*people, *_data(bundle, found, replay)):
        assert not {char for char in text if not char.isprintable()} - {"\n", "\u2060"}
        assert "##vso[" not in text
        assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]
        assert text.encode()


@EVERYTHING
def test_no_line_of_a_terminal_is_wider_than_it(bundle, found, replay):
    for columns in (40, 80, 120):
        for text in _terminals(bundle, found, replay, columns):
            assert max(map(cell_len, text.splitlines())) <= columns


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_no_line_of_the_rich_samples_ends_in_blanks(columns):
    pages = _terminals(rich_guardrails(), rich_changes(), rich_replay(), columns)
    assert [line for page in pages for line in page.splitlines() if line != line.rstrip()] == []


@EVERYTHING
def test_without_colour_there_is_no_escape_code_and_with_it_the_words_are_the_same(bundle, found, replay):
    coloured = _terminals(bundle, found, replay, in_colour=True)
    for plain, painted in zip(_terminals(bundle, found, replay), coloured, strict=True):
        assert "\x1b" not in plain
        assert _uncoloured(painted) == plain


def _uncoloured(text):
    return re.sub("\x1b\\[[0-9;]*m", "", text)


class _Tags(HTMLParser):
    """Collects what a page is made of, and whether each element that opens closes."""

    def __init__(self):
        super().__init__()
        self.found, self.open = set(), []

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.found.update(name for name, _ in attrs)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


OURS = {
    "html", "lang", "head", "meta", "charset", "name", "content", "title", "style", "body", "h1", "h2", "h3", "p", "ul",
    "ol", "li", "table", "tr", "th", "td", "class", "div", "span", "code", "details", "open", "summary",
}  # fmt: skip


@given(guardrails())
def test_html_is_well_formed_and_holds_no_markup_but_ours(bundle):
    parser = _Tags()
    parser.feed(coverage_html(bundle))
    assert parser.found <= OURS
    assert parser.open == []


@given(guardrails(), changes())
def test_markdown_holds_no_link_image_or_html_but_our_folds(bundle, found):
    parser = MarkdownIt("commonmark", {"linkify": False}).enable("table")
    for text in _markdown(bundle, found):
        tokens = [child for token in parser.parse(text) for child in (token, *(token.children or ()))]
        assert not {token.type for token in tokens} & {"link_open", "image", "html_inline", "fence", "code_block", "hr"}
        html = [token.content for token in tokens if token.type == "html_block"]
        assert not [block for block in html if not block.startswith(("<details><summary>", "</details>"))]


@given(guardrails())
def test_markdown_has_no_heading_but_ours(bundle):
    titles = [line for line in coverage_markdown(bundle).splitlines() if line.startswith("#")]
    parser = MarkdownIt("commonmark").enable("table")
    headings = [token for token in parser.parse(coverage_markdown(bundle)) if token.type == "heading_open"]
    assert len(headings) == len(titles)


@pytest.mark.parametrize("bundle", BUNDLES)
def test_every_row_of_a_markdown_table_has_all_its_cells(bundle):
    tables = [block for block in coverage_markdown(BUNDLES[bundle]()).split("\n\n") if block.startswith("| ")]
    assert tables or bundle == "empty"
    for table in tables:
        assert len({line.count("|") for line in table.splitlines()}) == 1


@given(replays())
def test_no_cell_of_the_table_is_a_formula(replay):
    rows = list(csv.reader(io.StringIO(replay_csv(replay))))
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@")]


SCHEMAS = {"manifest": manifest_schema, "proof": proof_schema, "changes": changes_schema, "replay": replay_schema}
VALIDATORS = [jsonschema.Draft202012Validator(schema()) for schema in SCHEMAS.values()]


@EVERYTHING
@example(rich_guardrails(), rich_changes(), rich_replay())
def test_the_data_follow_their_schemas_whatever_they_hold(bundle, found, replay):
    for validator, text in zip(VALIDATORS, _data(bundle, found, replay), strict=True):
        assert text.isascii()
        assert list(validator.iter_errors(json.loads(text))) == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_object_of_a_schema_is_closed_and_every_member_described(name):
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name]())

    def objects(schema):
        if isinstance(schema, dict):
            if "properties" in schema:
                yield schema
            for part in schema.values():
                yield from objects(part)

    found = list(objects(SCHEMAS[name]()))
    assert found
    for each in found:
        assert each["additionalProperties"] is False
        assert each["required"] == list(each["properties"])
        assert [member for member, about in each["properties"].items() if not about.get("description")] == []


@pytest.mark.parametrize("page", [coverage_markdown, coverage_html, lambda bundle: proof_terminal(bundle, 80, False)])
def test_a_megabyte_in_a_title_does_not_fill_a_page(page):
    megabyte = "x" * 1_000_000
    bundle = replace(rich_guardrails(), asked=(Asked("required-tags", megabyte, megabyte),), assumptions=(megabyte,))
    assert len(page(bundle)) < 25_000
