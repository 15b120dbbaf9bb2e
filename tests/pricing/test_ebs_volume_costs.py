"""What EBS volumes and snapshots bill for."""


def test_a_volume_bills_by_its_size_and_is_gp2_unless_said(bill):
    assert bill("aws_ebs_volume", {"size": 10}) == ["Storage (general purpose SSD, gp2): 10 GB x 0.1 = 1.00"]


def test_gp3_bills_only_what_is_beyond_3000_iops_and_125_megabytes(bill):
    values = {"size": 40, "type": "gp3", "iops": 4000, "throughput": 130}
    assert bill("aws_ebs_volume", values) == [
        "Storage (general purpose SSD, gp3): 40 GB x 0.08 = 3.20",
        "Provisioned throughput: 5 Mbps x 0.04 = 0.20",
        "Provisioned IOPS: 1000 IOPS x 0.005 = 5.00",
    ]
    assert len(bill("aws_ebs_volume", {"size": 40, "type": "gp3", "iops": 3000, "throughput": 125})) == 1


def test_io2_has_three_rates_for_iops(bill):
    assert bill("aws_ebs_volume", {"size": 100, "type": "io2", "iops": 70000})[1:] == [
        "Provisioned IOPS: 32000 IOPS x 0.065 = 2080.00",
        "Provisioned IOPS (32K to 64K): 32000 IOPS x 0.0455 = 1456.00",
        "Provisioned IOPS (over 64K): 6000 IOPS x 0.03185 = 191.10",
    ]


def test_io1_without_its_iops_is_not_guessed(bill):
    assert bill("aws_ebs_volume", {"size": 30, "type": "io1"}) == [
        "Storage (provisioned IOPS SSD, io1): 30 GB x 0.125 = 3.75",
        "Storage: unpriced, `iops` is not set, and its default is not known",
    ]


def test_a_magnetic_volume_bills_for_requests(bill):
    found = bill("aws_ebs_volume", {"size": 20, "type": "standard"}, usage={"monthly_standard_io_requests": 2_000_000})
    assert found[1] == "I/O requests: 2 1M request x 0.05 = 0.10"


def test_a_volume_of_a_snapshot_is_as_large_as_what_that_is_of(bill, resource):
    disk = resource("aws_ebs_volume", {"size": 64}, name="source")
    snapshot = resource("aws_ebs_snapshot", {}, linked={"volume_id": [disk]})
    found = bill("aws_ebs_volume", {"snapshot_id": "snap-1"}, linked={"snapshot_id": [snapshot]})
    assert found == ["Storage (general purpose SSD, gp2): 64 GB x 0.1 = 6.40"]


def test_a_size_that_is_known_after_apply_is_unpriced(bill):
    found = bill("aws_ebs_volume", {"type": "gp3"}, unknown={"size": True}, unset=False)
    assert found == ["Storage: unpriced, `size` is known only after apply"]


def test_another_region_has_its_own_price(bill):
    assert bill("aws_ebs_volume", {"size": 10, "type": "st1"}, region="eu-west-1") == [
        "Storage (throughput optimized HDD, st1): 10 GB x 0.05 = 0.50"
    ]


def test_a_snapshot_is_at_most_as_large_as_its_volume(bill, resource):
    disk = resource("aws_ebs_volume", {"size": 10})
    found = bill("aws_ebs_snapshot", {}, linked={"volume_id": [disk]}, usage={"fast_snapshot_restore_hours": 100})
    assert found[:2] == [
        "EBS snapshot storage: 10 GB x 0.05 = 0.50",
        "Fast snapshot restore: 100 DSU-hours x 0.75 = 75.00",
    ]


def test_a_snapshot_of_a_volume_that_is_not_in_the_plan_waits_for_usage(bill):
    assert bill("aws_ebs_snapshot", {})[0] == "EBS snapshot storage: usage GB x 0.05"
    assert bill("aws_ebs_snapshot", {}, usage={"storage_gb": 30})[0] == "EBS snapshot storage: 30 GB x 0.05 = 1.50"


def test_a_copy_follows_its_source_and_the_archive_tier_is_cheaper(bill, resource):
    disk = resource("aws_ebs_volume", {"size": 10})
    snapshot = resource("aws_ebs_snapshot", {}, linked={"volume_id": [disk]})
    found = bill("aws_ebs_snapshot_copy", {"storage_tier": "archive"}, linked={"source_snapshot_id": [snapshot]})
    assert found == ["EBS snapshot storage: 10 GB x 0.0125 = 0.12"]
