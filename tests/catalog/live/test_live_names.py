"""What live clouds call a type becomes the name that policies use."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.catalog.live.names import is_known_type, made_up_type, terraform_type
from costguard.catalog.live.tables import read_rows
from costguard.catalog.lookup import entries, entry
from costguard.model.cloud import Cloud, cloud_of

NATIVE_TYPES = {
    Cloud.AWS: st.from_regex(
        r"(AWS::[A-Z][A-Za-z0-9]{1,12}::[A-Z][A-Za-z0-9]{1,20}|[a-z][a-z0-9-]{1,11}:[a-z][a-z-]{1,19})", fullmatch=True
    ),
    Cloud.AZURE: st.from_regex(r"Microsoft\.[A-Z][A-Za-z]{2,12}(/[a-z][A-Za-z]{2,16}){1,3}", fullmatch=True),
    Cloud.GCP: st.from_regex(r"[a-z]{3,12}\.googleapis\.com/[A-Z][A-Za-z0-9]{2,20}", fullmatch=True),
}


@pytest.mark.parametrize(
    ("native_type", "expected"),
    [
        ("AWS::EC2::Volume", "aws_ebs_volume"),
        ("ec2:volume", "aws_ebs_volume"),
        ("aws::ec2::volume", "aws_ebs_volume"),
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", "aws_lb"),
        ("elasticloadbalancing:loadbalancer/net", "aws_lb"),
        ("elasticloadbalancing:loadbalancer", "aws_elb"),
        ("AWS::ACM::Certificate", "aws_acm_certificate"),
        ("AWS::CertificateManager::Certificate", "aws_acm_certificate"),
        ("AWS::OpenSearch::Domain", "aws_opensearch_domain"),
        ("AWS::RDS::DBSnapshot", "aws_db_snapshot"),
        ("AWS::EC2::VPC", "aws_vpc"),
        ("AWS::S3::Bucket", "aws_s3_bucket"),
        ("kafka:cluster", "aws_msk_cluster"),
        ("lambda:function/version", "aws_lambda_function_version"),
    ],
)
def test_every_name_of_an_aws_type_gives_terraforms(native_type, expected):
    assert terraform_type(Cloud.AWS, native_type) == expected


@pytest.mark.parametrize(
    ("native_type", "body", "expected"),
    [
        ("AWS::RDS::DBInstance", {"engine": "docdb", "dBClusterIdentifier": "c"}, "aws_docdb_cluster_instance"),
        ("rds:db", {"Engine": "neptune", "DBClusterIdentifier": "c"}, "aws_neptune_cluster_instance"),
        ("rds:db", {"Engine": "aurora-mysql", "DBClusterIdentifier": "c"}, "aws_rds_cluster_instance"),
        ("AWS::RDS::DBInstance", {"engine": "mysql", "dBClusterIdentifier": None}, "aws_db_instance"),
        ("rds:cluster", {"Engine": "Neptune"}, "aws_neptune_cluster"),
        ("rds:cluster", {"Engine": "aurora-postgresql"}, "aws_rds_cluster"),
        ("fsx:file-system", {"FileSystemType": "ONTAP"}, "aws_fsx_ontap_file_system"),
        ("kms:key", {"MultiRegionConfiguration": {"MultiRegionKeyType": "REPLICA"}}, "aws_kms_replica_key"),
        ("kms:key", {"Origin": "AWS_KMS"}, "aws_kms_key"),
        ("ec2:transit-gateway-attachment", {"ResourceType": "peering"}, "aws_ec2_transit_gateway_peering_attachment"),
        ("cloudwatch:alarm", {"AlarmRule": "ALARM(a)"}, "aws_cloudwatch_composite_alarm"),
        ("kafka:cluster", {"ClusterType": "SERVERLESS"}, "aws_msk_serverless_cluster"),
        ("ec2:security-group-rule", {"IsEgress": True}, "aws_vpc_security_group_egress_rule"),
        ("ec2:security-group-rule", {"IsEgress": False}, "aws_vpc_security_group_ingress_rule"),
    ],
)
def test_the_record_tells_types_of_one_name_apart(native_type, body, expected):
    assert terraform_type(Cloud.AWS, native_type, body) == expected


def test_without_a_record_a_shared_name_is_the_most_usual_type():
    assert terraform_type(Cloud.AWS, "rds:db") == "aws_db_instance"
    assert terraform_type(Cloud.AWS, "AWS::RDS::DBCluster", {}) == "aws_rds_cluster"


@pytest.mark.parametrize(
    ("cloud", "native_type", "expected"),
    [
        (Cloud.AWS, "ec2:prefix-list", "aws_ec2_prefix_list"),
        (Cloud.AWS, "AWS::IAM::OIDCProvider", "aws_iam_oidc_provider"),
        (Cloud.AWS, "AWS::ApiGatewayV2::Integration", "aws_apigatewayv2_integration"),
        (Cloud.AWS, "states:execution", "aws_sfn_execution"),
        (Cloud.AWS, "AWS::StepFunctions::StateMachineAlias", "aws_sfn_state_machine_alias"),
        (Cloud.AWS, "greengrass", "aws_greengrass"),
        (Cloud.AZURE, "Microsoft.Foo/bars/bazes", "azurerm_foo_bars_bazes"),
        (Cloud.AZURE, "Datadog.Observe/monitors", "azurerm_datadog_observe_monitors"),
        (Cloud.GCP, "foo.googleapis.com/BarBaz", "google_foo_bar_baz"),
        (Cloud.GCP, "apps.k8s.io/Deployment", "google_apps_k8s_io_deployment"),
    ],
)
def test_a_name_made_up_is_in_the_family_of_its_service(cloud, native_type, expected):
    assert made_up_type(cloud, native_type) == expected


@pytest.mark.parametrize("cloud", list(NATIVE_TYPES))
@given(data=st.data())
def test_a_made_up_name_is_terraforms_style_and_never_an_entry_of_another_meaning(cloud, data):
    native_type = data.draw(NATIVE_TYPES[cloud])
    name = made_up_type(cloud, native_type)
    assert cloud_of(name) is cloud
    assert re.fullmatch(r"[a-z][a-z0-9_]*[a-z0-9]", name)
    if is_known_type(name):
        assert terraform_type(cloud, native_type) == name


@given(native_type=NATIVE_TYPES[Cloud.AZURE])
def test_resource_graph_and_resource_manager_name_an_unknown_azure_type_alike(native_type):
    assert made_up_type(Cloud.AZURE, native_type) == made_up_type(Cloud.AZURE, native_type.lower())


def test_a_made_up_name_that_another_type_has_is_marked():
    assert entry("aws_backup_vault") is not None
    assert made_up_type(Cloud.AWS, "AWS::Backup::Vault") == "aws_backup_vault_other"


def test_every_native_name_of_the_catalog_leads_back_to_an_entry_that_has_it():
    for known in entries():
        if known.api_name and not known.type.startswith(("awscc_", "azapi_")):
            found = entry(terraform_type(known.cloud, known.api_name))
            assert found is not None, known.api_name
            assert found.api_name.lower() == known.api_name.lower()


def test_shared_aws_names_have_a_default_that_comes_last():
    rows: dict[str, list[str]] = {}
    for row in read_rows("aws_names"):
        for native_type in row["native_type"].split("|"):
            rows.setdefault(native_type, []).append(row["path"])
    for native_type, paths in rows.items():
        assert paths[-1] == "", native_type
        assert "" not in paths[:-1], native_type


def test_no_table_names_a_type_by_hand_that_the_catalog_calls_otherwise():
    for row in read_rows("aws_names"):
        assert row["terraform_type"].startswith("aws_")
        assert not row["terraform_type"].startswith(("aws_alb", "aws_default_"))


@pytest.mark.parametrize("native_type", ["", "--:--", "/"])
def test_what_has_no_name_is_unknown(native_type):
    assert made_up_type(Cloud.AWS, native_type) == "aws_unknown"
    assert made_up_type(Cloud.GCP, native_type) == "google_unknown"


def test_a_type_is_known_if_the_catalog_holds_it():
    assert is_known_type("aws_ebs_volume")
    assert not is_known_type("aws_ec2_prefix_list")
