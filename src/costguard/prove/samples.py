"""Gives a witness values that people know: a real region or machine, where it shows as much as the shortest text."""

from collections.abc import Mapping
from typing import Final

from costguard.prove.evaluate import is_true
from costguard.prove.formula import Formula

_AWS_REGIONS: Final = ("eu-west-1", "us-east-1", "eu-central-1", "ap-southeast-2", "sa-east-1")
_AZURE_REGIONS: Final = ("westeurope", "eastus", "germanywestcentral", "australiaeast", "brazilsouth")
_GCP_REGIONS: Final = ("europe-west1", "us-central1", "europe-west3", "australia-southeast1")
_AWS_MACHINES: Final = ("t3.micro", "m5.large", "m5.24xlarge", "c6i.4xlarge", "p4d.24xlarge", "g5.xlarge")
_AZURE_MACHINES: Final = ("Standard_B2s", "Standard_D2s_v5", "Standard_E64s_v5", "Standard_NC24ads_A100_v4")
_DISKS: Final = ("gp3", "gp2", "io1", "st1")
_SAMPLES: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:RequestedRegion": _AWS_REGIONS,
    "location": _AZURE_REGIONS,
    "resource.location": _GCP_REGIONS,
    "ec2:InstanceType": _AWS_MACHINES,
    "ec2:VolumeType": _DISKS,
    "rds:DatabaseClass": ("db.t3.micro", "db.m5.large", "db.r5.12xlarge"),
    "Microsoft.Compute/virtualMachines/sku.name": _AZURE_MACHINES,
}
"""By the variable's name; the first that will do is shown."""


def with_samples(found: Mapping[str, str], asked: Formula, completed: Mapping[str, str]) -> Mapping[str, str]:
    """The same values with known ones in place of made-up ones; what was asked still holds of them all."""
    shown, values = dict(found), dict(completed)
    for name in found:
        for sample in _SAMPLES.get(name, ()):
            if is_true(asked, {**values, name: sample}):
                shown[name] = values[name] = sample
                break
    return shown
