"""Writes the waivers of a policy as Azure exemptions, which end when the waiver does."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from costguard.emit.azure.definitions import Definition
from costguard.emit.azure.initiative import assignment_name
from costguard.emit.azure.naming import MAX_DESCRIPTION, MAX_DISPLAY_NAME, id_of, name_of, resource, shortened, text_of
from costguard.emit.options import EmitOptions
from costguard.model.cloud import Cloud, cloud_of
from costguard.model.guardrail import Document, DocumentKind
from costguard.policy.policy_set import PolicySet, Waiver

PLACEHOLDER: Final = "/subscriptions/SUBSCRIPTION_ID/resourceGroups/RESOURCE_GROUP"
"""Where an exemption is to live: a waiver names addresses in Terraform, which tell no Azure resource."""


def exemptions(policy: PolicySet, definitions: Sequence[Definition], options: EmitOptions) -> tuple[Document, ...]:
    """An exemption for each waiver that is good today and excuses a rule that a definition holds."""
    return tuple(_exemptions(policy, definitions, options))


def _exemptions(policy: PolicySet, definitions: Sequence[Definition], options: EmitOptions) -> Iterator[Document]:
    numbers: dict[str, int] = {}
    for waiver in policy.waivers:
        own = [each for each in definitions if each.rule == waiver.rule]
        if own and waiver.expires >= policy.today and any(map(_may_be_of_azure, waiver.resources)):
            numbers[waiver.rule] = numbers.get(waiver.rule, 0) + 1
            yield _exemption(waiver, numbers[waiver.rule], own, options)


def _exemption(waiver: Waiver, number: int, definitions: Sequence[Definition], options: EmitOptions) -> Document:
    name = name_of(options.prefix, waiver.rule, str(number))
    described = f"{waiver.reason.rstrip('.')}. Ticket {waiver.ticket}, approved by {waiver.approved_by}."
    properties: Mapping[str, object] = {
        "policyAssignmentId": id_of(options.azure_scope, "policyAssignments", assignment_name(options)),
        "policyDefinitionReferenceIds": [each.name for each in definitions],
        "exemptionCategory": "Waiver",
        # A waiver is good through its last day.
        "expiresOn": f"{waiver.expires.isoformat()}T23:59:59Z",
        "displayName": shortened(f"{waiver.rule}: {waiver.ticket}", MAX_DISPLAY_NAME),
        "description": shortened(described, MAX_DESCRIPTION),
        "metadata": {
            "managedBy": options.prefix,
            "rule": waiver.rule,
            "addresses": list(waiver.resources),
            "ticket": waiver.ticket,
            "approvedBy": waiver.approved_by,
        },
    }
    text = text_of(resource(PLACEHOLDER, "policyExemptions", name, properties))
    return Document(f"azure/exemptions/{name}.json", DocumentKind.AZURE_EXEMPTION, text, (waiver.rule,))


def _may_be_of_azure(address: str) -> bool:
    """Whether an address, a glob, may name an Azure resource: no part of it is another cloud's type."""
    return not any(cloud_of(part) in (Cloud.AWS, Cloud.GCP) for part in address.split("."))
