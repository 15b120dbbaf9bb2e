"""How the best source is chosen, and what a person reads where there is none."""

import sys

import pytest
from aws_stand_ins import CALLER, Aws, Organisation

from costguard.model.errors import BadUsage
from costguard.sources.aws.collector import AwsOptions, collect_aws

pytestmark = pytest.mark.usefixtures("aws", "no_waiting")

VIEW = f"arn:aws:resource-explorer-2:us-east-1:{CALLER}:view/all/1"


def sources(options: AwsOptions) -> set[str]:
    return {scope.source for scope in collect_aws(options).scopes}


@pytest.fixture
def auto(organisation: Organisation) -> AwsOptions:
    return AwsOptions(accounts=(organisation.accounts["account-00"],), regions=("us-east-1",))


def show_view(aws: Aws, account: str, *, tags: bool) -> None:
    aws.explorer.default_view = VIEW
    aws.explorer.views[VIEW] = {
        "ViewArn": VIEW,
        "Scope": f"arn:aws:organizations::{CALLER}:organization/o-exampleorg",
        "IncludedProperties": [{"Name": "tags"}] if tags else [],
    }
    aws.explorer.indexes = [{"AccountId": account, "Region": "us-east-1", "Type": "AGGREGATOR", "Arn": "arn"}]


def test_a_view_of_the_organisation_with_tags_is_taken_first(aws: Aws, auto: AwsOptions):
    show_view(aws, auto.accounts[0], tags=True)
    assert sources(auto) == {"resource-explorer"}


def test_a_view_without_tags_gives_way_to_the_sweep(aws: Aws, auto: AwsOptions):
    show_view(aws, auto.accounts[0], tags=False)
    assert sources(auto) == {"tagging+describe"}


def test_where_resource_explorer_is_denied_the_sweep_is_taken(aws: Aws, auto: AwsOptions):
    aws.fail("resource-explorer-2:*", "AccessDeniedException", status=403)
    assert sources(auto) == {"tagging+describe"}


def test_where_no_role_can_be_assumed_the_aggregator_is_taken(aws: Aws, auto: AwsOptions):
    aws.fail("sts:AssumeRole", "AccessDenied", status=403)
    aws.config.names = ["org"]
    aws.config.sources = [
        {
            "SourceId": auto.accounts[0],
            "SourceType": "ACCOUNT",
            "AwsRegion": "us-east-1",
            "LastUpdateStatus": "SUCCEEDED",
        }
    ]
    assert sources(auto) == {"config"}


def test_where_nothing_can_be_read_one_sentence_says_what_was_tried(aws: Aws, auto: AwsOptions):
    aws.fail("sts:AssumeRole", "AccessDenied", status=403)
    with pytest.raises(BadUsage) as raised:
        collect_aws(auto)
    assert str(raised.value) == (
        "nothing can be read: Resource Explorer has no view in the home region, the role CostguardAudit cannot be "
        f"assumed in {auto.accounts[0]}, and there is no AWS Config aggregator in us-east-1; create the role in every "
        "account, or a Resource Explorer view of the organisation that includes tags"
    )


def test_the_callers_account_alone_is_swept_with_its_own_credentials(aws: Aws):
    aws.fail("organizations:ListRoots", "AWSOrganizationsNotInUseException")
    aws.fail("sts:AssumeRole", "AccessDenied", status=403)
    collection = collect_aws(AwsOptions(regions=("us-east-1",)))
    assert {(scope.account, scope.source) for scope in collection.scopes} == {(CALLER, "tagging+describe")}


def test_every_scope_has_a_key_of_its_own(organisation: Organisation):
    collection = collect_aws(AwsOptions(source="sweep", regions=("us-east-1", "eu-west-1")))
    keys = [scope.key for scope in collection.scopes]
    active = len(organisation.accounts)  # the caller's, and all but the closed one
    assert len(set(keys)) == len(keys) == 3 * active


def test_without_credentials_a_person_is_told_to_log_in(monkeypatch: pytest.MonkeyPatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    with pytest.raises(BadUsage, match=r"^there are no AWS credentials; log in"):
        collect_aws(AwsOptions())


@pytest.mark.parametrize("region", ["", "eu-west-1"])
def test_an_unknown_profile_is_named(region: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(BadUsage, match=r"^there is no AWS profile `nobody`; `aws configure list-profiles`"):
        collect_aws(AwsOptions(profile="nobody", home_region=region or None))


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidClientTokenId"])
def test_credentials_that_are_over_ask_for_a_new_login(aws: Aws, code: str):
    aws.fail("sts:GetCallerIdentity", code, status=403)
    with pytest.raises(BadUsage, match=rf"^AWS does not accept the credentials \({code}\); log in again"):
        collect_aws(AwsOptions())


def test_without_a_network_a_person_is_told_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    with pytest.raises(BadUsage, match=r"EndpointConnectionError\); check the network"):
        collect_aws(AwsOptions())


def test_without_boto3_a_person_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(BadUsage, match=r"^reading AWS needs boto3: pip install 'costguard-engine\[aws\]'$"):
        collect_aws(AwsOptions())
