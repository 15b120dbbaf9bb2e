"""Backup vaults: what they keep and give back, by the kind of thing that is backed up."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "backup"
# Name, unit, key in a usage file, item.
_LINES: Final = (
    ("EFS backup (warm)", "GB", "monthly_efs_warm_backup_gb", "efs_warm_gb"),
    ("EFS backup (cold)", "GB", "monthly_efs_cold_backup_gb", "efs_cold_gb"),
    ("EFS restore (warm)", "GB", "monthly_efs_warm_restore_gb", "efs_warm_restore_gb"),
    ("EFS restore (cold)", "GB", "monthly_efs_cold_restore_gb", "efs_cold_restore_gb"),
    ("EFS restore (item-level)", "requests", "monthly_efs_item_restore_requests", "efs_item_restore"),
    ("EBS snapshot", "GB", "monthly_ebs_snapshot_gb", "ebs_gb"),
    ("RDS snapshot", "GB", "monthly_rds_snapshot_gb", "rds_gb"),
    ("DynamoDB backup", "GB", "monthly_dynamodb_backup_gb", "dynamodb_gb"),
    ("DynamoDB restore", "GB", "monthly_dynamodb_restore_gb", "dynamodb_restore_gb"),
    ("Aurora snapshot", "GB", "monthly_aurora_snapshot_gb", "aurora_gb"),
    ("FSx for Windows backup", "GB", "monthly_fsx_windows_backup_gb", "fsx_windows_gb"),
    ("FSx for Lustre backup", "GB", "monthly_fsx_lustre_backup_gb", "fsx_lustre_gb"),
)


def stored_and_restored(vault: Subject) -> Iterator[Line]:
    """Everything bills by use."""
    for name, unit, key, item in _LINES:
        yield by_use(name, unit, vault.usage.number(key), Rate(_TABLE, item), key=key)


MODELS: Final[Models] = {"aws_backup_vault": (stored_and_restored,)}
