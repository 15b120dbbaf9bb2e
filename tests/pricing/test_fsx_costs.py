"""What FSx file systems bill for."""


def test_windows_bills_for_throughput_and_storage_in_two_zones(bill):
    values = {
        "deployment_type": "MULTI_AZ_1",
        "storage_type": "HDD",
        "storage_capacity": 2000,
        "throughput_capacity": 32,
    }
    assert bill("aws_fsx_windows_file_system", values, usage={"backup_storage_gb": 10}) == [
        "Throughput capacity: 32 MBps x 4.5 = 144.00",
        "HDD storage: 2000 GB x 0.025 = 50.00",
        "Backup storage: 10 GB x 0.05 = 0.50",
    ]


def test_windows_has_ssds_in_one_zone_unless_told_otherwise_and_its_own_prices_in_another_region(bill):
    values = {"storage_capacity": 100, "throughput_capacity": 8}
    assert bill("aws_fsx_windows_file_system", values, region="eu-west-1")[1] == ("SSD storage: 100 GB x 0.143 = 14.30")


def test_openzfs_bills_for_iops_above_three_a_gigabyte_and_for_what_is_provisioned(bill):
    values = {
        "deployment_type": "SINGLE_AZ_1",
        "storage_capacity": 100,
        "throughput_capacity": 64,
        "disk_iops_configuration": [{"mode": "USER_PROVISIONED", "iops": 1000}],
        "root_volume_configuration": [{"data_compression_type": "ZSTD"}],
    }
    assert bill("aws_fsx_openzfs_file_system", values) == [
        "Throughput capacity: 64 MBps x 0.26 = 16.64",
        "Provisioned IOPS: 700 IOPS x 0.006 = 4.20",
        "SSD storage: 100 GB x 0.09 = 9.00",
        "Backup storage: usage GB x 0.05",
    ]


def test_a_deployment_that_the_book_lacks_is_unpriced(bill):
    values = {"deployment_type": "MULTI_AZ_1", "storage_capacity": 100, "throughput_capacity": 160}
    assert bill("aws_fsx_openzfs_file_system", values)[0] == (
        "Throughput capacity: unpriced, the price book has no price of fsx openzfs/multi_az_1/mbps in us-east-1"
    )


def test_lustre_bills_by_its_throughput(bill):
    values = {"deployment_type": "PERSISTENT_2", "per_unit_storage_throughput": 250, "storage_capacity": 1200}
    assert bill("aws_fsx_lustre_file_system", values) == [
        "SSD storage: 1200 GB x 0.21 = 252.00",
        "Backup storage: usage GB x 0.05",
    ]


def test_a_scratch_file_system_has_no_backups(bill):
    assert bill("aws_fsx_lustre_file_system", {"storage_capacity": 1200}) == ["SSD storage: 1200 GB x 0.14 = 168.00"]


def test_ontap_bills_for_storage_pool_throughput_and_iops(bill):
    values = {
        "deployment_type": "MULTI_AZ_1",
        "storage_capacity": 1024,
        "throughput_capacity": 128,
        "disk_iops_configuration": [{"mode": "USER_PROVISIONED", "iops": 10000}],
    }
    assert bill("aws_fsx_ontap_file_system", values, usage={"capacity_pool_storage_gb": 100}) == [
        "SSD storage: 1024 GB x 0.25 = 256.00",
        "Capacity pool storage: 100 GB x 0.0438 = 4.38",
        "Throughput capacity: 128 MBps x 1.2 = 153.60",
        "Provisioned IOPS: 6928 IOPS x 0.034 = 235.55",
        "Backup storage: usage GB x 0.05",
    ]


def test_an_unknown_capacity_leaves_the_throughput_priced(bill):
    values = {"throughput_capacity": 8}
    lines = bill("aws_fsx_windows_file_system", values, unknown={"storage_capacity": True}, unset=False)
    assert lines[:2] == [
        "Throughput capacity: 8 MBps x 2.2 = 17.60",
        "Windows storage: unpriced, `storage_capacity` is known only after apply",
    ]
