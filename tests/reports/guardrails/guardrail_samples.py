"""A bundle with everything in it that a page has to tell, an exact one, an empty one; changes and a replay."""

import json

from costguard.model.cloud import Cloud
from costguard.model.guardrail import (
    Asked,
    BundleChange,
    Change,
    Coverage,
    Document,
    DocumentKind,
    Duty,
    Gap,
    Guardrails,
    Proof,
    Relation,
    Replay,
    ReplayedEvent,
    Request,
    Witness,
)

AWS, AZURE, GCP = Cloud.AWS, Cloud.AZURE, Cloud.GCP
NO_REGEX = "IAM has no regular expressions; `??*` stands in for `[a-z][a-z0-9-]{1,30}`"
FOLDED = "Azure's `like` ignores case, so `cc-1` passes for `CC-*`"
NO_TAGS = "`{}` takes no tags in the request; the audit finds what it leaves untagged"
NOT_ASKED = "the rule has `cloud: none`"


def request(cloud, operation, tags=None, **values):
    """A request with tags and with values, whose names have `__` for a colon."""
    return Request(cloud, operation, tags or {}, {name.replace("__", ":"): value for name, value in values.items()})


def leak(cloud, operation, tags=None, **values):
    """A request that only the rule forbids."""
    return Witness(request(cloud, operation, tags, **values), "the rule")


def document(path, kind, *rules, size=0):
    """A document of a size, or a small one."""
    return Document(path, kind, json.dumps({"rules": rules}).ljust(size), rules)


