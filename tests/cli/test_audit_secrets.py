"""No secret leaves an audit: not in a report, an error, a history or a snapshot, whatever happens."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from aws_stand_ins import environment_of, serve_aws
from google_shop import ORGANIZATION, shop
from google_stub import Refusal, grpc_server
from postgres_server import new_database, serve_postgres
from small_audits import in_files, owner_policy, report, volume, written

PASSWORD = "Hush-pass-4711"  # noqa: S105  (of a database of the tests' own)
SENSITIVE = "Hush-owner-4711"
KEYS = {
    "AWS_ACCESS_KEY_ID": "ASIAHUSHHUSH4711",
    "AWS_SECRET_ACCESS_KEY": "Hush-secret-4711",
    "AWS_SESSION_TOKEN": "Hush-token-4711",
    "AZURE_CLIENT_SECRET": "Hush-client-4711",
    "COSTGUARD_EXTERNAL_ID": "Hush-external-4711",
}
SECRETS = (PASSWORD, SENSITIVE, *KEYS.values())
FORMATS = ("terminal", "json", "csv", "parquet")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A working folder whose files are reports and histories only, and an environment full of secrets."""
    (tmp_path / "given").mkdir()
    (tmp_path / "made").mkdir()
    monkeypatch.chdir(tmp_path / "made")
    monkeypatch.delenv("COSTGUARD_HISTORY", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "made" / "cache"))
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "given" / "policy.yaml").write_text(
        owner_policy().replace("values: any", "values: {one_of: [web, data]}")
        + "  - id: engine\n    applies_to: {types: [aws_db_instance]}\n"
        "    require: {instance_type: {one_of: [db.t3.micro]}}\n"
        "    effect: {plan: deny, audit: report, cloud: none}\n"
    )
    return tmp_path / "made"


@pytest.fixture
def policy(here) -> tuple[str, str]:
    return ("--policy", str(here.parent / "given" / "policy.yaml"))


def state_of(*sensitive: str) -> str:
    """A state with a database whose password, owner and size are marked as sensitive."""
    attributes = {
        "id": "orders",
        "arn": "arn:aws:rds:eu-west-1:111122223333:db:orders",
        "password": PASSWORD,
        "instance_class": SENSITIVE,
        "engine": "postgres",
        "tags": {"owner": SENSITIVE},
        "tags_all": {"owner": SENSITIVE},
    }
    marked = [[{"type": "get_attr", "value": name}] for name in sensitive]
    instance = {"schema_version": 2, "attributes": attributes, "sensitive_attributes": marked}
    resource = {
        "mode": "managed",
        "type": "aws_db_instance",
        "name": "orders",
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
        "instances": [instance],
    }
    head = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "l", "outputs": {}}
    return json.dumps({**head, "resources": [resource]})


def leaks(folder: Path, *texts: str) -> list[tuple[str, str]]:
    """Where secrets stand: in files, or in what was printed."""
    return in_files(folder, SECRETS) + [("printed", each) for text in texts for each in SECRETS if each in text]


def test_what_a_state_marks_as_sensitive_is_compared_and_never_told(here, policy, costguard):
    """The dimension is another than the owner's, by whom resources are counted."""
    text = Path(policy[1]).read_text().replace("  owner: {key", "  team: {key").replace("[owner]", "[team]")
    Path(policy[1]).write_text(text)
    run, again = (audit_of_a_state(here, policy, costguard) for _ in range(2))
    found = report(here / "a.json")["findings"]
    assert [(each["key"], each["code"], each["value"]) for each in found] == [
        ("instance_type", "invalid", None),
        ("owner", "invalid", None),
    ]
    asked = (("runs",), ("diff",), ("show", "1"), ("show", found[0]["address"]))
    shown = [
        costguard("history", *each, "--history", "kept", "-f", how) for each in asked for how in ("terminal", "json")
    ]
    assert {each.code for each in shown} == {0}
    assert leaks(here, run.out, again.out, *(each.out for each in shown)) == []


def test_nothing_is_counted_by_an_owner_that_is_sensitive(here, policy, costguard):
    run = audit_of_a_state(here, policy, costguard)
    assert leaks(here, run.out) == []


