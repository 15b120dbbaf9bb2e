"""GitHub's own description judges both sides: what our client asks and reads, and what the local forge answers.

Besides, the `forge` of every test in this folder is judged at its end where the description is there (`conftest.py`).
"""

import io
import re
import zipfile
from datetime import UTC, datetime

import msgspec
import pytest
from github_description import description, editions, package
from github_forge_routes import _ROUTES, Seen
from github_shape_faults import shape_faults

from costguard.forges.forge import RequestName
from costguard.forges.github import access, pushes
from costguard.forges.github import client as client_module
from costguard.model.approval import Shown, Subject
from costguard.model.publication import Annotation, AnnotationLevel, Conclusion, Publication

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SUBJECT = Subject("c", "o", "v", "f", "p", "r", "u", "t")


# --- the judge -------------------------------------------------------------------------------------------------------


@pytest.fixture
def judge():
    return description()


def faults(judge, method="GET", path="/repos/acme/shop/pulls", **more):
    told = {"query": {}, "headers": {}, "status": 200, "answer": []} | more
    return list(judge.faults(Seen(method, path, **told)))


def test_an_endpoint_that_is_none_is_found(judge):
    assert faults(judge, path="/repos/acme/shop/pull") == ["GitHub describes no GET /repos/acme/shop/pull"]
    assert faults(judge, method="DELETE") == ["GitHub describes no DELETE /repos/acme/shop/pulls"]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ({"states": "open"}, "has no query parameter `states`"),
        ({"state": "merged"}, "'merged' is not one of ['open', 'closed', 'all']"),
        ({"per_page": "101"}, "`per_page` is 101, at most 100 is answered"),
    ],
)
def test_a_parameter_that_github_does_not_take_is_found(judge, query, fault):
    (found,) = faults(judge, query=query)
    assert fault in found
    assert faults(judge, query={"state": "open", "per_page": "100", "head": "acme:feature"}) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"state": "neutral"}, "'neutral' is not one of"),
        ({"context": None}, "None is not of type 'string'"),
        ({"descriptions": "x"}, "`descriptions`, which is not read"),
        ({"description": 7}, "7 is not of type 'string', 'null'"),
    ],
)
def test_a_body_that_github_does_not_take_is_found(judge, change, fault):
    body, path = {"state": "success"} | change, f"/repos/acme/shop/statuses/{'a' * 40}"
    (found,) = judge.request_faults(Seen("POST", path, {}, {}, body))
    assert fault in found
    assert list(judge.request_faults(Seen("POST", path, {}, {}, {"state": "success"}))) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"activity_type": "rebase"}, "'rebase' is not one of"),
        ({"timestamp": "yesterday"}, "'yesterday' is not a 'date-time'"),
        ({"before": None}, "None is not of type 'string'"),
        ({"actor": {"login": "ana"}}, "'avatar_url' is a required property"),
    ],
)
def test_an_answer_that_github_does_not_give_is_found(judge, forge, change, fault):
    forge.open_pull("ana")
    (_, activity), path = forge.activities[0], "/repos/acme/shop/activity"
    found = faults(judge, path=path, answer=[activity | change])
    assert any(fault in each for each in found)
    assert faults(judge, path=path, answer=[activity, activity | {"actor": None}]) == []


class Invented(msgspec.Struct):
    """Reads an answer as it is not: one member of nobody's, one of another kind, and some that may be missing."""

    before: str
    ref: int
    actor: str
    colour: str = ""
    pusher: str = None


def test_a_struct_that_reads_what_github_does_not_tell_is_found(judge):
    assert shape_faults(judge, [("GET", "/repos/acme/shop/activity", tuple[Invented, ...])]) == [
        "GET /repos/{owner}/{repo}/activity[].ref is string, read as integer",
        "GET /repos/{owner}/{repo}/activity[].actor may be null",
        "GET /repos/{owner}/{repo}/activity[].actor is object, read as string",
        "Invented.colour is in no answer",
        "Invented.pusher is in no answer",
    ]


# --- everything that is asked and answered ---------------------------------------------------------------------------


@pytest.fixture
def read_as(monkeypatch):
    """What was decoded as which of our structs: pairs of a request and a type."""
    seen, decode = [], client_module._decode

    def noted(request, answer, kind):
        if not request.url.endswith("/graphql"):
            seen.append((request.method, request.url, kind))
        return decode(request, answer, kind)

    monkeypatch.setattr(client_module, "_decode", noted)
    return seen