def rich_guardrails():
    """Every verdict, every duty, every kind of document; differences with a reason and one without."""
    asked = (
        Asked("required-tags", "Every taggable resource names its cost centre, environment and owner",
              "Spend that nobody can be asked about cannot be allocated."),
        Asked("small-instances-outside-prod", "Development machines stay small"),
        Asked("approved-regions", "Resources run where we have commitments"),
        Asked("a-rule-whose-name-is-much-longer-than-forty-characters", "Volumes have a ceiling"),
        Asked("any-large-increase", "A large increase is approved by finance"),
    )  # fmt: skip
    no_key = "`ec2:RunInstances` puts no condition key for `size_gb` into the request"
    proofs = (
        Proof("required-tags", AWS, Relation.WEAKER, 154, 3,
              leak(AWS, "ec2:RunInstances", {"CostCenter": "CC-1", "Environment": "dev", "Owner": "A0"}),
              reasons=(NO_REGEX, NO_TAGS.format("route53:CreateHostedZone"))),
        Proof("required-tags", AZURE, Relation.DIFFERENT, 41, 0,
              leak(AZURE, "Microsoft.Compute/virtualMachines", {"CostCenter": "cc-1", "Owner": "ab  "}),
              Witness(request(AZURE, "Microsoft.Compute/disks"), "costguard-required-tags"),
              reasons=(FOLDED,), declared=False),
        Proof("required-tags", GCP, Relation.EXACT, 6, 6),
        Proof("small-instances-outside-prod", AWS, Relation.EXACT, 1, 1),
        Proof("small-instances-outside-prod", AZURE, Relation.STRONGER, 1, 0, over_block=Witness(
            request(AZURE, "Microsoft.Compute/virtualMachines", {"Environment": "PROD"},
                    **{"Microsoft.Compute/virtualMachines/sku.name": "Standard_D64s_v5"}),
            "costguard-small-instances"), reasons=("Azure ignores case in the value of a tag",)),
        Proof("small-instances-outside-prod", GCP, Relation.EXACT, 1, 1),
        Proof("approved-regions", AWS, Relation.EXACT, 210, 210),
        Proof("approved-regions", AZURE, Relation.EXACT, 160, 160),
        Proof("a-rule-whose-name-is-much-longer-than-forty-characters", AWS, Relation.WEAKER, 2, 1,
              leak(AWS, "ec2:RunInstances on volume", ec2__volumesize="4097"), reasons=(no_key,)),
        Proof("a-rule-whose-name-is-much-longer-than-forty-characters", AZURE, Relation.EXACT, 1, 1),
        Proof("a-rule-whose-name-is-much-longer-than-forty-characters", GCP, Relation.NONE, 1, 0,
              leak(GCP, "compute.googleapis.com/Disk", **{"resource.sizeGb": "4097"}),
              reasons=("a custom constraint cannot read `size_gb` of a disk",)),
        *(Proof("any-large-increase", cloud, Relation.NONE, reasons=("a cloud does not know what a change costs",))
          for cloud in (AWS, AZURE, GCP)),
        Proof("", AWS, Relation.STRONGER, 1, 0, over_block=Witness(
            request(AWS, "s3:CreateBucket", {"Owner": ""}), "aws/scp-2.json#DenyBuckets"), declared=False),
    )  # fmt: skip
    documents = (
        document("aws/scp-1.json", DocumentKind.SCP, "required-tags", "small-instances-outside-prod", size=9_830),
        document("aws/scp-2.json", DocumentKind.SCP, "approved-regions", size=1_204),
        document("aws/tag-policy.json", DocumentKind.TAG_POLICY, "required-tags"),
        document("azure/definitions/costguard-required-tags.json", DocumentKind.AZURE_DEFINITION, "required-tags"),
        document("azure/initiatives/costguard.json", DocumentKind.AZURE_INITIATIVE, "required-tags"),
        document("azure/assignments/costguard.json", DocumentKind.AZURE_ASSIGNMENT, "required-tags"),
        document("azure/exemptions/fin-123.json", DocumentKind.AZURE_EXEMPTION, "required-tags"),
        document("gcp/constraints/requiredTags.yaml", DocumentKind.GCP_CONSTRAINT, "required-tags"),
        document("gcp/policies/requiredTags.yaml", DocumentKind.GCP_POLICY, "required-tags"),
    )
    return Guardrails(
        policy_digest="sha256:0123456789abcdef0123456789abcdef",
        policy_files=("policy.yaml", "registry/cost-centres.csv"),
        today="2026-11-22",
        asked=asked,
        clouds=(AWS, AZURE, GCP),
        documents=documents,
        proofs=proofs,
        coverage=_coverage(),
        gaps=(
            Gap("required-tags", AWS, NO_REGEX),
            *(Gap("required-tags", AWS, NO_TAGS.format(name), (name,)) for name in _TAGLESS),
            Gap("a-rule-whose-name-is-much-longer-than-forty-characters", AWS, no_key, ("ec2:RunInstances",)),
        ),
        assumptions=(
            "A request carries at most one of two keys that differ only in case: IAM leaves open what two would do.",
            "No request comes from the management account or from a service-linked role.",
        ),
    )


_TAGLESS = ("route53:CreateHostedZone", "cloudfront:CreateDistribution")
_TAGGED = ("dynamodb:CreateTable", "ec2:CreateVolume", "rds:CreateDBInstance", "s3:CreateBucket", "sqs:CreateQueue")


def _coverage():
    enforced = [
        Coverage(rule, AWS, name, Duty.ENFORCED) for rule in ("required-tags", "approved-regions") for name in _TAGGED
    ]
    tagless = [
        Coverage("required-tags", AWS, name, Duty.NOT_ENFORCEABLE, why=NO_TAGS.format(name)) for name in _TAGLESS
    ]
    return (
        *enforced,
        Coverage("required-tags", AWS, "ec2:RunInstances", Duty.ENFORCED, "instance", ("aws_instance",), NO_REGEX),
        Coverage("required-tags", AWS, "ec2:RunInstances", Duty.ENFORCED, "volume", ("aws_ebs_volume",), NO_REGEX),
        *tagless,
        Coverage("required-tags", AWS, "aws_autoscaling_attachment", Duty.NOT_ENFORCEABLE,
                 types=("aws_autoscaling_attachment",), why="no call of its own makes it"),
        Coverage("required-tags", AZURE, "Microsoft.Compute/virtualMachines", Duty.ENFORCED, why=FOLDED),
        Coverage("required-tags", AZURE, "Microsoft.Storage/storageAccounts", Duty.AUDITED),
        Coverage("required-tags", GCP, "compute.googleapis.com/Instance", Duty.ENFORCED),
        Coverage("approved-regions", GCP, "pubsub.googleapis.com/Topic", Duty.NOT_ASKED),
        Coverage("small-instances-outside-prod", AWS, "ec2:RunInstances", Duty.REPORTED, "instance"),
    )  # fmt: skip


