"""The routes of the small GitHub: what each needs, answers and changes. What there is lies in `github_forge`."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import github_forge_shapes as shapes
from github_forge_pages import REPO, named, paged

if TYPE_CHECKING:
    from github_forge import Identity, LocalForge

Json = dict[str, Any]


@dataclass
class Seen:
    """A request as it came, and how it was answered."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None
    status: int = 0
    answer: Any = None
    is_fault: bool = False  # whether something else took the place of the answer


class Refusal(Exception):
    """An error that GitHub answers with."""

    def __init__(self, status: int, message: str, errors: list[Json] | None = None, **headers: str) -> None:
        self.status, self.message, self.errors, self.headers = status, message, errors, headers
        super().__init__(message)


def routed(forge: "LocalForge", seen: Seen) -> tuple[int, Any, dict[str, str]]:
    seen.path = named(forge, seen.path)
    token = seen.headers.get("authorization", "").removeprefix("Bearer ")
    if token not in forge.tokens:
        raise Refusal(401, "Bad credentials")
    for method, pattern, needs, work in _ROUTES:
        found = re.fullmatch(pattern, seen.path)
        if found is None or method != seen.method:
            continue
        given = found.groupdict()
        if "repo" in given and given["repo"] not in forge.repositories:
            raise Refusal(404, "Not Found")
        who = forge.tokens[token]
        if needs and needs not in who.permissions:
            raise Refusal(403, "Resource not accessible by integration", x_accepted_github_permissions=needs)
        told = work(forge, seen, who, given)
        return told if isinstance(told, tuple) else (200, told, {})
    raise Refusal(404, "Not Found")


def _invalid(resource: str, field: str, message: str) -> Refusal:
    error = {"resource": resource, "field": field, "code": "custom", "message": message}
    return Refusal(422, "Validation Failed", [error])


# --- reading ---------------------------------------------------------------------------------------------------------


def _user(forge: "LocalForge", _seen: Seen, who: "Identity", _given: Json) -> Json:
    if who.kind != "user":
        raise Refusal(403, "Resource not accessible by integration")
    return shapes.profile(forge.users[who.login], is_own=True)


def _named_user(forge: "LocalForge", _seen: Seen, _who: "Identity", given: Json) -> Json:
    if given["login"] not in forge.users:
        raise Refusal(404, "Not Found")
    return shapes.profile(forge.users[given["login"]], is_own=False)


def _graphql(forge: "LocalForge", seen: Seen, _who: "Identity", _given: Json) -> Any:
    """Answers the one query that is asked of it, about comments by their identifiers (`IC_…`)."""
    if not forge.has_graphql:
        raise Refusal(403, "Resource not accessible by integration")
    numbers = [int(identifier.removeprefix("IC_")) for identifier in seen.body["variables"]["ids"]]
    nodes = [{"lastEditedAt": forge.edits.get(each)} if each in forge.comments else None for each in numbers]
    return {"data": {"nodes": nodes}}


def _permission(forge: "LocalForge", _seen: Seen, _who: "Identity", given: Json) -> Json:
    """Everybody who has an account here may write, but for those whose role is another."""
    if not forge.tells_roles:
        raise Refusal(403, "Resource not accessible by integration", x_accepted_github_permissions="metadata=read")
    if given["login"] not in forge.users:
        raise Refusal(404, "Not Found")
    role = forge.roles.get(given["login"], "write")
    return {"permission": role, "role_name": role, "user": forge.users[given["login"]] | {"role_name": role}}


def _members(forge: "LocalForge", seen: Seen, who: "Identity", given: Json) -> Any:
    name = f"{given['org']}/{given['slug']}"
    if who.kind == "actions":
        raise Refusal(403, "Resource not accessible by integration", x_accepted_github_permissions="members=read")
    if not who.reads_teams or name not in forge.teams:
        raise Refusal(404, "Not Found")  # GitHub does not tell a team that is not there from one that may not be read
    return paged(forge, seen, [forge.users[login] for login in forge.teams[name]])


def _pull(forge: "LocalForge", _seen: Seen, _who: "Identity", given: Json) -> Json:
    if int(given["number"]) not in forge.pulls:
        raise Refusal(404, "Not Found")
    return forge.pulls[int(given["number"])]


def _pulls(forge: "LocalForge", seen: Seen, _who: "Identity", _given: Json) -> Any:
    wanted = [pull for pull in forge.pulls.values() if pull["state"] == seen.query.get("state", "open")]
    if "head" in seen.query:
        wanted = [pull for pull in wanted if pull["head"]["label"] == seen.query["head"]]
    return paged(forge, seen, [shapes.listed(pull) for pull in wanted])


