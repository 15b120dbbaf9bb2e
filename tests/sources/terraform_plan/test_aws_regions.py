"""Where an AWS resource will run: by itself, its zone, its ARN, or its provider; and never a guess."""

import pytest
from plan_builder import block, constant, plan, provider, read, refers, resource, written

from costguard.model.cloud import Cloud
from costguard.model.resource import AFTER_APPLY, UNSET, known
from costguard.model.tags import Origin
from costguard.sources.terraform_plan.read import read_plans


def region(document, address=""):
    return resource(document, address).attributes.get("region")


def from_provider(value):
    return known(value, origin=Origin.PROVIDER)


class TestAws:
    def bucket(self, after=None, **more):
        return block("aws_ebs_volume", after=after or {}, **more)

    def test_a_constant_of_the_provider(self):
        document = plan(self.bucket(), providers=provider("aws", region=constant("eu-west-1")))
        assert region(document) == from_provider("eu-west-1")

    def test_a_root_variable_that_was_given(self):
        document = plan(
            self.bucket(), providers=provider("aws", region=refers("var.region")), variables={"region": "eu-west-1"}
        )
        assert region(document) == from_provider("eu-west-1")

    def test_the_default_of_a_variable(self):
        declared = {"region": {"default": "eu-west-1"}}
        document = plan(self.bucket(), providers=provider("aws", region=refers("var.region")), declared=declared)
        assert region(document) == from_provider("eu-west-1")

    def test_a_variable_of_a_module_that_its_callers_pass_on(self):
        document = plan(
            self.bucket(module="module.a.module.b", provider="module.a.module.b:aws"),
            providers=provider("aws", module="module.a.module.b", region=refers("var.place")),
            calls={"module.a.module.b": {"place": refers("var.at")}, "module.a": {"at": refers("var.region")}},
            variables={"region": "eu-west-1"},
        )
        assert region(document) == from_provider("eu-west-1")

    @pytest.mark.parametrize(
        "expression",
        [refers("local.region"), refers("data.aws_region.a.name"), refers("var.a", "var.b"), refers("var.none"), {}],
    )
    def test_what_the_plan_does_not_say_is_not_known(self, expression):
        assert region(plan(self.bucket(), providers=provider("aws", region=expression))) == UNSET

    def test_a_template_with_one_variable_is_not_taken_for_the_variable(self):
        """`"${var.land}-1"` refers to `var.land` only, and looks just like it."""
        document = plan(
            self.bucket(), providers=provider("aws", region=refers("var.land")), variables={"land": "eu-west"}
        )
        assert region(document) == UNSET

    def test_each_alias_has_its_own(self):
        west = provider("aws", alias="west", region=constant("us-west-2"))
        document = plan(
            self.bucket(provider="aws.west"), providers=west | provider("aws", region=constant("eu-west-1"))
        )
        assert region(document) == from_provider("us-west-2")

    @pytest.mark.parametrize(
        ("after", "expected"),
        [
            ({"region": "eu-west-1"}, "eu-west-1"),
            ({"availability_zone": "eu-west-1a"}, "eu-west-1"),
            ({"availability_zone": "us-west-2-lax-1a"}, "us-west-2"),
            ({"availability_zone": "us-east-1-wl1-bos-wlz-1"}, "us-east-1"),
            ({"availability_zone": "us-gov-west-1b"}, "us-gov-west-1"),
            ({"availability_zone": "eusc-de-east-1a"}, "eusc-de-east-1"),
            ({"availability_zone": "us-isob-east-1a"}, "us-isob-east-1"),
            ({"arn": "arn:aws:ec2:ap-southeast-2:123456789012:volume/vol-1"}, "ap-southeast-2"),
            ({"arn": "arn:aws-cn:ec2:cn-north-1:123456789012:volume/vol-1"}, "cn-north-1"),
            ({"region": "eu-west-1", "arn": "arn:aws:ec2:us-east-1:1:volume/v"}, "eu-west-1"),
        ],
    )
    def test_the_resource_itself_says_more_than_the_provider(self, after, expected):
        document = plan(self.bucket(after), providers=provider("aws", region=constant("us-east-2")))
        assert region(document) == known(expected)

    @pytest.mark.parametrize("after", [{"arn": "arn:aws:s3:::b"}, {"arn": "eu-west-1"}, {"region": ""}, {"arn": None}])
    def test_an_arn_without_a_region_says_nothing(self, after):
        document = plan(self.bucket(after), providers=provider("aws", region=constant("us-east-2")))
        assert region(document) == from_provider("us-east-2")

    def test_a_region_that_the_code_sets_to_something_unknown_is_not_the_providers(self):
        document = plan(
            self.bucket(unknown={"region": True}, sets=["region"]),
            providers=provider("aws", region=constant("us-east-2")),
        )
        assert region(document) == AFTER_APPLY

    def test_a_region_that_the_provider_computes_is_the_providers(self):
        """`aws_s3_bucket.region` is computed in the AWS provider up to 5."""
        document = plan(
            self.bucket(unknown={"region": True}, sets=["bucket"]),
            providers=provider("aws", region=constant("us-east-2")),
        )
        assert region(document) == from_provider("us-east-2")

    @pytest.mark.parametrize(
        "kind", ["aws_iam_role", "aws_route53_zone", "aws_cloudfront_distribution", "awscc_iam_role"]
    )
    def test_a_global_service_has_none(self, kind):
        document = plan(block(kind, after={}), providers=provider("aws", region=constant("us-east-2")))
        assert region(document) is None

    def test_a_plan_without_configuration_does_not_say(self):
        document = plan(self.bucket())
        del document["configuration"]
        assert region(document) == UNSET


