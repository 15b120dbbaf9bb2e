"""What building and deploying bill for."""


def _project(compute_type, kind="LINUX_CONTAINER"):
    return {"environment": [{"compute_type": compute_type, "type": kind}]}


def test_builds_bill_by_the_minute_of_their_machine(bill):
    assert bill("aws_codebuild_project", _project("BUILD_GENERAL1_SMALL"), usage={"monthly_build_mins": 1000}) == [
        "Linux (general1.small): 1000 minutes x 0.005 = 5.00"
    ]


def test_arm_gpu_and_windows_have_machines_of_their_own(bill):
    assert bill("aws_codebuild_project", _project("BUILD_GENERAL1_LARGE", "ARM_CONTAINER")) == [
        "Linux (arm1.large): usage minutes x 0.015"
    ]
    assert bill("aws_codebuild_project", _project("BUILD_GENERAL1_LARGE", "LINUX_GPU_CONTAINER")) == [
        "Linux (gpu1.large): usage minutes x 0.65"
    ]
    assert bill("aws_codebuild_project", _project("BUILD_GENERAL1_MEDIUM", "WINDOWS_SERVER_2019_CONTAINER")) == [
        "Windows (general1.medium): usage minutes x 0.018"
    ]


def test_a_machine_that_the_book_lacks_is_unpriced(bill):
    assert bill("aws_codebuild_project", _project("BUILD_LAMBDA_1GB", "LINUX_LAMBDA_CONTAINER")) == [
        "Linux (lambda.1gb): unpriced, the price book has no price of codebuild linux_lambda/lambda.1gb in us-east-1"
    ]


def test_builds_on_a_fleet_bill_with_the_fleet(bill):
    values = {"environment": [{"compute_type": "BUILD_GENERAL1_SMALL", "fleet": [{"fleet_arn": "arn:x"}]}]}
    assert bill("aws_codebuild_project", values) == []


def test_a_machine_that_is_not_known_is_unpriced(bill):
    unknown = {"environment": [{"compute_type": True}]}
    values = {"environment": [{"type": "LINUX_CONTAINER"}]}
    assert bill("aws_codebuild_project", values, unknown=unknown, unset=False) == [
        "Builds: unpriced, `environment.compute_type` is known only after apply"
    ]


def test_a_pipeline_bills_by_its_type(bill):
    assert bill("aws_codepipeline", {}) == ["Active pipeline: 1 months x 1 = 1.00"]
    assert bill("aws_codepipeline", {"pipeline_type": "V2"}, region="eu-west-1") == [
        "Action execution: usage minutes x 0.002"
    ]
