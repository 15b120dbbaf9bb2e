"""`costguard audit aws` from the command line to its exit code, against a server that stands for AWS."""

import json
from collections.abc import Iterator

import jsonschema
import pytest
from aws_stand_ins import CALLER, Aws, Fault, Organisation, environment_of, member, seed_organisation, serve_aws
from small_audits import faults, judged, owner_policy, report, statuses

from costguard.catalog.live.aws_describe import describes
from costguard.reports.audits.json_audit import audit_schema

pytestmark = pytest.mark.usefixtures("here")

REGION = "eu-west-1"
VIEW = f"arn:aws:resource-explorer-2:us-east-1:{CALLER}:view/all/1"


@pytest.fixture(scope="module")
def running_aws() -> Iterator[tuple[Aws, Organisation]]:
    """An organisation of 22 accounts in a moto server."""
    with serve_aws() as aws, pytest.MonkeyPatch.context() as patch:
        point_sdk_at(aws, patch)
        yield aws, seed_organisation()


@pytest.fixture
def aws(running_aws, monkeypatch) -> Aws:
    found, _ = running_aws
    found.reset()
    point_sdk_at(found, monkeypatch)
    kinds = {"ec2:volume", "sqs:queue", "s3:bucket", "route53:hostedzone"}
    kept = tuple(describe for describe in describes() if describe.native_type in kinds)
    monkeypatch.setattr("costguard.sources.aws.sweep_reading.describes", lambda: kept)
    return found


@pytest.fixture
def accounts(running_aws) -> dict[str, str]:
    return running_aws[1].accounts


def point_sdk_at(aws: Aws, patch: pytest.MonkeyPatch) -> None:
    for name, value in environment_of(aws).items():
        patch.setenv(name, value)
    patch.delenv("AWS_PROFILE", raising=False)


def deny(aws: Aws, account: str) -> None:
    """Let nobody in: the account's role trusts somebody else."""
    aws.fail("sts:AssumeRole", "AccessDenied", status=403, containing=account)


def disable_region(aws: Aws, account: str) -> None:
    """Have an account whose keys are not known in the region, as where it was switched off."""
    from moto.sts.models import sts_backends

    def matches(call) -> bool:
        keys = {role.access_key_id for role in sts_backends[account]["aws"].assumed_roles}
        return call.region == REGION and call.access_key in keys

    aws.faults.append(Fault(matches, "UnrecognizedClientException", 403))


def make_queues(account: str, *names: str) -> None:
    """Make queues without tags."""
    for name in names:
        member(account, "sqs", REGION).create_queue(QueueName=name)


def tag_queue(account: str, name: str) -> None:
    """Say who owns a queue."""
    queues = member(account, "sqs", REGION)
    queues.tag_queue(QueueUrl=queues.get_queue_url(QueueName=name)["QueueUrl"], Tags={"owner": "web"})


def in_history(costguard, *arguments):
    """What the history says, as JSON."""
    run = costguard("history", *arguments, "--history", "kept", "--format", "json")
    assert (run.code, run.err) == (0, "")
    return json.loads(run.out)


def fates(difference) -> dict[str, set[str]]:
    """The queues by what became of them."""
    found: dict[str, set[str]] = {}
    for life in difference["lives"]:
        if life["type"] == "aws_sqs_queue":
            found.setdefault(life["status"], set()).add(life["address"].rpartition(":")[2])
    return found


@pytest.fixture
def nightly(costguard):
    """An audit of one night, with a snapshot, a report and a line in the history."""

    def audit(night: str, *more: str):
        asked = ("--source", "sweep", "--region", REGION, "--save", night, "--history", "kept", "--output")
        return costguard("audit", "aws", *asked, f"json={night}.json", *more)

    return audit


def test_three_nights_of_an_organisation(aws, accounts, nightly, costguard, here):
    """Denied on the first night, opened on the second, denied again: what was not looked at is never called mended."""
    make_queues(accounts["account-05"], "mended", "stays")
    make_queues(accounts["account-06"], "behind")

    deny(aws, accounts["account-06"])
    disable_region(aws, accounts["account-07"])
    first = nightly("one", "--require-complete")
    told = " ".join(first.out.split())
    assert (first.code, first.err) == (2, "costguard: the audit is not complete: 2 scopes were not read to the end\n")
    assert "19 of 21 accounts (1 partial, 1 denied)" in told
    assert f"denied: aws {accounts['account-06']}: the role CostguardAudit could not be assumed (AccessDenied)" in told
    assert "is not enabled in this account and region (UnrecognizedClientException)" in told
    assert statuses(here / "one.json")[accounts["account-06"]] == {"denied"}
    assert report(here / "one.json")["input"]["kind"] == "aws"

    again = costguard("audit", "snapshot", "one", "-o", "json=again.json", "--require-complete")
    assert again.code == 2
    assert judged(here / "again.json") == judged(here / "one.json")

    aws.reset()
    tag_queue(accounts["account-05"], "mended")
    second = nightly("two", "--require-complete", "--fail-on", "new")
    assert (second.code, second.err) == (1, "")
    difference = in_history(costguard, "diff")
    assert fates(difference) == {"new": {"behind"}, "resolved": {"mended"}}

    deny(aws, accounts["account-06"])
    assert nightly("three", "--fail-on", "new").code == 0
    difference = in_history(costguard, "diff")
    assert fates(difference) == {"unseen": {"behind"}}
    (behind,) = [life["address"] for life in difference["lives"] if life["status"] == "unseen"]
    (life,) = in_history(costguard, "show", behind)["lives"]
    assert [(step["run"], step["status"]) for step in life["steps"]] == [(2, "new"), (3, "unseen")]
    for night in ("one", "two", "three"):
        jsonschema.Draft202012Validator(audit_schema()).validate(report(here / f"{night}.json"))
    changes = report(here / "three.json")["changes"]
    assert (changes["new"], changes["resolved"], changes["unseen"]) == (0, 0, 1)


