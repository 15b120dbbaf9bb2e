"""What backup vaults bill for."""


def test_a_vault_shows_every_kind_and_bills_for_what_is_told(bill):
    lines = bill("aws_backup_vault", {}, usage={"monthly_ebs_snapshot_gb": 100})
    assert len(lines) == 12
    assert lines[5] == "EBS snapshot: 100 GB x 0.05 = 5.00"
    assert lines[0] == "EFS backup (warm): usage GB x 0.05"


def test_another_region_has_its_own_prices(bill):
    assert bill("aws_backup_vault", {}, region="eu-west-1")[0] == "EFS backup (warm): usage GB x 0.055"
