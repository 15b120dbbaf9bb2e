"""Microsoft's built-in policies for tags, by their ids: assignments name them, and no export holds their rules."""

from collections.abc import Mapping
from typing import Final

# Azure/azure-policy, built-in-policies/policyDefinitions/Tags, 2025-03: what each does, in our own words.
_TAG: Final = "[concat('tags[', parameters('tagName'), ']')]"
_ON_GROUPS: Final = {"field": "type", "equals": "Microsoft.Resources/subscriptions/resourceGroups"}
_LACKS_TAG: Final = {"field": _TAG, "exists": "false"}
_LACKS_VALUE: Final = {"not": {"field": _TAG, "equals": "[parameters('tagValue')]"}}
_DENY: Final = {"effect": "deny"}


def _required(*conditions: Mapping[str, object]) -> Mapping[str, object]:
    return {"if": {"allOf": list(conditions)}, "then": _DENY}


def _filled(value: str) -> Mapping[str, object]:
    return {"if": _LACKS_TAG, "then": {"effect": "append", "details": [{"field": _TAG, "value": value}]}}


_GIVEN: Final = "[parameters('tagValue')]"
_OF_GROUP: Final = "[resourceGroup().tags[parameters('tagName')]]"
_OF_SUBSCRIPTION: Final = "[subscription().tags[parameters('tagName')]]"

BUILT_INS: Final[Mapping[str, tuple[str, Mapping[str, object]]]] = {
    "871b6d14-10aa-478d-b590-94f262ecfa99": ("Require a tag on resources", _required(_LACKS_TAG)),
    "96670d01-0a4d-4649-9c89-2d3abc0a5025": ("Require a tag on resource groups", _required(_ON_GROUPS, _LACKS_TAG)),
    "1e30110a-5ceb-460c-a204-c1c3969c6d62": ("Require a tag and its value on resources", _required(_LACKS_VALUE)),
    "8ce3da23-7156-49e4-b145-24f95f9dcb46": (
        "Require a tag and its value on resource groups",
        _required(_ON_GROUPS, _LACKS_VALUE),
    ),
    "cd3aa116-8754-49c9-a813-ad46512ece54": ("Inherit a tag from the resource group", _filled(_OF_GROUP)),
    "ea3f2387-9b95-492a-a190-fcdc54f7b070": ("Inherit a tag from the resource group if missing", _filled(_OF_GROUP)),
    "9ea02ca2-71db-412d-8b00-7c7ca9fcd32d": ("Append a tag from the resource group", _filled(_OF_GROUP)),
    "b27a0cbd-a167-4dfa-ae64-4337be671140": ("Inherit a tag from the subscription", _filled(_OF_SUBSCRIPTION)),
    "40df99da-1232-49b1-a39a-6da8d878f469": (
        "Inherit a tag from the subscription if missing",
        _filled(_OF_SUBSCRIPTION),
    ),
    "2a0e14a6-b0a6-4fab-991a-187a4f81c498": ("Append a tag and its value to resources", _filled(_GIVEN)),
    "49c88fc8-6fd1-46fd-a676-f12d1d3a4c71": ("Append a tag and its value to resource groups", _filled(_GIVEN)),
    "4f9dc7db-30c1-420c-b61a-e1d640128d26": ("Add a tag to resources", _filled(_GIVEN)),
    "726aca4c-86e9-4b04-b0c5-073027359532": ("Add a tag to resource groups", _filled(_GIVEN)),
}
