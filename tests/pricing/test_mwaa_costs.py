"""What managed Airflow bills for."""


def test_an_environment_bills_by_the_hour_and_for_more_workers(bill):
    usage = {"additional_workers": 2, "meta_database_gb": 10}
    assert bill("aws_mwaa_environment", {"environment_class": "mw1.medium"}, usage=usage) == [
        "Environment (Medium): 730 hours x 0.74 = 540.20",
        "Worker (Medium): 1460 hours x 0.11 = 160.60",
        "Scheduler (Medium): usage hours x 0.11",
        "Meta database: 10 GB x 0.1 = 1.00",
    ]


def test_the_smallest_environment_is_the_default(bill):
    assert bill("aws_mwaa_environment", {})[0] == "Environment (Small): 730 hours x 0.49 = 357.70"


def test_another_region_has_its_own_prices(bill):
    assert bill("aws_mwaa_environment", {}, region="eu-west-1")[0] == (
        "Environment (Small): 730 hours x 0.5461442 = 398.69"
    )


def test_an_unknown_class_leaves_the_database_shown(bill):
    assert bill("aws_mwaa_environment", {}, unknown={"environment_class": True}, unset=False)[2] == (
        "Meta database: usage GB x 0.1"
    )
