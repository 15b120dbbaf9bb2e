"""Reads the taxonomy: dimensions, their keys on each cloud, and the test of their values."""

from collections.abc import Mapping
from typing import Final

from costguard.model.cloud import Cloud, fold_key
from costguard.model.condition import Operator, TagSubject, Test
from costguard.model.inventory import ContainerKind
from costguard.model.location import Location
from costguard.policy.context import Context
from costguard.policy.labels import MAX_LABEL_CHARACTERS, label_form, label_glob
from costguard.policy.nodes import Node, Pair, ScalarNode, day, get, pairs, scalars, text
from costguard.policy.operands import globs, pattern
from costguard.policy.policy_set import ANY_VALUE, Alias, Dimension, Inherit, RegistryEntry
from costguard.policy.registry import read_registry
from costguard.policy.subjects import attribute_kinds
from costguard.policy.tag_limits import check_key, check_value

CLOUDS: Final = (Cloud.AWS, Cloud.AZURE, Cloud.GCP)


def read_taxonomy(context: Context) -> Mapping[str, Dimension]:
    """The dimensions of every document, by name."""
    found: dict[str, Dimension] = {}
    for pair in (pair for section in context.sections("taxonomy") for pair in pairs(section)):
        name = pair.key.text
        if (first := found.get(name)) and first.location != pair.key.at:
            context.faults.add(pair.key.at, f"the dimension `{name}` is already at {first.location}; keep one of them")
            continue
        if name in attribute_kinds():
            context.faults.add(pair.key.at, f"`{name}` is an attribute of resources; give the dimension another name")
        found[name] = _dimension(pair, context)
    _refuse_shared_keys(found, context)
    return found


def accepted_on(cloud: Cloud, subject: TagSubject, operator: Operator, operands: tuple[str, ...]) -> Test:
    """The test of values in the cloud's own spelling: on Google Cloud, that of labels."""
    if cloud is not Cloud.GCP:
        return Test(subject, operator, operands)
    match operator:
        case Operator.LIKE:
            return Test(subject, operator, tuple(label_glob(glob) for glob in operands))
        case Operator.PATTERN:
            return Test(subject, operator, tuple(f"(?i){each}" for each in operands))
        case _:
            return Test(subject, operator, tuple(label_form(value) for value in operands))


