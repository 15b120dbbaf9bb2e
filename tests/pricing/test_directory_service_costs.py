"""What directories bill for."""


def test_a_microsoft_directory_is_of_enterprise_edition_unless_told_otherwise(bill):
    assert bill("aws_directory_service_directory", {"type": "MicrosoftAD"}) == [
        "Directory service (Microsoft AD, Enterprise): 2 controllers x 146 = 292.00"
    ]


def test_a_simple_directory_bills_by_its_size_and_is_not_shared(bill):
    usage = {"additional_domain_controllers": 3, "shared_accounts": 5}
    assert bill("aws_directory_service_directory", {"type": "SimpleAD", "size": "Small"}, usage=usage) == [
        "Directory service (Simple AD, Small): 2 controllers x 36.5 = 73.00",
        "Additional domain controllers: 3 controllers x 36.5 = 109.50",
    ]


def test_controllers_that_the_code_wishes_for_bill_beyond_the_two(bill):
    values = {"type": "MicrosoftAD", "edition": "Standard", "desired_number_of_domain_controllers": 4}
    assert bill("aws_directory_service_directory", values, usage={"shared_accounts": 8}) == [
        "Directory service (Microsoft AD, Standard): 2 controllers x 43.8 = 87.60",
        "Additional domain controllers: 2 controllers x 43.8 = 87.60",
        "Directory sharing: 8 accounts x 13.14 = 105.12",
    ]


def test_a_share_bills_by_the_edition_of_the_directory(bill, resource):
    directory = resource("aws_directory_service_directory", {"type": "MicrosoftAD", "edition": "Standard"})
    assert bill("aws_directory_service_shared_directory", {}, linked={"directory_id": [directory]}) == [
        "Directory sharing: 1 accounts x 13.14 = 13.14"
    ]


def test_another_region_of_a_directory_has_controllers_of_its_own(bill):
    lines = bill("aws_directory_service_region", {"region_name": "us-east-1"}, region="eu-west-1")
    assert lines == ["Domain controllers (us-east-1): 2 controllers x 146 = 292.00"]


def test_an_edition_that_is_not_known_leaves_the_directory_unpriced(bill):
    values = {"type": "MicrosoftAD"}
    assert bill("aws_directory_service_directory", values, unknown={"edition": True}, unset=False) == [
        "Controllers: unpriced, `edition` is known only after apply"
    ]


def test_a_type_that_nobody_knows_is_unpriced(bill):
    assert bill("aws_directory_service_directory", {"type": "NovellAD"}) == [
        "Controllers: unpriced, the directory type `NovellAD` is not one that we know"
    ]
