"""An ARN says what it names; the Service Authorization Reference judges that we read it right."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.catalog import authorization
from costguard.catalog.aws_operations import operations_of
from costguard.catalog.live.aws_arns import LiveName, canonical_arn, of_arn
from costguard.catalog.live.tables import read_rows
from costguard.catalog.lookup import entries
from costguard.model.cloud import Cloud, cloud_of

A = "123456789012"


@pytest.mark.parametrize(
    ("arn", "native_type", "terraform_type"),
    [
        (f"arn:aws:ec2:eu-west-1:{A}:volume/vol-1", "ec2:volume", "aws_ebs_volume"),
        (f"arn:aws:ec2:eu-west-1:{A}:vpc-endpoint/vpce-1", "ec2:vpc-endpoint", "aws_vpc_endpoint"),
        (f"arn:aws:rds:eu-west-1:{A}:db:orders", "rds:db", "aws_db_instance"),
        (f"arn:aws:rds:eu-west-1:{A}:cluster:orders", "rds:cluster", "aws_rds_cluster"),
        (f"arn:aws:rds:eu-west-1:{A}:cluster-pg:orders", "rds:cluster-pg", "aws_rds_cluster_parameter_group"),
        (f"arn:aws:rds:eu-west-1:{A}:snapshot:rds:orders-2026", "rds:snapshot", "aws_db_snapshot"),
        (
            f"arn:aws:elasticloadbalancing:eu-west-1:{A}:loadbalancer/app/web/1a",
            "elasticloadbalancing:loadbalancer/app",
            "aws_lb",
        ),
        (
            f"arn:aws:elasticloadbalancing:eu-west-1:{A}:loadbalancer/net/web/1a",
            "elasticloadbalancing:loadbalancer/net",
            "aws_lb",
        ),
        (
            f"arn:aws:elasticloadbalancing:eu-west-1:{A}:loadbalancer/gwy/web/1a",
            "elasticloadbalancing:loadbalancer/gwy",
            "aws_lb",
        ),
        (
            f"arn:aws:elasticloadbalancing:eu-west-1:{A}:loadbalancer/app",
            "elasticloadbalancing:loadbalancer",
            "aws_elb",
        ),
        (
            f"arn:aws:elasticloadbalancing:eu-west-1:{A}:listener/app/web/1a/2b",
            "elasticloadbalancing:listener/app",
            "aws_lb_listener",
        ),
        (f"arn:aws:lambda:eu-west-1:{A}:function:resize", "lambda:function", "aws_lambda_function"),
        (f"arn:aws:lambda:eu-west-1:{A}:function:resize:7", "lambda:function/version", "aws_lambda_function_version"),
        (f"arn:aws:lambda:eu-west-1:{A}:layer:pillow:3", "lambda:layer/version", "aws_lambda_layer_version"),
        (f"arn:aws:dynamodb:eu-west-1:{A}:table/carts", "dynamodb:table", "aws_dynamodb_table"),
        (
            f"arn:aws:dynamodb:eu-west-1:{A}:table/carts/index/by-user",
            "dynamodb:table/index",
            "aws_dynamodb_table_index",
        ),
        (
            f"arn:aws:dynamodb:eu-west-1:{A}:table/carts/stream/2026",
            "dynamodb:table/stream",
            "aws_dynamodb_table_stream",
        ),
        (f"arn:aws:logs:eu-west-1:{A}:log-group:/aws/lambda/resize:*", "logs:log-group", "aws_cloudwatch_log_group"),
        (
            f"arn:aws:logs:eu-west-1:{A}:log-group:a:log-stream:b",
            "logs:log-group/log-stream",
            "aws_cloudwatch_log_stream",
        ),
        (f"arn:aws:sqs:eu-west-1:{A}:orders.fifo", "sqs:queue", "aws_sqs_queue"),
        (f"arn:aws:sns:eu-west-1:{A}:orders", "sns:topic", "aws_sns_topic"),
        (f"arn:aws:sns:eu-west-1:{A}:orders:0f-1", "sns:subscription", "aws_sns_topic_subscription"),
        ("arn:aws:apigateway:eu-west-1::/restapis/a1", "apigateway:restapis", "aws_api_gateway_rest_api"),
        (
            "arn:aws:apigateway:eu-west-1::/restapis/a1/stages/prod",
            "apigateway:restapis/stages",
            "aws_api_gateway_stage",
        ),
        ("arn:aws:apigateway:eu-west-1::/apis/a1", "apigateway:apis", "aws_apigatewayv2_api"),
        (
            f"arn:aws:autoscaling:eu-west-1:{A}:autoScalingGroup:1-2:autoScalingGroupName/web",
            "autoscaling:autoScalingGroup",
            "aws_autoscaling_group",
        ),
        (f"arn:aws:ecs:eu-west-1:{A}:service/web", "ecs:service", "aws_ecs_service"),
        (f"arn:aws:ecs:eu-west-1:{A}:service/main/web", "ecs:service", "aws_ecs_service"),
        (f"arn:aws:ecs:eu-west-1:{A}:task/main/0f", "ecs:task", "aws_ecs_task"),
        (f"arn:aws:es:eu-west-1:{A}:domain/search", "es:domain", "aws_opensearch_domain"),
        (
            f"arn:aws:secretsmanager:eu-west-1:{A}:secret:db/password-AbCdEf",
            "secretsmanager:secret",
            "aws_secretsmanager_secret",
        ),
        (f"arn:aws:states:eu-west-1:{A}:stateMachine:ship", "states:stateMachine", "aws_sfn_state_machine"),
        (f"arn:aws:elasticache:eu-west-1:{A}:cluster:c-001", "elasticache:cluster", "aws_elasticache_cluster"),
        (f"arn:aws:kafka:eu-west-1:{A}:cluster/my-svc/0f-1a-2", "kafka:cluster", "aws_msk_cluster"),
        (f"arn:aws:kafka:eu-west-1:{A}:cluster/my-svc/0f-1a-s2", "kafka:cluster", "aws_msk_serverless_cluster"),
        (
            f"arn:aws:emr-serverless:eu-west-1:{A}:/applications/00f",
            "emr-serverless:applications",
            "aws_emrserverless_application",
        ),
        (f"arn:aws:codecommit:eu-west-1:{A}:shop", "codecommit:repository", "aws_codecommit_repository"),
        (f"arn:aws:wafv2:eu-west-1:{A}:regional/webacl/edge/0f", "wafv2:webacl", "aws_wafv2_web_acl"),
        (f"arn:aws:guardduty:eu-west-1:{A}:detector/0f/filter/x", "guardduty:detector/filter", "aws_guardduty_filter"),
    ],
)
def test_an_arn_names_a_type(arn, native_type, terraform_type):
    named = of_arn(arn)
    assert (named.native_type, named.terraform_type) == (native_type, terraform_type)
    assert named.region == "eu-west-1"


def test_a_bucket_has_neither_account_nor_region():
    assert of_arn("arn:aws:s3:::logs") == LiveName("s3:bucket", "aws_s3_bucket", "", None)
    assert of_arn("arn:aws:s3:::logs/2026/11.gz").terraform_type == "aws_s3_object"
    assert of_arn(f"arn:aws:s3:eu-west-1:{A}:accesspoint/etl").terraform_type == "aws_s3_access_point"


def test_what_iam_and_route_53_name_has_no_region():
    assert of_arn(f"arn:aws:iam::{A}:role/service/ci") == LiveName("iam:role", "aws_iam_role", A, None)
    assert of_arn("arn:aws:route53:::hostedzone/Z1") == LiveName("route53:hostedzone", "aws_route53_zone", "", None)


def test_an_unknown_kind_gets_a_name_of_its_service():
    assert of_arn(f"arn:aws:ec2:eu-west-1:{A}:prefix-list/pl-1") == LiveName(
        "ec2:prefix-list", "aws_ec2_prefix_list", A, "eu-west-1"
    )
    assert of_arn(f"arn:aws:newthing:eu-west-1:{A}:just-a-name").native_type == "newthing"


@pytest.mark.parametrize("text", ["", "vol-1", "arn:aws:ec2", "urn:a:b:c:d:e"])
def test_what_is_no_arn_is_of_an_unknown_type(text):
    assert of_arn(text) == LiveName("unknown", "aws_unknown", "", None)


@given(
    partition=st.sampled_from(["aws-cn", "aws-us-gov", "aws-iso"]),
    resource=st.sampled_from(["ec2:r:1:volume/v", "rds:r:1:db:d", "sqs:r:1:q", "s3:::b", "lambda:r:1:function:f"]),
)
def test_the_partition_changes_nothing(partition, resource):
    assert of_arn(f"arn:{partition}:{resource}") == of_arn(f"arn:aws:{resource}")


def test_no_row_of_the_table_is_hidden_by_one_above_it():
    for row in read_rows("aws_arns"):
        named = of_arn(f"arn:aws:{row['service']}:r:{A}:{row['resource'].replace('*', 'x1')}")
        assert named.native_type == row["native_type"], row


def test_two_forms_of_one_arn_are_one():
    log_group = f"arn:aws:logs:eu-west-1:{A}:log-group:/a"
    assert canonical_arn(f"{log_group}:*") == canonical_arn(log_group) == log_group
    snapshot = "arn:aws:ec2:eu-west-1::snapshot/snap-1"
    assert canonical_arn(f"arn:aws:ec2:eu-west-1:{A}:snapshot/snap-1") == canonical_arn(snapshot) == snapshot
    instance = f"arn:aws:ec2:eu-west-1:{A}:instance/i-1"
    assert canonical_arn(instance) == instance
    assert canonical_arn("no arn") == "no arn"


@given(st.text(alphabet="abc:/*-", max_size=40))
def test_a_canonical_arn_is_its_own(rest):
    once = canonical_arn(f"arn:aws:logs:r:1:log-group:{rest}".removesuffix(":*"))
    assert canonical_arn(once.removesuffix(":*")) == once.removesuffix(":*")


# The reference has one form for these, and the ARN alone cannot tell which of the types it names.
SHARED_FORMS = {
    frozenset({"aws_lb", "aws_alb", "aws_elb"}),
    frozenset({"aws_lb_target_group", "aws_alb_target_group"}),
    frozenset({"aws_ami", "aws_ami_copy"}),
    frozenset({"aws_ebs_snapshot", "aws_ebs_snapshot_copy"}),
    frozenset({"aws_api_gateway_domain_name", "aws_apigatewayv2_domain_name"}),
    frozenset({"aws_api_gateway_vpc_link", "aws_apigatewayv2_vpc_link"}),
    frozenset({"aws_api_gateway_stage", "aws_apigatewayv2_stage"}),
    frozenset({"aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster"}),
    frozenset(
        {"aws_db_instance", "aws_rds_cluster_instance", "aws_docdb_cluster_instance", "aws_neptune_cluster_instance"}
    ),
    frozenset({"aws_db_cluster_snapshot", "aws_neptune_cluster_snapshot"}),
    frozenset({"aws_ec2_transit_gateway_vpc_attachment", "aws_ec2_transit_gateway_peering_attachment"}),
    frozenset({"aws_opensearch_domain", "aws_elasticsearch_domain"}),
    frozenset({f"aws_fsx_{kind}_file_system" for kind in ("lustre", "ontap", "openzfs", "windows")}),
    frozenset({"aws_kinesisanalyticsv2_application", "aws_kinesis_analytics_application"}),
    frozenset({"aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key"}),
    frozenset({"aws_msk_cluster", "aws_msk_serverless_cluster"}),
    frozenset({"aws_s3_object", "aws_s3_bucket_object"}),
    frozenset({"aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"}),
}
# Types whose creation is authorised on what they are part of.
PARTS = {
    "aws_cloudhsm_v2_hsm": "aws_cloudhsm_v2_cluster",
    "aws_ec2_client_vpn_network_association": "aws_ec2_client_vpn_endpoint",
    "aws_kinesisanalyticsv2_application_snapshot": "aws_kinesisanalyticsv2_application",
    "aws_globalaccelerator_endpoint_group": "aws_globalaccelerator_listener",
    "aws_sns_topic_subscription": "aws_sns_topic",
}


def arn_forms():
    """Terraform types with the forms that the Service Authorization Reference has for their ARNs."""
    for known in entries():
        if known.cloud is not Cloud.AWS or known.type.startswith("awscc_"):
            continue
        for operation in operations_of(known.type):
            service = operation.action.partition(":")[0]
            kind = operation.tagged_as or operation.resource_type
            if kind in authorization.resource_types(service):
                for form in authorization.arn_patterns(service, kind):
                    yield known.type, form


@pytest.mark.parametrize(("terraform_type", "form"), sorted(set(arn_forms())))
def test_the_authorization_reference_has_the_same_type_for_an_arn(terraform_type, form):
    arn = re.sub(r"(restapis|apikeys|usageplans|domainnames|vpclinks|stages)$", r"\1/*", form).replace("*", "a1")
    named = of_arn(arn).terraform_type
    expected = PARTS.get(terraform_type, terraform_type)
    assert named == expected or frozenset({named, expected}) <= next(
        (forms for forms in SHARED_FORMS if expected in forms), frozenset()
    )


def test_every_taggable_type_with_an_arn_is_in_the_table():
    in_table = {row["terraform_type"] for row in read_rows("aws_arns")}
    by_record = {row["terraform_type"] for row in read_rows("aws_names")}
    shared = set().union(*SHARED_FORMS)
    taggable = {
        known.type
        for known in entries()
        if known.cloud is Cloud.AWS and known.taggable and not known.type.startswith(("awscc_", "aws_default_"))
    }
    # They have the ARN of what they are another way to make.
    also = {"aws_alb_listener"}
    assert taggable - in_table - by_record - shared - also == set()


def test_a_native_name_is_service_and_kind():
    for row in read_rows("aws_arns"):
        assert re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9/_-]+", row["native_type"]), row
        assert row["native_type"].startswith(f"{row['service']}:")
        assert cloud_of(row["terraform_type"] or "aws_") is Cloud.AWS
