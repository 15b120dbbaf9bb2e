"""What Glue bills for."""

import pytest


def test_a_job_bills_for_the_hours_of_all_its_workers(bill):
    values = {"number_of_workers": 10, "worker_type": "G.2X"}
    assert bill("aws_glue_job", values, usage={"monthly_hours": 10}) == ["Duration: 10 hours x 8.8 = 88.00"]


@pytest.mark.parametrize(
    ("values", "price"),
    [
        ({"max_capacity": 2}, "0.88"),
        ({"command": [{"name": "pythonshell"}]}, "0.0275"),
        ({"command": [{"name": "glueetl"}]}, "4.4"),
        ({"number_of_workers": 2, "worker_type": "G.1X", "execution_class": "FLEX"}, "0.58"),
    ],
)
def test_a_job_without_workers_has_a_capacity(bill, values, price):
    assert bill("aws_glue_job", values) == [f"Duration: usage hours x {price}"]


def test_a_worker_of_an_unknown_type_is_unpriced(bill):
    assert bill("aws_glue_job", {"number_of_workers": 2, "worker_type": "Z.9X"}) == [
        "Job duration: unpriced, how many processing units a worker of the type `z.9x` has is not known"
    ]


def test_an_unknown_number_of_workers_is_unpriced(bill):
    assert bill("aws_glue_job", {}, unknown={"number_of_workers": True}, unset=False) == [
        "Job duration: unpriced, `number_of_workers` is known only after apply"
    ]


def test_a_crawler_bills_by_the_hour(bill):
    assert bill("aws_glue_crawler", {}, usage={"monthly_hours": 60}, region="eu-west-1") == [
        "Duration: 60 hours x 0.44 = 26.40"
    ]


def test_a_catalog_bills_by_object_and_request(bill):
    usage = {"monthly_objects": 300_000, "monthly_requests": 2_000_000}
    assert bill("aws_glue_catalog_database", {}, usage=usage) == [
        "Storage: 3 100k objects x 1 = 3.00",
        "Requests: 2 1M requests x 1 = 2.00",
    ]
