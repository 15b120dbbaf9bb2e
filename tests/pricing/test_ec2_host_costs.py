"""What EC2 dedicated hosts bill for."""


def test_a_host_bills_by_its_family(bill):
    line = "EC2 Dedicated Host (on-demand, c5): 730 hours x 3.366 = 2457.18"
    assert bill("aws_ec2_host", {"instance_type": "c5.18xlarge"}) == [line]
    assert bill("aws_ec2_host", {"instance_family": "c5"}) == [line]


def test_another_region_has_its_own_price(bill):
    assert bill("aws_ec2_host", {"instance_family": "m5"}, region="eu-west-1") == [
        "EC2 Dedicated Host (on-demand, m5): 730 hours x 5.65 = 4124.50"
    ]


def test_a_reserved_host_bills_at_its_term(bill):
    usage = {"reserved_instance_term": "1_year", "reserved_instance_payment_option": "no_upfront"}
    assert bill("aws_ec2_host", {"instance_family": "m5"}, usage=usage) == [
        "EC2 Dedicated Host (reserved, m5): 730 hours x 3.193 = 2330.89"
    ]


def test_a_payment_that_no_one_offers_is_named(bill):
    usage = {"reserved_instance_term": "1_year", "reserved_instance_payment_option": "later"}
    assert bill("aws_ec2_host", {"instance_family": "m5"}, usage=usage) == [
        (
            "Host: unpriced, `reserved_instance_payment_option` is `later`; "
            "it is one of no_upfront, partial_upfront, all_upfront"
        )
    ]


def test_a_family_that_is_known_after_apply_is_unpriced(bill):
    found = bill("aws_ec2_host", {}, unknown={"instance_family": True}, unset=False)
    assert found == ["Host: unpriced, `instance_family` is known only after apply"]
