"""Writes the definitions by which a resource takes a missing tag from its resource group, before anything is judged."""

from typing import Final

from costguard.emit.azure.definitions import Definition, effect_parameter, metadata, written
from costguard.emit.azure.fields import tag_field
from costguard.emit.azure.naming import MAX_DISPLAY_NAME, camel_case, name_of, shortened
from costguard.emit.options import EmitOptions
from costguard.model.cloud import Cloud
from costguard.model.errors import BadUsage
from costguard.policy.policy_set import Dimension, PolicySet
from costguard.policy.spelling import did_you_mean

_TAG_CONTRIBUTOR: Final = (
    "/providers/Microsoft.Authorization/roleDefinitions/4a9ae827-6dc8-4573-8ac7-8239d42aa03f"  # built-in role, 2025-03
)
_ALLOWED: Final = ("Modify", "Disabled")


def inheritances(policy: PolicySet, options: EmitOptions) -> tuple[Definition, ...]:
    """One definition for each dimension of `azure_inherit`. Raises BadUsage for one that the taxonomy lacks."""
    return tuple(_definition(_dimension(name, policy), options) for name in dict.fromkeys(options.azure_inherit))


def _dimension(name: str, policy: PolicySet) -> Dimension:
    found = policy.taxonomy.get(name)
    if found is None:
        raise BadUsage(
            f"no dimension of the taxonomy is called `{name}`, so no tag can be inherited for it"
            f"{did_you_mean(name, policy.taxonomy)}"
        )
    return found


def _definition(dimension: Dimension, options: EmitOptions) -> Definition:
    key = dimension.subject.keys[Cloud.AZURE]
    field, on_group = tag_field(key), f"[resourceGroup().{tag_field(key)}]"
    name = name_of(options.prefix, "inherit", dimension.name)
    title = shortened(f"Inherit the tag {key} from the resource group", MAX_DISPLAY_NAME)
    properties: dict[str, object] = {
        "displayName": title,
        "description": f"Gives a resource without the tag {key} the value that its resource group has.",
        "policyType": "Custom",
        "mode": "Indexed",
        "metadata": metadata(options, dimension=dimension.name),
        "parameters": {"effect": effect_parameter(_ALLOWED, "Modify")},
        "policyRule": {
            "if": {"allOf": [{"field": field, "exists": False}, {"value": on_group, "notEquals": ""}]},
            "then": {
                "effect": "[parameters('effect')]",
                "details": {
                    "roleDefinitionIds": [_TAG_CONTRIBUTOR],
                    "operations": [{"operation": "addOrReplace", "field": field, "value": on_group}],
                },
            },
        },
    }
    parameter = f"{camel_case(f'inherit {dimension.name}')}Effect"
    document = written(name, properties, (), options)
    return Definition(name, title, "", parameter, "Modify", _ALLOWED, document)
