"""`parliament`, an independent linter of IAM policies, knows every action, resource and condition that we write."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from guardrail_policies import TODAY, emitted_for_aws, scps

from costguard.emit.options import Limits
from costguard.model.guardrail import Document
from costguard.policy.load import load
from costguard.policy.policy_set import CloudEffect, PolicySet, Rule

with warnings.catch_warnings():  # it leaves the files of its data open when it is imported
    warnings.simplefilter("ignore")
    parliament = pytest.importorskip("parliament", reason="parliament, the linter of IAM policies, is not installed")

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT.parent / "shared" / "policy.yaml"
PACKS = sorted(folder for folder in (ROOT / "policies").iterdir() if folder.is_dir())
MANY = Limits(scps_per_target=100)

NEWER = {
    ("UNKNOWN_ACTION", "Unknown action ec2:CopyVolumes"),
    ("UNKNOWN_ACTION", "Unknown action batch:SetCapacityTags"),
    ("UNKNOWN_ACTION", "Unknown action kinesis:TagResource"),
    ("UNKNOWN_ACTION", "Unknown action kinesis:UntagResource"),
    ("UNKNOWN_CONDITION_FOR_ACTION", "Unknown condition eks:kubernetesVersion for action eks:CreateCluster"),
}
"""What AWS has added since the data of parliament 1.6.4."""
_CREATING = (
    "CreateDBInstance",
    "CreateDBInstanceReadReplica",
    "RestoreDBInstanceFromDBSnapshot",
    "RestoreDBInstanceFromS3",
    "RestoreDBInstanceToPointInTime",
)
OF_THE_RESOURCE_TYPE = {
    ("UNKNOWN_CONDITION_FOR_ACTION", f"Unknown condition rds:{key} for action rds:{action}")
    for key, actions in {
        "DatabaseClass": _CREATING,
        "StorageSize": _CREATING,
        "DatabaseEngine": ("CreateDBInstance", "RestoreDBInstanceFromS3"),
    }.items()
    for action in actions
}
"""Its own data have these keys at the resource type `db`, where it does not look for them."""
TOLERATED = NEWER | OF_THE_RESOURCE_TYPE


def _denying(rule: Rule) -> Rule:
    return msgspec.structs.replace(rule, effect=msgspec.structs.replace(rule.effect, cloud=CloudEffect.DENY))


def _complaints(documents: tuple[Document, ...]) -> Iterator[tuple[str, str]]:
    for document in documents:
        for finding in parliament.analyze_policy_string(document.text).findings:
            yield finding.issue, str(finding.detail)


def _emitted(policy: PolicySet) -> tuple[Document, ...]:
    return scps(emitted_for_aws(policy, exempt=("arn:aws:iam::*:role/break-glass",), limits=MANY))


def test_the_linter_is_awake() -> None:
    wrong = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ec2:RunInstanses","Resource":"*"}]}'
    assert [each.issue for each in parliament.analyze_policy_string(wrong).findings] == ["UNKNOWN_ACTION"]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_a_pack_that_denies_has_nothing_to_complain_about(pack: Path) -> None:
    policy = load([pack], TODAY)
    documents = _emitted(msgspec.structs.replace(policy, rules=tuple(map(_denying, policy.rules))))
    assert documents
    assert set(_complaints(documents)) - TOLERATED == set()


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the sample policy is not beside the repository")
def test_the_sample_policy_has_nothing_to_complain_about() -> None:
    documents = scps(emitted_for_aws(load([SAMPLE], TODAY)))
    assert documents
    assert set(_complaints(documents)) - TOLERATED == set()