def audit_of_a_state(here, policy, costguard):
    """An audit in every format of a state whose values are all sensitive."""
    state = state_of("password", "instance_class", "tags", "tags_all")
    (here.parent / "given" / "terraform.tfstate").write_text(state)
    outputs = [argument for name in FORMATS for argument in ("-o", f"{name}=a.{name}")]
    run = costguard("audit", "snapshot", "../given/terraform.tfstate", *policy, *outputs, "--history", "kept")
    assert (run.code, run.err) == (1, "")
    return run


@pytest.fixture(scope="module")
def postgres() -> Iterator[Path]:
    with serve_postgres() as folder:
        yield folder


@pytest.fixture
def keeper(postgres) -> str:
    """The URL of a database that opens with the password only."""
    import psycopg

    url = new_database(postgres)
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'keeper'").fetchone():
            connection.execute(f"CREATE ROLE keeper LOGIN PASSWORD '{PASSWORD}'")
        connection.execute("GRANT ALL ON SCHEMA public TO keeper")
    return url.replace("postgresql://tester@", f"postgresql://keeper:{PASSWORD}@")


def test_a_password_in_the_url_of_the_history_opens_it_and_is_kept_nowhere(here, policy, costguard, keeper):
    inventory = written(here.parent / "given" / "inventory.ndjson", volume("vol-1"))
    place = ("--history", keeper, "--history-files", "files")
    runs = [costguard("audit", "snapshot", inventory, *policy, *place, "-o", "json=a.json") for _ in range(2)]
    assert [(run.code, run.err) for run in runs] == [(1, ""), (1, "")]
    shown = [
        costguard("history", *asked, *place, "--format", "json") for asked in (("runs",), ("diff",), ("show", "2"))
    ]
    assert [run.code for run in shown] == [0, 0, 0]
    assert leaks(here, *(run.out + run.err for run in (*runs, *shown)), everything_in(keeper)) == []


def everything_in(url: str) -> str:
    """All rows of all tables of a database."""
    import psycopg

    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        rows = [connection.execute(f'SELECT * FROM "{table}"').fetchall() for (table,) in tables]  # noqa: S608  (names of tables)
    assert len(rows) > 3
    return repr(rows)


@pytest.mark.parametrize("damaged", ["wrong", "a/b", "a#b", "a?b"])
def test_a_password_that_does_not_open_the_history_is_not_told(here, policy, costguard, keeper, damaged):
    url = keeper.replace(PASSWORD, f"{PASSWORD}{damaged}")
    inventory = written(here.parent / "given" / "inventory.ndjson", volume("vol-1"))
    for command in (("audit", "snapshot", inventory, *policy), ("history", "runs")):
        run = costguard(*command, "--history", url, "--history-files", "files")
        assert (run.code, run.out, len(run.err.splitlines())) == (2, "", 1)
        assert leaks(here, run.err) == []


def test_credentials_of_the_environment_are_in_no_report_snapshot_or_error(here, policy, costguard, monkeypatch):
    with serve_aws() as aws:
        monkeypatch.setenv("AWS_ENDPOINT_URL", environment_of(aws)["AWS_ENDPOINT_URL"])
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
        monkeypatch.setattr("costguard.sources.aws.sweep_reading.describes", tuple)
        aws.fail("organizations:*", "AccessDeniedException")
        asked = ("--source", "sweep", "--region", "eu-west-1", *policy, "--history", "kept", "-o", "json=a.json")
        read = costguard("audit", "aws", *asked, "--save", "tonight")
        aws.fail("sts:GetCallerIdentity", "ExpiredToken", status=403)
        refused = costguard("audit", "aws", *asked)
        assert aws.calls_of("sts:AssumeRole")[0].body.count(KEYS["COSTGUARD_EXTERNAL_ID"]) == 1
    assert (read.code, refused.code) == (0, 2)
    assert (here / "tonight" / "snapshot.json").exists()
    assert leaks(here, read.out, read.err, refused.err) == []


def test_what_a_cloud_says_of_a_refused_call_is_not_passed_on_with_its_token(here, policy, costguard):
    google = shop()
    refusal = Refusal("UNAUTHENTICATED", f"the token {KEYS['AWS_SESSION_TOKEN']} is over")
    google.fail("search_all_resources", ORGANIZATION, with_=refusal, times=1000)
    with grpc_server(google) as endpoint:
        run = costguard("audit", "gcp", "--scope", ORGANIZATION, "--endpoint", endpoint, *policy, "-o", "json=a.json")
    assert run.code == 2
    assert leaks(here, run.out, run.err) == []
