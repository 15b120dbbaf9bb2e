"""The pages of the small GitHub's lists, and the links between them."""

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from github_forge import LocalForge
    from github_forge_routes import Seen

Json = dict[str, Any]
REPO = "/repos/(?P<repo>[^/]+/[^/]+)"


def paged(forge: "LocalForge", seen: "Seen", items: list[Json], key: str = "") -> tuple[int, Any, dict[str, str]]:
    """A page of a list, and the link to the next one, which names a repository by its number, as GitHub's do.

    Activities are paged by a cursor, all else by number.
    """
    size = min(int(seen.query.get("per_page", 30)), 100)
    is_cursor = seen.path.endswith("/activity")
    page = int(seen.query.get("after" if is_cursor else "page", 0 if is_cursor else 1)) - (0 if is_cursor else 1)
    shown, headers = items[page * size : (page + 1) * size], {}
    if len(items) > (page + 1) * size:
        following = seen.query | ({"after": str(page + 1)} if is_cursor else {"page": str(page + 2)})
        where = f"{forge.url}{_numbered(forge, seen.path)}"
        last = f'<{where}?{urlencode(seen.query | {"page": "9"})}>; rel="last"'
        headers["Link"] = f'<{where}?{urlencode(following)}>; rel="next", {last}'
    return 200, {"total_count": len(items), key: shown} if key else shown, headers


def named(forge: "LocalForge", path: str) -> str:
    """A path with its repository by name, whichever way it was asked for."""
    names = {f"/repositories/{each['id']}/": f"/repos/{name}/" for name, each in forge.repositories.items()}
    return re.sub("^/repositories/[0-9]+/", lambda found: names.get(found[0], found[0]), path)


def _numbered(forge: "LocalForge", path: str) -> str:
    return re.sub(REPO, lambda found: f"/repositories/{forge.repositories[found['repo']]['id']}", path)