def camel_case(name: str) -> str:
    """`cost_center` as `CostCenter`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _dimension(pair: Pair, context: Context) -> Dimension:
    name, node = pair.key.text, pair.value
    aliases = _aliases(node, context)
    accepted = tuple(alias.key for alias in aliases if context.today <= alias.until)
    subject = TagSubject(name, _keys(name, get(node, "key"), context), accepted)
    values = get(node, "values")
    registry = _registry(values, context)
    operator, operands = _accepted(values, registry, context)
    return Dimension(
        name=name,
        subject=subject,
        accepts={cloud: accepted_on(cloud, subject, operator, operands) for cloud in CLOUDS},
        title=text(get(node, "title")),
        owner=text(get(node, "owner")),
        aliases=aliases,
        suggestions=operands if operator is Operator.ONE_OF else (),
        registry=registry,
        inherit=_inherit(get(node, "inherit")),
        location=pair.key.at,
    )


def _keys(name: str, node: Node | None, context: Context) -> Mapping[Cloud, str]:
    """The key on each cloud. One key is that of AWS and Azure; the label is then the name."""
    if isinstance(node, ScalarNode):
        check_key(node.text, node.at, context.faults)
        return {Cloud.AWS: node.text, Cloud.AZURE: node.text, Cloud.GCP: name}
    keys = {Cloud.AWS: camel_case(name), Cloud.AZURE: camel_case(name), Cloud.GCP: name}
    for cloud in CLOUDS:
        own = get(node, cloud.value)
        if not isinstance(own, ScalarNode):
            continue
        keys[cloud] = own.text
        check_key(own.text, own.at, context.faults)
        if cloud is Cloud.GCP:
            _check_label_key(own, context)
    return keys


def _check_label_key(node: ScalarNode, context: Context) -> None:
    form = label_form(node.text)
    if form != node.text or not form[:1].isalpha():
        context.faults.add(
            node.at,
            f"`{node.text}` is no label key: a lower case letter, then lower case, digits, `_`, `-`; write `{form}`",
        )
    elif len(form) > MAX_LABEL_CHARACTERS:
        limit = MAX_LABEL_CHARACTERS
        context.faults.add(node.at, f"a label key has at most {limit} characters, and this one {len(form)}; shorten it")


def _aliases(node: Node, context: Context) -> tuple[Alias, ...]:
    found = []
    for pair in pairs(get(node, "aliases")):
        check_key(pair.key.text, pair.key.at, context.faults)
        if until := day(pair.value):
            found.append(Alias(pair.key.text, until))
    return tuple(found)


def _inherit(node: Node | None) -> Inherit | None:
    if node is None:
        return None
    kinds = tuple(kind for each in scalars(get(node, "tags_of")) for kind in ContainerKind if kind == each.text)
    paths = tuple((pair.key.text, text(pair.value)) for pair in pairs(get(node, "paths")))
    return Inherit(kinds, paths)


def _registry(values: Node | None, context: Context) -> Mapping[str, RegistryEntry]:
    source = get(values, "from_csv")
    return read_registry(source, context.faults) if source is not None else {}


def _accepted(
    values: Node | None, registry: Mapping[str, RegistryEntry], context: Context
) -> tuple[Operator, tuple[str, ...]]:
    """The test of the values, as they are written."""
    if (listed := get(values, "one_of")) is not None:
        return Operator.ONE_OF, _listed(listed, context)
    if (liked := get(values, "like")) is not None:
        return Operator.LIKE, globs(liked, context.faults, is_tag=True)
    if (expression := get(values, "pattern")) is not None:
        return Operator.PATTERN, pattern(expression, context.faults)
    if (source := get(values, "from_csv")) is not None:
        return Operator.ONE_OF, _valid_today(source, registry, context)
    return Operator.LIKE, (ANY_VALUE,)


def _listed(node: Node, context: Context) -> tuple[str, ...]:
    values = {each.text: each.at for each in scalars(node) if each.value is not None}
    for value, at in values.items():
        check_value(value, at, context.faults)
    _refuse_shared_labels(values, context)
    return tuple(values)


def _valid_today(source: Node, registry: Mapping[str, RegistryEntry], context: Context) -> tuple[str, ...]:
    valid = {value: row.location or source.at for value, row in registry.items() if row.is_valid_on(context.today)}
    if registry and not valid:
        context.faults.add(source.at, f"no value of the registry is valid on {context.today}; check its dates")
    _refuse_shared_labels(valid, context)
    return tuple(valid)


def _refuse_shared_labels(values: Mapping[str, Location], context: Context) -> None:
    """INVARIANT: no two values share a label, or Google Cloud could not tell them apart."""
    first: dict[str, str] = {}
    for value, at in values.items():
        label = label_form(value)
        other = first.setdefault(label, value)
        if other != value:
            context.faults.add(at, f"`{value}` and `{other}` are both the label `{label}` on Google Cloud; rename one")


def _refuse_shared_keys(dimensions: Mapping[str, Dimension], context: Context) -> None:
    """INVARIANT: on no cloud do two dimensions answer to one key, be it the key proper or an alias."""
    for cloud in CLOUDS:
        owners: dict[str, str] = {}
        for dimension in dimensions.values():
            for key in (dimension.subject.keys[cloud], *(alias.key for alias in dimension.aliases)):
                folded = fold_key(label_form(key) if cloud is Cloud.GCP else key, cloud)
                other = owners.setdefault(folded, dimension.name)
                if other != dimension.name and dimension.location:
                    where = {Cloud.AWS: "AWS", Cloud.AZURE: "Azure"}.get(cloud, "Google Cloud")
                    context.faults.add(
                        dimension.location,
                        f"`{dimension.name}` and `{other}` share the key `{folded}` on {where}; give one another key",
                    )
