"""Writes the tag policy: how keys are spelled, which values are compliant, and what AWS is to report."""

import json
from collections.abc import Iterator
from typing import Final

from costguard.emit.bundle import Emitted
from costguard.emit.options import EmitOptions
from costguard.model.cloud import Cloud
from costguard.model.condition import Operator
from costguard.model.errors import BadInput
from costguard.model.guardrail import Document, DocumentKind, Gap
from costguard.policy.policy_set import CloudEffect, Dimension, PolicySet

_PATH: Final = "aws/tag-policy.json"


def tag_policy(policy: PolicySet, options: EmitOptions) -> Emitted:
    """The tag policy of every dimension that a rule requires where it asks something of the cloud.

    A tag policy reports and never keeps an untagged resource from being made. It lists values where they are
    texts or end in one `*`, which is all that it compares safely (AWS Organizations, "Tag policy syntax", 2026-05).
    """
    required = _required(policy)
    if not required:
        return Emitted()
    document = {"tags": {dimension.subject.keys[Cloud.AWS].lower(): _tag(dimension) for dimension, _ in required}}
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    limit = options.limits.tag_policy_characters
    if len(text) > limit:
        largest = max(required, key=lambda each: len(json.dumps(_tag(each[0]))))[0]
        raise BadInput(
            f"the tag policy takes {len(text):,} characters, and AWS takes {limit:,}; the dimension "
            f"`{largest.name}` has most values: say them with `like`"
        )
    rules = tuple(dict.fromkeys(rule for _, names in required for rule in names))
    return Emitted(documents=(Document(_PATH, DocumentKind.TAG_POLICY, text, rules),), gaps=tuple(_gaps(required)))


def _required(policy: PolicySet) -> list[tuple[Dimension, tuple[str, ...]]]:
    found: dict[str, tuple[Dimension, list[str]]] = {}
    for rule in policy.rules:
        speaks_of_aws = not rule.scope.clouds or Cloud.AWS in rule.scope.clouds
        if rule.effect.cloud is CloudEffect.NONE or not speaks_of_aws:
            continue
        for dimension in rule.tags:
            found.setdefault(dimension.name, (dimension, []))[1].append(rule.id)
    return [(dimension, tuple(rules)) for dimension, rules in found.values()]


def _tag(dimension: Dimension) -> dict[str, object]:
    values = _values(dimension)
    return {
        "tag_key": {"@@assign": dimension.subject.keys[Cloud.AWS]},
        **({"tag_value": {"@@assign": list(values)}} if values else {}),
    }


def _values(dimension: Dimension) -> tuple[str, ...] | None:
    """The compliant values; None where a tag policy cannot list them."""
    test = dimension.accepts[Cloud.AWS]
    texts = tuple(str(operand) for operand in test.operands)
    if test.operator is Operator.ONE_OF and not any("*" in text for text in texts):
        return texts
    if test.operator is Operator.LIKE and all(_is_prefix(text) for text in texts):
        return texts
    return None


def _is_prefix(glob: str) -> bool:
    return "?" not in glob and "*" not in glob[:-1] and glob != "*"


def _gaps(required: list[tuple[Dimension, tuple[str, ...]]]) -> Iterator[Gap]:
    for dimension, rules in required:
        if _values(dimension) is None and not dimension.takes_any_value:
            reason = (
                f"the tag policy names the key of `{dimension.name}` only: "
                "it can list texts and texts that end in `*`, not these values"
            )
            yield from (Gap(rule, Cloud.AWS, reason, ("tag policy",)) for rule in rules)
