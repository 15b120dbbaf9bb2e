"""Bundles all definitions in one initiative and assigns it once, so that rollout is a change of parameters."""

from collections.abc import Sequence
from typing import Final

from costguard.emit.azure.definitions import CATEGORY, Definition, effect_parameter, metadata
from costguard.emit.azure.naming import MAX_ASSIGNMENT_NAME, id_of, name_of, resource, text_of
from costguard.emit.options import EmitOptions
from costguard.model.errors import BadInput
from costguard.model.guardrail import Document, DocumentKind

# Azure Policy, "Limits" (2025-03).
MAX_PARAMETERS: Final = 300
"""Parameters of one initiative; each definition takes one."""


def initiative(definitions: Sequence[Definition], options: EmitOptions) -> Document:
    """The initiative, with a parameter for the effect of each definition. Raises BadInput beyond Azure's limits."""
    _check_number(definitions, options)
    properties = {
        "displayName": f"{options.prefix}: cloud cost guardrails",
        "description": "Every guardrail for cloud cost; the effect of each is a parameter.",
        "policyType": "Custom",
        "metadata": metadata(options),
        "parameters": {
            each.parameter: _with_title(effect_parameter(each.allowed, each.effect), each) for each in definitions
        },
        "policyDefinitions": [
            {
                "policyDefinitionReferenceId": each.name,
                "policyDefinitionId": id_of(options.azure_scope, "policyDefinitions", each.name),
                "parameters": {"effect": {"value": f"[parameters('{each.parameter}')]"}},
            }
            for each in definitions
        ],
    }
    text = text_of(resource(options.azure_scope, "policySetDefinitions", options.prefix, properties))
    return Document(
        f"azure/initiatives/{options.prefix}.json", DocumentKind.AZURE_INITIATIVE, text, _rules(definitions)
    )


def assignment(definitions: Sequence[Definition], options: EmitOptions) -> Document:
    """The initiative's assignment at the scope; with an identity only where a definition changes resources."""
    changes = any("Modify" in each.allowed for each in definitions)
    identity = {"identity": {"type": "SystemAssigned"}, "location": options.azure_location} if changes else {}
    properties = {
        "displayName": f"{options.prefix}: cloud cost guardrails",
        "description": "Try new values of the parameters with `Audit` before `Deny`.",
        "metadata": {"category": CATEGORY, "managedBy": options.prefix},
        "policyDefinitionId": id_of(options.azure_scope, "policySetDefinitions", options.prefix),
        "enforcementMode": "DoNotEnforce" if options.dry_run else "Default",
        "parameters": {each.parameter: {"value": each.effect} for each in definitions},
    }
    text = text_of(resource(options.azure_scope, "policyAssignments", assignment_name(options), properties, **identity))
    return Document(
        f"azure/assignments/{options.prefix}.json", DocumentKind.AZURE_ASSIGNMENT, text, _rules(definitions)
    )


def assignment_name(options: EmitOptions) -> str:
    """The assignment's name, short enough for a management group."""
    return name_of(options.prefix, limit=MAX_ASSIGNMENT_NAME)


def _with_title(parameter: dict[str, object], definition: Definition) -> dict[str, object]:
    described = f"What happens to a resource that breaks the rule: {', '.join(definition.allowed)}"
    return {**parameter, "metadata": {"displayName": f"Effect: {definition.display_name}", "description": described}}


def _check_number(definitions: Sequence[Definition], options: EmitOptions) -> None:
    limit = min(MAX_PARAMETERS, options.limits.azure_definitions)
    if len(definitions) > limit:
        raise BadInput(
            f"the policy takes {len(definitions)} policy definitions, and an initiative of Azure has {limit} at most; "
            f"from the rule `{definitions[limit].rule}` on, join rules or give them `cloud: none`"
        )


def _rules(definitions: Sequence[Definition]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.rule for each in definitions if each.rule))