def test_credentials_that_expire_on_the_way_are_renewed_and_nothing_is_lost(aws, accounts, costguard, here):
    asked = ("audit", "aws", "--source", "sweep", "--region", REGION, "--account", accounts["account-00"])
    costguard(*asked, "-o", "json=undisturbed.json")
    for operation, code in (("ec2:DescribeVolumes", "RequestExpired"), ("tagging:GetResources", "ExpiredToken")):
        aws.fail(operation, code, times=1)
    run = costguard(*asked, "-o", "json=a.json", "--require-complete")
    assert run.code == 1
    assert judged(here / "a.json") == judged(here / "undisturbed.json")
    assert len(faults(here / "a.json")) > 0


def test_a_call_that_is_denied_is_named_and_the_rest_is_judged(aws, accounts, costguard, here):
    aws.fail("ec2:DescribeVolumes", "UnauthorizedOperation", status=403)
    asked = ("audit", "aws", "--source", "sweep", "--region", REGION, "--account", accounts["account-00"])
    run = costguard(*asked, "-o", "json=a.json")
    assert statuses(here / "a.json") == {accounts["account-00"]: {"complete", "partial"}}
    assert "denied: ec2:DescribeVolumes" in " ".join(run.out.split())


def test_tags_are_inherited_from_accounts_and_units(aws, accounts, costguard, here):
    """account-00 has an owner's tag, account-01 is in a unit that the policy names, account-02 has neither."""
    (here / "costguard.yaml").write_text(
        owner_policy(inherit='{tags_of: [account], paths: {"Root/Prod/*": prod-team}}')
    )
    aws.explorer.default_view = VIEW
    aws.explorer.views[VIEW] = {
        "ViewArn": VIEW,
        "Scope": f"arn:aws:organizations::{CALLER}:organization/o-exampleorg",
        "IncludedProperties": [{"Name": "tags"}],
    }
    asked = [accounts[f"account-{number:02}"] for number in range(3)]
    for account in asked:
        aws.explorer.indexes.append({"AccountId": account, "Region": "us-east-1", "Type": "AGGREGATOR", "Arn": "arn"})
        aws.explorer.resources.append(explored_volume(account))
    narrowed = [argument for account in asked for argument in ("--account", account)]
    run = costguard("audit", "aws", "--region", "us-east-1", *narrowed, "-o", "json=a.json")
    assert run.code == 1
    found = report(here / "a.json")
    assert {scope["source"] for scope in found["coverage"]["scopes"]} == {"resource-explorer"}
    assert [(each["account"], each["code"]) for each in found["findings"]] == [(asked[2], "missing")]
    assert found["summary"]["resources"] == 3
    assert list((here / "cache" / "costguard" / "collected").iterdir()) == []


def explored_volume(account: str) -> dict[str, object]:
    return {
        "Arn": f"arn:aws:ec2:us-east-1:{account}:volume/vol-{account}",
        "OwningAccountId": account,
        "Region": "us-east-1",
        "ResourceType": "ec2:volume",
        "Service": "ec2",
        "LastReportedAt": "2026-11-22T00:00:00Z",
        "Properties": [],
    }


def test_an_aggregator_tells_tags_and_attributes(aws, accounts, costguard, here):
    account = accounts["account-00"]
    (here / "costguard.yaml").write_text(
        owner_policy()
        + "  - id: small\n    applies_to: {types: [aws_ebs_volume]}\n    require: {size_gb: {at_most: 50}}\n"
        "    effect: {plan: deny, audit: report, cloud: none}\n"
    )
    aws.config.names = ["org"]
    for region, status in ((REGION, "SUCCEEDED"), ("us-east-1", "FAILED")):
        aws.config.sources.append(
            {"SourceId": account, "SourceType": "ACCOUNT", "AwsRegion": region, "LastUpdateStatus": status}
        )
    aws.config.rows.append(recorded_volume(account))
    asked = ("audit", "aws", "--source", "config", "--account", account, "-o", "json=a.json")
    assert costguard(*asked).code == 1
    found = report(here / "a.json")
    assert [(each["rule"], each["code"], each["region"]) for each in found["findings"]] == [
        ("small", "exceeds", REGION)
    ]
    assert statuses(here / "a.json")[account] == {"complete", "failed"}
    assert costguard(*asked, "--require-complete").code == 2


def recorded_volume(account: str) -> dict[str, object]:
    return {
        "resourceId": "vol-1",
        "resourceType": "AWS::EC2::Volume",
        "arn": f"arn:aws:ec2:{REGION}:{account}:volume/vol-1",
        "accountId": account,
        "awsRegion": REGION,
        "tags": [{"key": "owner", "value": "checkout", "tag": "owner=checkout"}],
        "configuration": {"size": 100, "volumeType": "gp3"},
    }


def test_without_credentials_a_person_is_told_to_log_in(aws, costguard, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    run = costguard("audit", "aws")
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("costguard: there are no AWS credentials; log in")
    assert aws.calls == []
