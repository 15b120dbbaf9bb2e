"""Writes the tag policy: how keys are spelled, which values are compliant, and what AWS is to report."""

import json
from collections.abc import Iterator, Mapping

from costguard.emit.bundle import Emitted
from costguard.emit.options import EmitOptions, Limits
from costguard.model.cloud import Cloud
from costguard.model.condition import Operator
from costguard.model.errors import BadInput
from costguard.model.guardrail import Document, DocumentKind, Gap
from costguard.policy.policy_set import CloudEffect, Dimension, PolicySet


def tag_policy(policy: PolicySet, options: EmitOptions) -> Emitted:
    """The tag policies of every dimension that a rule requires where it asks something of the cloud.

    A tag policy reports and never keeps an untagged resource from being made. It lists values where they are
    texts or end in one `*`, which is all that it compares safely (AWS Organizations, "Tag policy syntax", 2026-05).
    AWS merges those of one target, so that what is too long for one document stands in several.
    """
    required = _required(policy)
    pages = _paged([dimension for dimension, _ in required], options.limits)
    rules = {dimension.name: names for dimension, names in required}
    documents = tuple(_document(place, page, rules, len(pages)) for place, page in enumerate(pages, start=1))
    return Emitted(documents=documents, gaps=tuple(_gaps(required)))


def _paged(dimensions: list[Dimension], limits: Limits) -> list[list[Dimension]]:
    pages: list[list[Dimension]] = []
    for dimension in dimensions:
        if pages and len(_text([*pages[-1], dimension])) <= limits.tag_policy_characters:
            pages[-1].append(dimension)
            continue
        size = len(_text([dimension]))
        if size > limits.tag_policy_characters:
            raise BadInput(
                f"the values of `{dimension.name}` do not fit into a tag policy: they take {size:,} characters, and "
                f"AWS takes {limits.tag_policy_characters:,}; say them with `like`"
            )
        pages.append([dimension])
    if len(pages) > limits.tag_policies_per_target:
        raise BadInput(
            f"the taxonomy needs {len(pages)} tag policies, and a target takes {limits.tag_policies_per_target}; "
            "say the values of its dimensions with fewer and shorter globs (`like`)"
        )
    return pages


def _document(place: int, dimensions: list[Dimension], rules: Mapping[str, tuple[str, ...]], pages: int) -> Document:
    own = tuple(dict.fromkeys(rule for dimension in dimensions for rule in rules[dimension.name]))
    name = f"aws/tag-policy-{place}.json" if pages > 1 else "aws/tag-policy.json"
    return Document(name, DocumentKind.TAG_POLICY, _text(dimensions), own)


def _text(dimensions: list[Dimension]) -> str:
    tags = {dimension.subject.keys[Cloud.AWS].lower(): _tag(dimension) for dimension in dimensions}
    return json.dumps({"tags": tags}, separators=(",", ":"), ensure_ascii=False)


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
