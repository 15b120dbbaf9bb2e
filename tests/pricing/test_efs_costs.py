"""What elastic file systems bill for."""


def test_storage_bills_by_use_and_its_class(bill):
    assert bill("aws_efs_file_system", {}, usage={"storage_gb": 230}) == ["Storage (standard): 230 GB x 0.3 = 69.00"]
    assert bill("aws_efs_file_system", {"availability_zone_name": "us-east-1a"}) == [
        "Storage (one zone): usage GB x 0.16"
    ]


def test_storage_includes_throughput(bill):
    values = {"provisioned_throughput_in_mibps": 100, "throughput_mode": "provisioned"}
    assert bill("aws_efs_file_system", values, usage={"storage_gb": 230})[1] == (
        "Provisioned throughput: 88.5 MBps x 6 = 531.00"
    )
    assert bill("aws_efs_file_system", values, usage={"storage_gb": 5000})[1] == (
        "Provisioned throughput: 0 MBps x 6 = 0.00"
    )


def test_a_lifecycle_policy_moves_data_to_a_cheaper_class(bill):
    values = {"lifecycle_policy": [{"transition_to_ia": "AFTER_7_DAYS"}]}
    assert bill("aws_efs_file_system", values)[1:] == [
        "Storage (standard, infrequent access): usage GB x 0.016",
        "Read requests (infrequent access): usage GB x 0.01",
        "Write requests (infrequent access): usage GB x 0.01",
    ]


def test_elastic_throughput_bills_by_the_gigabyte(bill):
    assert bill("aws_efs_file_system", {"throughput_mode": "elastic"})[1:] == [
        "Elastic throughput (reads): usage GB x 0.03",
        "Elastic throughput (writes): usage GB x 0.06",
    ]


def test_another_region_has_its_own_prices(bill):
    assert bill("aws_efs_file_system", {}, region="eu-west-1") == ["Storage (standard): usage GB x 0.33"]


def test_an_unknown_throughput_leaves_the_storage_shown(bill):
    unknown = {"provisioned_throughput_in_mibps": True}
    assert bill("aws_efs_file_system", {}, unknown=unknown, unset=False) == [
        "Storage (standard): usage GB x 0.3",
        "Provisioned throughput: unpriced, `provisioned_throughput_in_mibps` is known only after apply",
    ]