def exact_guardrails():
    """One rule on one cloud, held exactly."""
    return Guardrails(
        policy_digest="sha256:0123456789abcdef",
        policy_files=("policy.yaml",),
        today="2026-11-22",
        asked=(Asked("required-tags", "Every resource names its owner"),),
        clouds=(AWS,),
        documents=(document("aws/scp-1.json", DocumentKind.SCP, "required-tags"),),
        proofs=(Proof("required-tags", AWS, Relation.EXACT, 5, 5),),
        coverage=tuple(Coverage("required-tags", AWS, name, Duty.ENFORCED) for name in _TAGGED),
    )


def empty_guardrails():
    """A policy that asks nothing."""
    return Guardrails("sha256:0", (), "2026-11-22", (), ())


BUNDLES = {"rich": rich_guardrails, "exact": exact_guardrails, "empty": empty_guardrails}
LIMITS = {DocumentKind.SCP: 10_240, DocumentKind.TAG_POLICY: 10_000, DocumentKind.AZURE_DEFINITION: 1_048_576}
OPTIONS = {"prefix": "costguard", "clouds": ("aws", "azure"), "dry_run": False, "limits": {"scp": 10_240, "a": 1}}


def rich_changes():
    """Both kinds of change on several clouds, one of many operations."""
    many = tuple(f"ec2:Create{name}" for name in ("Volume", "Fleet", "Image", "Vpc", "Subnet", "KeyPair", "Snapshot"))
    return (
        BundleChange(AZURE, Change.NEWLY_ALLOWED, ("Microsoft.Compute/disks",),
                     request(AZURE, "Microsoft.Compute/disks", location="northeurope"), "costguard-approved-regions"),
        BundleChange(AWS, Change.NEWLY_DENIED, ("s3:CreateBucket",),
                     request(AWS, "s3:CreateBucket", {"Owner": "x"}), "aws/scp-1.json#OwnerValue"),
        BundleChange(AWS, Change.NEWLY_DENIED, many, request(AWS, "ec2:CreateVolume", {"CostCenter": "CC-9"})),
    )  # fmt: skip


def rich_replay(principals=3):
    """Denials of several rules and principals, and records that lack what is asked for."""
    events = [
        ReplayedEvent(AWS, f"2026-11-{20 - place:02}T08:00:00Z", f"arn:aws:sts::111122223333:assumed-role/ci-{who}/s",
                      "ec2:RunInstances", ("aws/scp-1.json#OwnerSent",), ("required-tags",), "111122223333",
                      f"trail-{who}.json:{place + 1}")
        for who in range(principals) for place in range(who % 3 + 1)
    ]  # fmt: skip
    others = (
        ReplayedEvent(AZURE, "2026-11-02T10:00:00Z", "ana@example.org", "Microsoft.Compute/virtualMachines",
                      ("costguard-required-tags", "costguard-regions"), ("required-tags", "approved-regions")),
        ReplayedEvent(AWS, "2026-11-03T10:00:00Z", "", "s3:CreateBucket", ("aws/scp-2.json#DenyBuckets",), ()),
    )  # fmt: skip
    return Replay(
        events=1_500,
        judged=1_240,
        skipped=240,
        denied=(*events, *others),
        undecided={"the record does not hold the tags of the request": 14, "the record was cut off": 6},
    )


def quiet_replay():
    """Nothing denied, nothing open."""
    return Replay(events=10, judged=10, skipped=0)
