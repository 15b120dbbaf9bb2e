"""Where Azure is spoken to, as whom, and what of it anybody may read in a log."""

import builtins
import logging
import threading
import time

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError, ServiceRequestError
from local_azure import Azure, Clock

from costguard.model.errors import BadUsage
from costguard.model.inventory import ReadStatus
from costguard.sources.azure import clients
from costguard.sources.azure.collector import AzureOptions, collect_azure
from costguard.sources.azure.credentials import NoCredential, SharedTokens
from costguard.sources.collecting.reading import Collection

GOVERNMENT = "https://management.usgovcloudapi.net"
SCOPE = "https://management.azure.com/.default"


class Signer:
    """A credential that counts what it is asked for. Tokens hold for an hour."""

    def __init__(self, now: float = 0.0) -> None:
        self.now = now
        self.asked: list[tuple[tuple[str, ...], dict]] = []

    def get_token(self, *scopes: str, **options: object) -> AccessToken:
        self.asked.append((scopes, options))
        return AccessToken(f"token-{len(self.asked)}", int(self.now) + 3600)


class Refuser:
    """A credential that fails."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def get_token(self, *_scopes: str, **_options: object) -> AccessToken:
        raise self.error


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AZURE_RESOURCE_MANAGER_ENDPOINT", "AZURE_AUTHORITY_HOST"):
        monkeypatch.delenv(name, raising=False)


def test_public_azure_is_spoken_to_where_nothing_else_is_said():
    session = clients.open_session(None, Signer())
    assert (session.endpoint, session.token_scope) == ("https://management.azure.com", SCOPE)


def test_the_environment_names_another_azure(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AZURE_RESOURCE_MANAGER_ENDPOINT", GOVERNMENT + "/")
    session = clients.open_session(None, Signer())
    assert session.endpoint == GOVERNMENT
    assert session.token_scope == "https://management.core.usgovcloudapi.net/.default"  # noqa: S105  (no secret)


def test_an_endpoint_that_is_asked_for_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AZURE_RESOURCE_MANAGER_ENDPOINT", GOVERNMENT)
    session = clients.open_session("https://management.local.azurestack.external", Signer())
    assert session.endpoint == "https://management.local.azurestack.external"
    assert session.token_scope == "https://management.local.azurestack.external/.default"  # noqa: S105  (no secret)


@pytest.mark.parametrize(
    ("endpoint", "authority"),
    [(GOVERNMENT, "login.microsoftonline.us"), ("https://management.chinacloudapi.cn", "login.chinacloudapi.cn")],
)
def test_another_azure_is_signed_in_to_at_its_own_host(monkeypatch: pytest.MonkeyPatch, endpoint: str, authority: str):
    asked = []
    monkeypatch.setattr(clients, "signed_in", lambda host: asked.append(host) or Signer())
    clients.open_session(endpoint, None)
    clients.open_session(None, None)
    monkeypatch.setenv("AZURE_AUTHORITY_HOST", "login.example.org")
    clients.open_session(endpoint, None)
    assert asked == [authority, None, None]


@pytest.mark.parametrize(
    ("endpoint", "shown"),
    [
        ("http://management.azure.com", "http://management.azure.com"),
        ("management.azure.com", "management.azure.com"),
        ("ftp://127.0.0.1", "ftp://127.0.0.1"),
        ("https://", "https:"),
        ("http://ann:pass@example.org", "http://example.org"),
    ],
)
def test_credentials_go_over_https_only(endpoint: str, shown: str):
    with pytest.raises(BadUsage) as raised:
        clients.open_session(endpoint, Signer())
    assert str(raised.value).startswith(f"`{shown}` is no address of Azure; give https://HOST")


def test_a_local_server_in_plain_text_gets_no_token(azure: Azure, clock: Clock):
    signer = Signer()
    collect_azure(AzureOptions(endpoint=azure.url), credential=signer, pace=clock.pace)
    assert signer.asked == []
    assert all("Authorization" not in headers for _, _, headers in azure.asked)


def test_no_token_is_made_for_plain_text():
    with pytest.raises(BadUsage, match="https"):
        NoCredential().get_token(SCOPE)


def test_one_token_serves_all_clients_until_shortly_before_it_expires():
    signer = Signer()
    tokens = SharedTokens(signer, lambda: signer.now)
    assert [tokens.get_token(SCOPE).token for _ in range(3)] == ["token-1"] * 3
    signer.now = 3600 - 299
    assert tokens.get_token(SCOPE).token == "token-2"  # noqa: S105  (no secret)
    assert len(signer.asked) == 2


def test_other_scopes_tenants_and_claims_have_tokens_of_their_own():
    signer = Signer()
    tokens = SharedTokens(signer, lambda: 0.0)
    tokens.get_token("a")
    tokens.get_token("b")
    tokens.get_token("a", tenant_id="t")
    tokens.get_token("a", claims="more")
    assert signer.asked == [(("a",), {}), (("b",), {}), (("a",), {"tenant_id": "t"}), (("a",), {"claims": "more"})]
    assert tokens.get_token("a").token == "token-4"  # noqa: S105  (no secret)


def test_threads_share_one_token():
    signer = Signer()
    tokens = SharedTokens(signer, lambda: 0.0)
    threads = [threading.Thread(target=tokens.get_token, args=(SCOPE,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(signer.asked) == 1


def test_tokens_go_over_tls_and_a_new_one_is_fetched_when_the_old_one_expires(secure_azure: Azure, clock: Clock):
    signer = Signer(now=time.time())
    for number in range(4):
        secure_azure.add_subscription(f"s{number}")
    found = collect_azure(AzureOptions(endpoint=secure_azure.url), credential=signer, pace=clock.pace)
    read_all(found)
    signer.now = time.time() - 3400  # from now on tokens come that expire at once
    found = collect_azure(AzureOptions(endpoint=secure_azure.url), credential=signer, pace=clock.pace)
    read_all(found)
    told = [headers["Authorization"] for _, _, headers in secure_azure.asked]
    assert told[:5] == ["Bearer token-1"] * 5
    assert told[5:] == sorted(told[5:])
    assert len(set(told[5:])) >= 5
    assert {scopes for scopes, _ in signer.asked} == {(f"{secure_azure.url}/.default",)}


def test_the_sdks_logs_hold_no_token(secure_azure: Azure, clock: Clock, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    secure_azure.add_subscription("s1")
    signer = Signer(now=time.time())
    read_all(collect_azure(AzureOptions(endpoint=secure_azure.url), credential=signer, pace=clock.pace))
    assert secure_azure.asked[-1][2]["Authorization"] == "Bearer token-1"
    assert "Microsoft.ResourceGraph" in caplog.text
    assert "token-1" not in caplog.text


def test_nobody_signed_in_is_bad_usage(clock: Clock):
    refuser = Refuser(ClientAuthenticationError("secret-in-message"))
    with pytest.raises(BadUsage) as raised:
        collect_azure(AzureOptions(), credential=refuser, pace=clock.pace)
    assert str(raised.value) == (
        "Azure does not accept the credentials; sign in with `az login`, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and "
        "AZURE_CLIENT_SECRET"
    )


def test_a_sign_in_that_cannot_be_reached_leaves_everything_unread(clock: Clock):
    refuser = Refuser(ServiceRequestError("secret-in-message"))
    found = collect_azure(AzureOptions(), credential=refuser, pace=clock.pace)
    assert [(entry.account, entry.status) for entry in found.unread] == [("*", ReadStatus.FAILED)]
    assert "secret-in-message" not in found.unread[0].reason
    assert len(clock.slept) >= 5


def test_a_server_that_is_not_there_leaves_everything_unread(clock: Clock):
    found = collect_azure(AzureOptions(endpoint="http://127.0.0.1:1"), pace=clock.pace)
    assert [(entry.account, entry.status) for entry in found.unread] == [("*", ReadStatus.FAILED)]
    assert found.scopes == ()


def test_a_missing_sdk_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    load = builtins.__import__

    def without_azure(name: str, *rest: object, **more: object) -> object:
        if name.startswith("azure"):
            raise ModuleNotFoundError(name)
        return load(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without_azure)
    with pytest.raises(BadUsage) as raised:
        collect_azure(AzureOptions())
    assert str(raised.value) == "reading Azure needs its SDK: pip install 'costguard-engine[azure]'"


def test_the_sdks_warnings_are_not_printed(capsys: pytest.CaptureFixture[str]):
    clients.open_session("http://127.0.0.1:1", None)
    assert any(isinstance(handler, logging.NullHandler) for handler in logging.getLogger("azure").handlers)
    assert capsys.readouterr().err == ""


def read_all(found: Collection) -> None:
    for scope in found.scopes:
        assert list(found.read(scope, "")) != []
