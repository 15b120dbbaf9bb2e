"""What an audit says about projects that it did not read, or could not see."""

from costguard.sources.gcp.hierarchy import Hierarchy

_NAMED = 5


def unlisted_notes(hierarchy: Hierarchy) -> tuple[str, ...]:
    """Why projects, folders or organisations could not be listed."""
    return tuple(
        f"the {each.what} of Google Cloud could not all be listed: {each.reason}" for each in hierarchy.unlisted
    )


def leaving_notes(projects: tuple[str, ...]) -> tuple[str, ...]:
    """That projects are being deleted; their resources are stopped, and cost nothing any more."""
    return (f"{some_of(projects)} of Google Cloud: being deleted, and not read",) if projects else ()


def some_of(projects: tuple[str, ...]) -> str:
    """How many projects these are, and some of their names."""
    more = ", …" if len(projects) > _NAMED else ""
    noun = "project" if len(projects) == 1 else "projects"
    return f"{len(projects)} {noun} ({', '.join(projects[:_NAMED])}{more})"
