"""What SageMaker notebooks and endpoints bill for."""


def test_a_notebook_bills_by_the_hour_with_its_volume(bill):
    assert bill("aws_sagemaker_notebook_instance", {"instance_type": "ml.t3.medium"}) == [
        "Notebook instance (on-demand, ml.t3.medium): 730 hours x 0.05 = 36.50",
        "Storage: 5 GB x 0.14 = 0.70",
    ]


def test_each_variant_of_an_endpoint_bills_for_its_instances(bill):
    values = {
        "production_variants": [
            {"instance_type": "ml.m5.large", "initial_instance_count": 2},
            {"serverless_config": [{"max_concurrency": 1}]},
        ]
    }
    assert bill("aws_sagemaker_endpoint_configuration", values) == [
        "production_variants[0] > Endpoint instance (on-demand, ml.m5.large): 1460 hours x 0.115 = 167.90",
        (
            "production_variants[1] > Serverless inference: unpriced, "
            "the price book has no price of sagemaker serverless in us-east-1"
        ),
    ]


def test_another_region_has_its_own_prices(bill):
    values = {"instance_type": "ml.t3.medium", "volume_size": 10}
    assert bill("aws_sagemaker_notebook_instance", values, region="eu-west-1")[1] == ("Storage: 10 GB x 0.154 = 1.54")


def test_an_unknown_type_leaves_the_volume_priced(bill):
    assert bill("aws_sagemaker_notebook_instance", {}, unknown={"instance_type": True}, unset=False) == [
        "Notebook: unpriced, `instance_type` is known only after apply",
        "Storage: 5 GB x 0.14 = 0.70",
    ]