class TestTheEnvironment:
    def test_where_the_provider_takes_its_region_from_it_the_callers_word_counts(self):
        document = plan(block("aws_ebs_volume", after={}))
        (told,) = read(document, regions={Cloud.AWS: "eu-west-1"}).resources()
        (untold,) = read(document).resources()
        assert told.attributes["region"] == from_provider("eu-west-1")
        assert untold.attributes["region"] == UNSET

    def test_what_the_provider_block_says_wins(self):
        document = plan(block("aws_ebs_volume", after={}), providers=provider("aws", region=constant("us-east-1")))
        (found,) = read(document, regions={Cloud.AWS: "eu-west-1"}).resources()
        assert found.attributes["region"] == from_provider("us-east-1")

    def test_a_word_for_one_cloud_says_nothing_of_another(self):
        (found,) = read(plan(block("aws_ebs_volume", after={})), regions={Cloud.GCP: "europe-west1"}).resources()
        assert found.attributes["region"] == UNSET


def test_the_region_that_an_authorisation_names_is_not_its_own():
    document = plan(
        block("aws_config_aggregate_authorization", after={"region": "eu-west-1", "tags": None}),
        providers=provider("aws", region=constant("us-east-1")),
    )
    assert region(document) == from_provider("us-east-1")


def test_a_region_from_a_sensitive_variable_is_judged_and_never_shown():
    document = plan(
        block("aws_ebs_volume", after={}),
        providers=provider("aws", region=refers("var.region")),
        variables={"region": "eu-west-3"},
        declared={"region": {"sensitive": True}},
    )
    assert region(document) == known("eu-west-3", origin=Origin.PROVIDER, sensitive=True)


def test_a_providers_region_that_is_none_leaves_it_to_the_caller():
    """A slip, or a piece of a template, never keeps what `--region` says from counting."""
    document = plan(block("aws_instance", after={}, provider="aws"), providers=provider(region=constant("EU-WEST-1")))
    plans = read_plans(written(document), {Cloud.AWS: "eu-west-1"})
    (change,) = plans.billable_changes()
    assert change.after.region == known("eu-west-1", origin=Origin.PROVIDER)
