"""The client of GitHub: what it waits for and how long, whom it gives the token, and what it says when it gives up."""

import pytest
from github_forge import EVERYTHING, LocalForge

from costguard.forges.forge import ForgeOptions
from costguard.forges.github.client import Client, path
from costguard.forges.github.faults import GithubError, MaybeDone
from costguard.forges.github.settings import Settings, settings_of
from costguard.forges.github.shapes import Comment, Pull
from costguard.forges.github.transport import Request, Transport, _pool
from costguard.forges.github.waiting import Patience
from costguard.model.errors import BadInput, BadUsage

PULL = "/repos/acme/shop/pulls/11"
SECRET = "ghp_wrong"  # noqa: S105  (a token that no GitHub gave)
COMMENTS = "/repos/acme/shop/issues/11/comments"


@pytest.fixture(autouse=True)
def pull(forge):
    return forge.open_pull("ana")


def test_every_request_says_who_asks_for_what(forge, client):
    client.get(PULL, Pull)
    headers = forge.seen[-1].headers
    assert headers["accept"] == "application/vnd.github+json"
    assert headers["x-github-api-version"] == "2022-11-28"
    assert headers["user-agent"].startswith("costguard/")
    assert headers["authorization"] == "Bearer actions"


def test_a_list_is_read_to_its_last_page(forge, client, pull):
    written = [forge.comment(pull, "ana", f"{number}")["id"] for number in range(205)]
    pages = list(client.pages(COMMENTS, tuple[Comment, ...]))
    assert [len(page) for page in pages] == [100, 100, 5]
    assert [comment.id for page in pages for comment in page] == written


def test_a_next_page_names_the_repository_by_its_number_and_is_asked_all_the_same(forge, client, pull, monkeypatch):
    for number in range(101):
        forge.comment(pull, "ana", f"{number}")
    asked, send = [], Transport.send
    monkeypatch.setattr(Transport, "send", lambda self, request: asked.append(request.url) or send(self, request))
    assert [len(page) for page in client.pages(COMMENTS, tuple[Comment, ...])] == [100, 1]
    number = forge.repositories["acme/shop"]["id"]
    assert f"/repositories/{number}/issues/{pull}/comments?" in asked[1]


def test_a_next_page_on_another_host_is_not_asked(forge, client, pull):
    for number in range(101):
        forge.comment(pull, "ana", f"{number}")
    with LocalForge() as other:
        forge._servers.api_url = other.url  # links are made of it
        with pytest.raises(GithubError, match="next page is on another host"):
            list(client.pages(COMMENTS, tuple[Comment, ...]))
        assert other.seen == []


def test_a_used_up_limit_is_waited_for_until_it_is_reset(forge, client, pull, waits):
    forge.fail("rate_limit")
    assert client.get(PULL, Pull).number == pull
    assert len(waits) == 1
    assert 25 < waits[0] <= 32


def test_a_secondary_limit_is_waited_for_as_it_says_or_a_minute(forge, client, pull, waits):
    forge.fail("secondary")
    forge.fail("secondary_unsaid")
    assert client.get(PULL, Pull).number == pull
    assert waits == [7.0, 60.0]


def test_no_command_waits_longer_than_it_may(forge, waits):
    forge.fail("secondary_unsaid", times=9)
    client = Client(settings_of(forge.environment()), Patience(sleep=waits.append, now=lambda: 0.0))
    with pytest.raises(BadInput, match="rate limit for this token is used up; run again after 1970-01-01 00:01 UTC"):
        client.get(PULL, Pull)
    assert waits == [60.0, 60.0]
    client.close()


def test_what_fails_once_is_asked_again(forge, client, pull, waits):
    forge.fail("bad_gateway", times=2)
    forge.fail("cut")
    assert client.get(PULL, Pull).number == pull
    assert waits == [1.0, 2.0, 4.0]


def test_what_fails_on_is_said_in_a_sentence(forge, client):
    forge.fail("bad_gateway", times=99)
    with pytest.raises(GithubError, match=r"GitHub failed at GET /repos/acme/shop/pulls/11 \(502\); run again"):
        client.get(PULL, Pull)


def test_a_host_that_is_not_there_is_said_too(patience):
    client = Client(Settings("http://127.0.0.1:9", "secret"), patience)
    with pytest.raises(GithubError, match=r"127.0.0.1 cannot be reached") as said:
        client.get(PULL, Pull)
    assert "secret" not in str(said.value)


@pytest.mark.parametrize("kind", ["bad_gateway", "bad_gateway_after", "cut", "cut_after"])
def test_a_write_that_may_have_happened_is_not_sent_again(forge, client, kind):
    forge.fail(kind, method="POST")
    with pytest.raises(MaybeDone):
        client.write("POST", COMMENTS, {"body": "x"}, Comment, is_repeatable=False)
    assert [seen.method for seen in forge.seen] == ["POST"]


def test_a_write_that_a_limit_refused_is_sent_again(forge, client, waits):
    forge.fail("secondary", method="POST")
    client.write("POST", COMMENTS, {"body": "x"}, Comment, is_repeatable=False)
    assert (len(forge.comments), waits) == (1, [7.0])


def test_a_bad_token_is_told_and_not_shown(forge, patience):
    client = Client(Settings(forge.url, SECRET), patience)
    with pytest.raises(GithubError, match=r"does not accept the token.*Bad credentials") as said:
        client.get(PULL, Pull)
    assert SECRET not in str(said.value)
    client.close()


