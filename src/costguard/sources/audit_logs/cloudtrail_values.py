"""Finds the condition keys of a call in what CloudTrail recorded of it: sizes, types, engines.

The record has the parameters of the API, and the response, which tells what the service filled in; a key is what IAM
made of them (Service Authorization Reference, 2026-09). Only keys with one value that both tell alike are given.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

Json = object

_VOLUME: Final = {
    "ec2:VolumeSize": ("size",),
    "ec2:VolumeType": ("volumeType",),
    "ec2:VolumeIops": ("iops",),
    "ec2:VolumeThroughput": ("throughput",),
    "ec2:Encrypted": ("encrypted",),
}
_OF_A_MAPPING: Final = {
    "ec2:VolumeSize": "Size",
    "ec2:VolumeType": "Type",
    "ec2:VolumeIops": "Iops",
    "ec2:VolumeThroughput": "Throughput",
    "ec2:Encrypted": "Encrypted",
}
_INSTANCE: Final = {
    "ec2:InstanceType": ("instanceType", "instancesSet.items.instanceType"),
    "ec2:EbsOptimized": ("ebsOptimized", "instancesSet.items.ebsOptimized"),
    "ec2:Tenancy": ("placement.tenancy", "instancesSet.items.placement.tenancy"),
    "ec2:InstanceMarketType": ("instanceMarketOptions.marketType",),
}
_CAPACITY: Final = {
    "ec2:InstanceType": ("instanceType", "capacityReservation.instanceType"),
    "ec2:InstanceCount": ("instanceCount", "capacityReservation.totalInstanceCount"),
    "ec2:InstancePlatform": ("instancePlatform", "capacityReservation.instancePlatform"),
    "ec2:Tenancy": ("tenancy", "capacityReservation.tenancy"),
    "ec2:EbsOptimized": ("ebsOptimized", "capacityReservation.ebsOptimized"),
}
_DATABASE: Final = {
    "rds:DatabaseClass": ("dBInstanceClass", "dBClusterInstanceClass"),
    "rds:DatabaseEngine": ("engine",),
    "rds:StorageSize": ("allocatedStorage",),
    "rds:Piops": ("iops",),
    "rds:MultiAz": ("multiAZ",),
    "rds:StorageEncrypted": ("storageEncrypted",),
    "rds:PubliclyAccessible": ("publiclyAccessible",),
}
_CACHE: Final = {
    "elasticache:CacheNodeType": ("cacheNodeType",),
    "elasticache:EngineType": ("engine",),
    "elasticache:EngineVersion": ("engineVersion",),
    "elasticache:SnapshotRetentionLimit": ("snapshotRetentionLimit",),
    "elasticache:MultiAZEnabled": ("multiAZEnabled",),
    "elasticache:NumNodeGroups": ("numNodeGroups",),
    "elasticache:ReplicasPerNodeGroup": ("replicasPerNodeGroup",),
    "elasticache:AtRestEncryptionEnabled": ("atRestEncryptionEnabled",),
}

CONDITION_KEYS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "autoscaling:CreateAutoScalingGroup": {
            "autoscaling:MinSize": ("minSize",),
            "autoscaling:MaxSize": ("maxSize",),
        },
        "autoscaling:CreateLaunchConfiguration": {"autoscaling:InstanceType": ("instanceType",)},
        "cloud9:CreateEnvironmentEC2": {"cloud9:InstanceType": ("instanceType",)},
        "codebuild:CreateProject": {
            "codebuild:environment.computeType": ("environment.computeType",),
            "codebuild:environment.image": ("environment.image",),
        },
        "ec2:AllocateHosts": {"ec2:InstanceType": ("instanceType",)},
        "ec2:CreateCapacityReservation": _CAPACITY,
        "ec2:CreateVolume": _VOLUME,
        "ec2:RunInstances": _INSTANCE,
        "eks:CreateCluster": {"eks:kubernetesVersion": ("version", "cluster.version")},
        "elasticache:CreateCacheCluster": _CACHE,
        "elasticache:CreateReplicationGroup": _CACHE,
        "elasticache:CreateServerlessCache": _CACHE,
        "elasticfilesystem:CreateFileSystem": {"elasticfilesystem:Encrypted": ("encrypted",)},
        "kms:CreateKey": {
            "kms:KeySpec": ("keySpec", "customerMasterKeySpec", "keyMetadata.keySpec"),
            "kms:MultiRegion": ("multiRegion", "keyMetadata.multiRegion"),
        },
        "rds:CreateDBCluster": _DATABASE,
        "rds:CreateDBInstance": _DATABASE,
        "rds:CreateDBInstanceReadReplica": _DATABASE,
        "rds:RestoreDBClusterFromS3": _DATABASE,
        "rds:RestoreDBClusterFromSnapshot": _DATABASE,
        "rds:RestoreDBClusterToPointInTime": _DATABASE,
        "rds:RestoreDBInstanceFromDBSnapshot": _DATABASE,
        "rds:RestoreDBInstanceFromS3": _DATABASE,
        "rds:RestoreDBInstanceToPointInTime": _DATABASE,
        "sagemaker:CreateEndpointConfig": {"sagemaker:InstanceTypes": ("productionVariants.instanceType",)},
        "sagemaker:CreateNotebookInstance": {"sagemaker:InstanceTypes": ("instanceType",)},
        "sns:Subscribe": {"sns:Protocol": ("protocol",)},
        "transfer:CreateServer": {"transfer:RequestServerEndpointType": ("endpointType",)},
    }
)
"""Where each key of an action lies, the request before the response; lists are entered, and have to agree."""


def condition_values(action: str, parameters: Json, response: Json) -> dict[str, str]:
    """The condition keys of a call whose value its record tells, numbers and booleans as text."""
    found: dict[str, str] = {}
    for key, paths in CONDITION_KEYS.get(action, {}).items():
        value = next((told for source in (parameters, response) for path in paths if (told := _one(source, path))), "")
        if value:
            found[key] = value
    return found


def part_values(action: str, parameters: Json) -> dict[str, tuple[Mapping[str, str], ...]]:
    """The values of each volume that a launch asks for; the image may bring others, which no record shows."""
    match parameters:
        case {"blockDeviceMapping": {"items": list(mappings)}} if action == "ec2:RunInstances":
            volumes = [_volume(each.get("ebs")) for each in mappings if isinstance(each, dict)]
            return {"volume": tuple(filter(None, volumes))}
        case _:
            return {}


def _volume(ebs: Json) -> dict[str, str]:
    found = {key: _one(ebs, f"volume{name}") or _one(ebs, name.lower()) for key, name in _OF_A_MAPPING.items()}
    return {key: value for key, value in found.items() if value}


def _one(source: Json, path: str) -> str:
    """The value at a path; "" where there is none, or several that differ."""
    values = set(_at(source, path.split(".")))
    return values.pop() if len(values) == 1 else ""


def _at(source: Json, steps: list[str]) -> Iterator[str]:
    match source:
        case list():
            for each in source:
                yield from _at(each, steps)
        case dict() if steps:
            yield from _at(source.get(steps[0]), steps[1:])
        case bool() if not steps:
            yield "true" if source else "false"
        case str() | int() | float() if not steps:
            yield str(source)
        case _:
            pass