def _pull_commits(forge: "LocalForge", seen: Seen, who: "Identity", given: Json) -> Any:
    _pull(forge, seen, who, given)
    listed = forge.pull_commits[int(given["number"])][:250]
    return paged(forge, seen, [forge.commits[sha] for sha in listed])


def _commit_pulls(forge: "LocalForge", seen: Seen, _who: "Identity", given: Json) -> Any:
    sha = given["sha"]
    if sha not in forge.commits:
        raise Refusal(422, f"No commit found for SHA: {sha}")
    found = [
        pull
        for number, pull in forge.pulls.items()
        if sha == pull["merge_commit_sha"] or sha in forge.pull_commits[number] or forge.introduced.get(sha) == number
    ]
    return paged(forge, seen, [shapes.listed(pull) for pull in found])


def _activity(forge: "LocalForge", seen: Seen, _who: "Identity", given: Json) -> Any:
    found = [activity for repository, activity in forge.activities if repository == given["repo"]]
    wanted = seen.query.get("ref")
    return paged(forge, seen, [each for each in found if wanted in (None, each["ref"])])


def _reviews(forge: "LocalForge", seen: Seen, _who: "Identity", given: Json) -> Any:
    return paged(forge, seen, forge.reviews[int(given["number"])])


def _comments(forge: "LocalForge", seen: Seen, _who: "Identity", given: Json) -> Any:
    ending = f"/issues/{given['number']}"
    return paged(forge, seen, [each for each in forge.comments.values() if each["issue_url"].endswith(ending)])


def _run(forge: "LocalForge", _seen: Seen, _who: "Identity", given: Json) -> Json:
    if int(given["run"]) not in forge.runs:
        raise Refusal(404, "Not Found")
    return forge.runs[int(given["run"])]


def _artifacts(forge: "LocalForge", seen: Seen, _who: "Identity", given: Json) -> Any:
    found = [each for each in forge.artifacts.values() if each["workflow_run"]["id"] == int(given["run"])]
    named = [each for each in found if seen.query.get("name") in (None, each["name"])]
    return paged(forge, seen, named, "artifacts")


def _archive(forge: "LocalForge", _seen: Seen, _who: "Identity", given: Json) -> Any:
    if forge.artifacts[int(given["artifact"])]["expired"]:
        raise Refusal(410, "Artifact has expired")
    return 302, b"", {"Location": f"{forge.blob_url}/artifacts/{given['artifact']}?sig=secret"}


def _check_runs_of(forge: "LocalForge", seen: Seen, _who: "Identity", given: Json) -> Any:
    found = [run for run in forge.check_runs.values() if run["head_sha"] == given["sha"]]
    named = [run for run in found if seen.query.get("check_name") in (None, run["name"])]
    return paged(forge, seen, named, "check_runs")


# --- writing ---------------------------------------------------------------------------------------------------------


def _body_of(seen: Seen) -> str:
    body = str(seen.body["body"])
    if len(body) > 65_536:
        raise _invalid("IssueComment", "data", "Body is too long (maximum is 65536 characters)")
    return body


def _add_comment(forge: "LocalForge", seen: Seen, who: "Identity", given: Json) -> Any:
    return 201, forge.comment(int(given["number"]), who.login, _body_of(seen), app=_app(who)), {}


def _app(who: "Identity") -> str | None:
    return {"actions": "github-actions", "app": "costguard-app"}.get(who.kind)


def _change_comment(forge: "LocalForge", seen: Seen, _who: "Identity", given: Json) -> Any:
    number = int(given["comment"])
    if number not in forge.comments:
        raise Refusal(404, "Not Found")
    forge.edit_comment(number, _body_of(seen))
    return forge.comments[number]


def _checked_output(output: Json) -> list[Json]:
    if len(output["annotations"]) > 50:
        raise Refusal(422, "Invalid request.\n\nNo more than 50 items are allowed.")
    if len(output["summary"].encode()) > 65_535:
        raise _invalid("CheckRun", "summary", "summary exceeds a maximum bytesize of 65535")
    for each in output["annotations"]:
        if {"path", "start_line", "end_line", "annotation_level", "message"} - each.keys():
            raise Refusal(422, 'Invalid request.\n\n"path" wasn\'t supplied.')
        if each["annotation_level"] not in ("notice", "warning", "failure"):
            raise Refusal(422, "Invalid request.\n\nannotation_level is not included in the list.")
    return list(output["annotations"])