def test_what_a_job_must_be_granted_is_told(forge, patience):
    forge.add_token("reader", "github-actions[bot]", "actions", permissions=EVERYTHING - {"pull_requests=write"})
    client = Client(settings_of(forge.environment("reader")), patience)
    with pytest.raises(GithubError, match=r"permissions: \{pull-requests: write\}") as said:
        client.write("POST", COMMENTS, {"body": "x"}, Comment, is_repeatable=False)
    assert said.value.status == 403
    client.close()


def test_what_is_not_there_and_what_is_not_accepted_are_told(client):
    with pytest.raises(GithubError, match="finds nothing at GET /repos/acme/shop/pulls/99") as said:
        client.get("/repos/acme/shop/pulls/99", Pull)
    assert said.value.status == 404
    with pytest.raises(GithubError, match=r"422 Validation Failed: Body is too long \(maximum is 65536 characters\)"):
        client.write("POST", COMMENTS, {"body": "x" * 65_537}, Comment, is_repeatable=False)


def test_an_answer_that_is_not_githubs_is_told(forge, client):
    forge.fail("not_json")
    with pytest.raises(GithubError, match="cannot be read"):
        client.get(PULL, Pull)


def test_an_answer_that_is_too_long_is_refused(forge):
    transport = Transport(settings_of(forge.environment()))
    with pytest.raises(BadInput, match="longer than 10 bytes"):
        transport.send(Request("GET", f"{forge.url}{PULL}", limit_bytes=10))
    transport.close()


def test_a_redirect_to_another_host_takes_no_token_along(forge, client, pull):
    run = forge.run(pull, actor="ana", artifact=b"content")
    artifact = next(iter(forge.artifacts))
    assert client.download(path("repos", "acme/shop", "actions", "artifacts", artifact, "zip"), 1000) == b"content"
    assert run in forge.runs
    (seen,) = forge.seen_at_blobs
    assert "authorization" not in seen.headers
    assert "actions" not in str(seen.headers)


@pytest.mark.parametrize("target", ["http://blobs.example.com/x", "ftp://127.0.0.1/x", "file:///etc/passwd"])
def test_a_redirect_to_where_nothing_is_safe_is_not_followed(forge, client, pull, target, monkeypatch):
    forge.run(pull, actor="ana", artifact=b"content")
    monkeypatch.setattr(forge._servers, "blob_url", target)
    with pytest.raises(BadInput, match="cannot be followed safely"):
        client.download(path("repos", "acme/shop", "actions", "artifacts", next(iter(forge.artifacts)), "zip"), 1000)


@pytest.mark.parametrize(
    "url",
    ["http://ghe.example.com/api/v3", "https://", "ghe.example.com", "https://me:pw@ghe.example.com", "ftp://x/y"],
)
def test_no_token_is_sent_where_others_could_read_it(url):
    with pytest.raises(BadUsage, match="no token can be sent safely") as said:
        Settings(url, "secret")
    assert "pw" not in str(said.value)


def test_enterprise_servers_and_this_machine_are_asked():
    assert Settings("https://ghe.example.com/api/v3/", "t").api_url == "https://ghe.example.com/api/v3"
    assert Settings("http://[::1]:8080", "t").api_url == "http://[::1]:8080"
    assert settings_of({"GH_TOKEN": f" {SECRET}\n"}).token == SECRET
    assert settings_of({"GH_TOKEN": "t"}).is_public


def test_graphql_lies_beside_rest():
    assert settings_of({"GH_TOKEN": "t"}).graphql_url == "https://api.github.com/graphql"
    assert Settings("https://ghe.example.com/api/v3", "t").graphql_url == "https://ghe.example.com/api/graphql"


def test_no_token_and_no_possible_token_are_refused_without_showing_it():
    with pytest.raises(BadUsage, match="there is no token for GitHub"):
        settings_of({"GITHUB_TOKEN": " "})
    with pytest.raises(BadUsage, match="no token has") as said:
        settings_of({"GITHUB_TOKEN": "sec\nret"})
    assert "ret" not in str(said.value).replace("characters that no token has", "")
    assert SECRET not in repr(Settings(token=SECRET))


def test_a_proxy_is_asked_for_github_and_not_for_this_machine(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://me:pw@proxy.example.com:3128")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example.com:3128")
    outside, inside = _pool("https://api.github.com"), _pool("http://127.0.0.1:8080")
    assert (outside.proxy.host, outside.proxy_headers["proxy-authorization"]) == ("proxy.example.com", "Basic bWU6cHc=")
    assert inside.proxy is None
    monkeypatch.setenv("NO_PROXY", "api.github.com")
    assert _pool("https://api.github.com").proxy is None


def test_options_never_show_the_environment():
    assert SECRET not in repr(ForgeOptions({"GITHUB_TOKEN": SECRET}, "ana"))


def test_what_is_put_into_a_path_stays_one_part_of_it():
    assert path("orgs", "a/../b/c", "x?y") == "/orgs/a%2F..%2Fb%2Fc/x%3Fy"
    assert path("repos", "acme/shop", "pulls", 1) == "/repos/acme/shop/pulls/1"
    assert path("repos", "acme/..", "pulls") == "/repos/acme%2F../pulls"
