"""Reads which resources a rule speaks of, and what the rule does."""

from typing import Final

from costguard.model.cloud import Cloud, cloud_of
from costguard.model.finding import Level
from costguard.policy.context import Context
from costguard.policy.glob import is_glob, matches
from costguard.policy.nodes import Node, ScalarNode, get, scalars, text, texts
from costguard.policy.operands import check_glob
from costguard.policy.policy_set import CloudEffect, Effect, Scope
from costguard.policy.spelling import did_you_mean

_PROVIDERS: Final = ("aws_", "awscc_", "azurerm_", "azapi_", "google_")
_LEVELS: Final = {"deny": Level.DENY, "require_approval": Level.APPROVAL, "advise": Level.ADVISE, "none": None}


def read_scope(node: Node | None, context: Context) -> Scope:
    """What `applies_to` says; left out, every resource."""
    taggable = get(node, "taggable")
    flag = taggable.value if isinstance(taggable, ScalarNode) else None
    return Scope(
        types=_types(get(node, "types"), context),
        clouds=tuple(Cloud(name) for name in texts(get(node, "clouds")) if name in ("aws", "azure", "gcp")),
        excluded=_types(get(node, "except"), context),
        taggable=flag if isinstance(flag, bool) else None,
    )


def read_effect(node: Node | None) -> Effect:
    """What `effect` says; left out, a plan is denied and an audit reports."""
    cloud = text(get(node, "cloud"))
    return Effect(
        plan=read_level(get(node, "plan"), Level.DENY),
        audit=text(get(node, "audit")) != "none",
        cloud=CloudEffect(cloud) if cloud in tuple(CloudEffect) else CloudEffect.NONE,
    )


def read_level(node: Node | None, default: Level) -> Level | None:
    """The level that a word of `effect.plan` or `on_unknown` names."""
    return _LEVELS.get(text(node), default)


def _types(node: Node | None, context: Context) -> tuple[str, ...]:
    found = []
    for each in scalars(node):
        check_glob(each.text, each.at, context.faults)
        if is_glob(each.text):
            _check_reaches_types(each, context)
        if each.value is not None:
            found.append(each.text)
    return tuple(found)


def _check_reaches_types(node: ScalarNode, context: Context) -> None:
    """A glob that begins as a provider's types do may reach types that the catalog lacks; others must match one."""
    if cloud_of(node.text) is not Cloud.OTHER:
        return
    from costguard.catalog.lookup import entries

    if any(matches(node.text, entry.type) for entry in entries()):
        return
    beginning = node.text.split("_")[0].rstrip("*?") + "_"
    meant = did_you_mean(beginning, _PROVIDERS) or f"; types begin with {', '.join(f'`{each}`' for each in _PROVIDERS)}"
    context.faults.add(node.at, f"the glob `{node.text}` matches no known resource type{meant}")