def _add_check(forge: "LocalForge", seen: Seen, who: "Identity", _given: Json) -> Any:
    if who.kind == "user":
        raise Refusal(403, "You must authenticate via a GitHub App.")
    if seen.body["head_sha"] not in forge.commits:
        raise Refusal(422, f"No commit found for SHA: {seen.body['head_sha']}")
    added, number, slug = _checked_output(seen.body["output"]), forge.number(), str(_app(who))
    app = shapes.app(slug, forge.add_user(f"{slug}[bot]", kind="Bot"))
    forge.check_runs[number] = shapes.check_run(forge.repository, number, seen.body, app, forge.stamp())
    forge.annotations[number] = added
    return 201, forge.check_runs[number], {}


def _change_check(forge: "LocalForge", seen: Seen, _who: "Identity", given: Json) -> Any:
    number = int(given["check"])
    forge.annotations[number] += _checked_output(seen.body["output"])
    forge.check_runs[number]["output"]["annotations_count"] = len(forge.annotations[number])
    return forge.check_runs[number]


def _add_status(forge: "LocalForge", seen: Seen, who: "Identity", given: Json) -> Any:
    if seen.body["state"] not in ("error", "failure", "pending", "success"):
        raise _invalid("Status", "state", "is not included in the list")
    if len(seen.body.get("description", "")) > 140:
        raise _invalid("Status", "description", "is too long (maximum is 140 characters)")
    creator, number = forge.users[who.login], forge.number()
    made = shapes.status(forge.repository, number, given["sha"], seen.body, creator, forge.stamp())
    forge.statuses.append(made)
    return 201, made, {}


def _add_sarif(forge: "LocalForge", seen: Seen, _who: "Identity", _given: Json) -> Any:
    if not forge.has_code_scanning:
        raise Refusal(403, "Code Security must be enabled for this repository to use code scanning.")
    forge.sarifs.append(seen.body)
    identifier = "47177e22-5596-11eb-80a1-c1e54ef945c6"
    url = f"{shapes.API}/repos/{forge.repository}/code-scanning/sarifs/{identifier}"
    return 202, {"id": identifier, "url": url}, {}


_ROUTES: list[tuple[str, str, str, Any]] = [
    ("POST", "/graphql", "", _graphql),
    ("GET", "/user", "", _user),
    ("GET", "/users/(?P<login>[^/]+)", "", _named_user),
    ("GET", "/orgs/(?P<org>[^/]+)/teams/(?P<slug>[^/]+)/members", "", _members),
    ("GET", f"{REPO}/collaborators/(?P<login>[^/]+)/permission", "", _permission),
    ("GET", f"{REPO}/pulls", "pull_requests=read", _pulls),
    ("GET", f"{REPO}/pulls/(?P<number>[0-9]+)", "pull_requests=read", _pull),
    ("GET", f"{REPO}/pulls/(?P<number>[0-9]+)/commits", "pull_requests=read", _pull_commits),
    ("GET", f"{REPO}/pulls/(?P<number>[0-9]+)/reviews", "pull_requests=read", _reviews),
    ("GET", f"{REPO}/commits/(?P<sha>[0-9a-f]+)/pulls", "pull_requests=read", _commit_pulls),
    ("GET", f"{REPO}/commits/(?P<sha>[0-9a-f]+)/check-runs", "checks=read", _check_runs_of),
    ("GET", f"{REPO}/activity", "contents=read", _activity),
    ("GET", f"{REPO}/issues/(?P<number>[0-9]+)/comments", "pull_requests=read", _comments),
    ("GET", f"{REPO}/actions/runs/(?P<run>[0-9]+)", "actions=read", _run),
    ("GET", f"{REPO}/actions/runs/(?P<run>[0-9]+)/artifacts", "actions=read", _artifacts),
    ("GET", f"{REPO}/actions/artifacts/(?P<artifact>[0-9]+)/zip", "actions=read", _archive),
    ("POST", f"{REPO}/issues/(?P<number>[0-9]+)/comments", "pull_requests=write", _add_comment),
    ("PATCH", f"{REPO}/issues/comments/(?P<comment>[0-9]+)", "pull_requests=write", _change_comment),
    ("POST", f"{REPO}/check-runs", "checks=write", _add_check),
    ("PATCH", f"{REPO}/check-runs/(?P<check>[0-9]+)", "checks=write", _change_check),
    ("POST", f"{REPO}/statuses/(?P<sha>[0-9a-f]+)", "statuses=write", _add_status),
    ("POST", f"{REPO}/code-scanning/sarifs", "security_events=write", _add_sarif),
]
