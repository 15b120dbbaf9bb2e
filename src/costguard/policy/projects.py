"""Reads what a policy says of projects: which values hold there, whatever a tag says."""

from collections.abc import Mapping

from costguard.model.cloud import Cloud
from costguard.policy.context import Context
from costguard.policy.glob import matches
from costguard.policy.lints.values_of import passes
from costguard.policy.nodes import ListNode, MapNode, Node, ScalarNode, get, pairs, text
from costguard.policy.operands import check_glob, globs
from costguard.policy.policy_set import ApprovalRule, Dimension, PolicySet, Project
from costguard.policy.spelling import did_you_mean


def read_projects(context: Context) -> tuple[Project, ...]:
    """The projects of every document, in reading order. A name that an earlier one has is a problem."""
    projects = tuple(_project(node, context) for node in context.entries("projects"))
    seen: set[str] = set()
    for project in projects:
        twice = seen.intersection(project.globs)
        if twice and project.location is not None:
            context.faults.add(
                project.location, f"the project `{min(twice)}` is named twice; say once what holds in it"
            )
        seen.update(project.globs)
    return projects


def fixed_by(policy: PolicySet, project: str) -> Mapping[str, str]:
    """The values of dimensions that the policy gives a project, by name: of the first entry that matches.

    Nothing where no entry does, nor where the project is not told ("").
    """
    if not project:
        return {}
    found = (entry for entry in policy.projects if any(matches(glob, project) for glob in entry.globs))
    return next((entry.dimensions for entry in found), {})


def is_named(project: str, policy: PolicySet) -> bool:
    """Whether some entry of `projects` matches a project."""
    return any(matches(glob, project) for entry in policy.projects for glob in entry.globs)


def speaks_of(rule: ApprovalRule, project: str) -> bool:
    """Whether an approval speaks of a project; of one that is not told ("") every approval does."""
    return not rule.projects or not project or any(matches(glob, project) for glob in rule.projects)


def _project(node: MapNode, context: Context) -> Project:
    return Project(
        globs=_names(get(node, "name"), context),
        dimensions=_dimensions(get(node, "dimensions"), context),
        location=node.at,
    )


def _names(node: Node | None, context: Context) -> tuple[str, ...]:
    if isinstance(node, ListNode):
        return globs(node, context.faults)
    if not isinstance(node, ScalarNode) or not text(node):
        return ()
    check_glob(node.text, node.at, context.faults)
    return (node.text,)


def _dimensions(node: Node | None, context: Context) -> Mapping[str, str]:
    found = {}
    for pair in pairs(node):
        name, value = pair.key.text, pair.value
        dimension = context.dimensions.get(name)
        if dimension is None:
            context.unknown("dimension", name, pair.key.at, context.dimensions)
        elif isinstance(value, ScalarNode) and text(value):
            _check_value(value, dimension, context)
            found[name] = text(value)
    return found


def _check_value(value: ScalarNode, dimension: Dimension, context: Context) -> None:
    """Notes a value that the dimension never takes. One of its registry that is closed today is only warned of."""
    accepts = dimension.accepts[Cloud.AWS]
    if value.text in dimension.registry or not accepts.operands or passes(accepts, value.text):
        return
    meant = did_you_mean(value.text, dimension.suggestions)
    context.faults.add(value.at, f"`{value.text}` is no value of `{dimension.name}`{meant}")