@pytest.fixture
def everything(forge, github, tmp_path, read_as):
    """All that our client can do, done once; what it was read as is in `read_as`."""
    assert read_as == []
    number = forge.open_pull("ana", committer="ana")
    name, head = RequestName("acme/shop", number), forge.pulls[number]["head"]["sha"]
    forge.comment(number, "finn", f"/costguard approve {SUBJECT.digest} reason=launch")
    forge.review(number, "gus")
    forge.add_team("acme/finops", "finn")
    forge.add_token("org", "costguard-app[bot]", "app", reads_teams=True)
    forge.add_token("mine", "ana")
    run = forge.run(number, actor="ana", artifact=archive())
    job = {"GITHUB_RUN_ID": str(run), "GITHUB_EVENT_NAME": "pull_request"}
    github("org", "github-actions[bot]", **job).evidence(name, ["@acme/finops"])
    said = publication(Shown(SUBJECT.digest, head, AT, SUBJECT))
    forge.fail("cut_after", method="POST", path="/check-runs")
    github().publish(name, head, said)
    github().publish(name, head, msgspec.structs.replace(said, comment="**Passes**"))
    github("mine").publish(name, head, said)
    fork = forge.open_pull("zoe", fork="zoe/shop")
    github().run_output(forge.run(fork, actor="zoe", artifact=archive()))
    sha = forge.merge(number, "bob")
    assert github(**forge.event(tmp_path, "push", sha=sha)).find("auto") == name
    return forge


def archive():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("report.json", "{}")
    return packed.getvalue()


def publication(shown):
    annotations = tuple(Annotation("main.tf", line, AnnotationLevel.WARNING, "r", "m") for line in range(1, 121))
    return Publication(comment="**Blocked**", project="", shown=shown, title="Blocked", summary="why",
                       conclusion=Conclusion.FAILURE, annotations=annotations, sarif=b'{"runs": []}')  # fmt: skip


def test_all_that_the_local_forge_offers_is_asked_for_and_is_as_github_describes_it(judge, everything):
    asked = {route for seen in everything.seen for route in _ROUTES if is_for(route, seen)}
    assert {route[:2] for route in _ROUTES} - {route[:2] for route in asked} == set()
    assert [fault for seen in everything.judged() for fault in judge.faults(seen)] == []


def is_for(route, seen):
    return route[0] == seen.method and re.fullmatch(route[1], seen.path) is not None


@pytest.mark.parametrize("edition", editions() or [pytest.param("", marks=pytest.mark.skip("no description"))])
def test_every_edition_of_github_has_what_is_asked(everything, edition):
    judged = description(edition)
    found = [fault for seen in everything.judged() for fault in judged.request_faults(seen)]
    assert found == []


def test_what_our_structs_read_is_what_github_describes(judge, everything, read_as):
    found = shape_faults(judge, {(method, api_path(everything, url), kind) for method, url, kind in read_as})
    assert found == []


def test_githubs_own_examples_can_be_read(judge, everything, read_as):
    read = 0
    for method, url, kind in read_as:
        template, operation = judge.operation(method, api_path(everything, url))
        if template.endswith("/activity"):
            continue  # its example has `pushed_at` and `pusher`, of which its own schema knows nothing (2026-11)
        for example in judge.examples(operation):
            msgspec.json.decode(msgspec.json.encode(example), type=kind)
            read += 1
    assert read > len(_ROUTES)


def api_path(forge, url):
    return url.removeprefix(forge.url).partition("?")[0]


@pytest.mark.parametrize("method", ["post", "patch"])
def test_whatever_a_verdict_ends_with_github_takes(judge, method):
    path = "/repos/acme/shop/check-runs" + ("" if method == "post" else "/1")
    body = judge.operation(method, path)[1]["requestBody"]["content"]["application/json"]["schema"]["properties"]
    levels = body["output"]["properties"]["annotations"]["items"]["properties"]["annotation_level"]["enum"]
    assert {each.value for each in Conclusion} <= set(body["conclusion"]["enum"])
    assert {each.value for each in AnnotationLevel} <= set(levels)


def test_whoever_belongs_to_a_repository_is_called_as_github_calls_them(judge):
    assert set(judge.components["schemas"]["author-association"]["enum"]) >= access._INSIDERS


def test_whatever_moves_a_branch_is_told_as_github_names_it(judge):
    kinds = judge.components["schemas"]["activity"]["properties"]["activity_type"]["enum"]
    assert {pushes._CREATION, pushes._DELETION, pushes._FORCED, *pushes._MERGES} == set(kinds) - {"push"}


def test_what_is_asked_of_graphql_is_in_its_schema(everything):
    graphql = pytest.importorskip("graphql", reason="no graphql-core, which moto[server] brings")
    text = (package("graphql-schema") / "schema.graphql").read_text()
    schema = graphql.build_schema(text, assume_valid=True)  # it defines a field twice (15.26.1)
    (asked,) = [seen.body for seen in everything.seen if seen.path == "/graphql"]
    document = graphql.parse(asked["query"])
    assert graphql.validate(schema, document) == []
    assert graphql.validate(schema, graphql.parse("{ nodes(ids: []) { lastEditedAt } }"))
    assert asked["variables"] == {"ids": [each["node_id"] for each in everything.comments.values() if is_asked(each)]}


def is_asked(comment):
    return comment["body"].startswith("/costguard")
