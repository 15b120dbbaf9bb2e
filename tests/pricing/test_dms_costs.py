"""What Database Migration Service bills for."""


def test_an_instance_includes_storage(bill):
    values = {"replication_instance_class": "dms.t2.micro", "allocated_storage": 50}
    assert bill("aws_dms_replication_instance", values) == ["Instance (t2.micro): 730 hours x 0.018 = 13.14"]


def test_a_pair_costs_twice_with_its_further_storage(bill):
    values = {"replication_instance_class": "dms.t2.micro", "allocated_storage": 70, "multi_az": True}
    assert bill("aws_dms_replication_instance", values) == [
        "Instance (t2.micro): 730 hours x 0.036 = 26.28",
        "Storage (general purpose SSD, gp2): 20 GB x 0.23 = 4.60",
    ]


def test_other_families_include_100_gb_and_another_region_has_its_own_prices(bill):
    values = {"replication_instance_class": "dms.r5.large", "allocated_storage": 120}
    assert bill("aws_dms_replication_instance", values, region="eu-west-1")[1] == (
        "Storage (general purpose SSD, gp2): 20 GB x 0.1265 = 2.53"
    )


def test_an_unknown_class_is_unpriced(bill):
    unknown = {"replication_instance_class": True}
    lines = bill("aws_dms_replication_instance", {}, unknown=unknown, unset=False)
    assert lines[0] == "Replication instance: unpriced, `replication_instance_class` is known only after apply"
