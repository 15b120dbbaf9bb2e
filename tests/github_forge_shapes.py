"""The shapes of GitHub's answers: every member that GitHub sends, in one place, so that a scenario gives only its own.

What a scenario neither gives nor looks at is a plausible constant. GitHub's own description of its API judges them all
(`forges/test_github_openapi.py`).
"""

from typing import Any
from urllib.parse import quote

Json = dict[str, Any]

API = "https://api.github.com"
WEB = "https://github.com"
BEGINNING = "2020-01-01T00:00:00Z"
ACTIONS_APP = "github-actions"
_PERSON = {"name": "A Person", "email": "person@example.com"}
_USER_LISTS = ("followers", "organizations", "repos", "received_events", "subscriptions")
_USER_TEMPLATES = ("following", "gists", "starred", "events")
_REPOSITORY_LISTS = (
    "contributors", "deployments", "downloads", "events", "forks", "hooks", "languages", "merges", "stargazers",
    "subscribers", "subscription", "tags", "teams",
)  # fmt: skip
_REPOSITORY_TEMPLATES = (
    "archive", "assignees", "blobs", "branches", "collaborators", "comments", "commits", "compare", "contents",
    "git_commits", "git_refs", "git_tags", "issue_comment", "issue_events", "issues", "keys", "labels", "milestones",
    "notifications", "pulls", "releases", "statuses", "trees",
)  # fmt: skip
_ONLY_OF_ONE_PULL = (
    "additions", "changed_files", "comments", "commits", "deletions", "maintainer_can_modify", "mergeable",
    "mergeable_state", "merged", "merged_by", "rebaseable", "review_comments",
)  # fmt: skip


def account(login: str, number: int, kind: str) -> Json:
    """An account as others hold it (`simple-user`)."""
    url, slug = f"{API}/users/{quote(login)}", login.removesuffix("[bot]")
    return {
        "login": login, "id": number, "node_id": f"U_{number}", "type": kind, "site_admin": False, "url": url,
        "html_url": f"{WEB}/apps/{slug}" if kind == "Bot" else f"{WEB}/{login}", "user_view_type": "public",
        "avatar_url": f"https://avatars.githubusercontent.com/u/{number}?v=4", "gravatar_id": "",
    } | _urls(url, _USER_LISTS, _USER_TEMPLATES)  # fmt: skip


def profile(user: Json, *, is_own: bool) -> Json:
    """An account as it is told when it is asked for; it tells more of itself to itself."""
    more = {"name": None, "company": None, "blog": "", "location": None, "email": None, "hireable": None, "bio": None,
            "public_repos": 1, "public_gists": 0, "followers": 0, "following": 0, "created_at": BEGINNING,
            "updated_at": BEGINNING}  # fmt: skip
    secret = {"private_gists": 0, "total_private_repos": 0, "owned_private_repos": 0, "disk_usage": 0,
              "collaborators": 0, "two_factor_authentication": True, "user_view_type": "private"}  # fmt: skip
    return user | more | (secret if is_own else {})


def repository(name: str, number: int, owner: Json, *, is_fork: bool) -> Json:
    """A repository with all that pull requests hold of one."""
    url = f"{API}/repos/{name}"
    return _slim_repository(name, number, owner, is_fork=is_fork) | {
        "clone_url": f"{WEB}/{name}.git", "git_url": f"git://github.com/{name}.git", "svn_url": f"{WEB}/{name}",
        "ssh_url": f"git@github.com:{name}.git", "mirror_url": None, "homepage": None, "language": "HCL",
        "default_branch": "main", "has_downloads": True, "has_issues": True, "has_projects": True, "has_wiki": True,
        "has_pages": False, "has_discussions": False, "archived": False, "disabled": False, "license": None,
        "forks": 0, "forks_count": 0, "open_issues": 1, "open_issues_count": 1, "watchers": 0, "watchers_count": 0,
        "stargazers_count": 0, "size": 1, "visibility": "public", "topics": [], "pushed_at": BEGINNING,
        "created_at": BEGINNING, "updated_at": BEGINNING, "url": url,
    }  # fmt: skip


def _slim_repository(name: str, number: int, owner: Json, *, is_fork: bool) -> Json:
    url = f"{API}/repos/{name}"
    return {
        "id": number, "node_id": f"R_{number}", "name": name.partition("/")[2], "full_name": name, "private": False,
        "owner": owner, "html_url": f"{WEB}/{name}", "description": None, "fork": is_fork, "url": url,
    } | _urls(url, _REPOSITORY_LISTS, _REPOSITORY_TEMPLATES)  # fmt: skip


def slim(full: Json) -> Json:
    """A repository as a run holds it (`minimal-repository`)."""
    return _slim_repository(full["full_name"], full["id"], full["owner"], is_fork=full["fork"])


def side(ref: str, sha: str, source: Json, owner: Json) -> Json:
    """One side of a pull request."""
    return {"label": f"{owner['login']}:{ref}", "ref": ref, "sha": sha, "repo": source, "user": owner}


def pull(where: str, number: int, identifier: int, author: Json, *, base: Json, head: Json, at: str) -> Json:
    """An open pull request of a repository `where`."""
    url, issue = f"{API}/repos/{where}/pulls/{number}", f"{API}/repos/{where}/issues/{number}"
    page = f"{WEB}/{where}/pull/{number}"
    statuses = f"{API}/repos/{where}/statuses/{head['sha']}"
    links = {"self": url, "html": page, "issue": issue, "comments": f"{issue}/comments", "statuses": statuses,
             "review_comments": f"{url}/comments", "review_comment": f"{API}/repos/{where}/pulls/comments{{/number}}",
             "commits": f"{url}/commits"}  # fmt: skip
    return {
        "id": identifier, "node_id": f"PR_{identifier}", "number": number, "state": "open", "locked": False,
        "title": "A change", "user": author, "body": None, "labels": [], "milestone": None, "assignee": None,
        "assignees": [], "requested_reviewers": [], "requested_teams": [], "active_lock_reason": None, "draft": False,
        "author_association": "CONTRIBUTOR", "auto_merge": None, "created_at": at, "updated_at": at, "closed_at": None,
        "merged_at": None, "merge_commit_sha": None, "head": head, "base": base,
        "_links": {name: {"href": target} for name, target in links.items()},
        "url": url, "html_url": page, "diff_url": f"{page}.diff", "patch_url": f"{page}.patch", "issue_url": issue,
        "commits_url": links["commits"], "comments_url": links["comments"], "statuses_url": statuses,
        "review_comments_url": links["review_comments"], "review_comment_url": links["review_comment"],
        "additions": 1, "changed_files": 1, "comments": 0, "commits": 0, "deletions": 0, "maintainer_can_modify": True,
        "mergeable": None, "mergeable_state": "unknown", "merged": False, "merged_by": None, "rebaseable": None,
        "review_comments": 0,
    }  # fmt: skip


def listed(whole: Json) -> Json:
    """A pull request as a list of them holds it (`pull-request-simple`)."""
    return {name: value for name, value in whole.items() if name not in _ONLY_OF_ONE_PULL}


def commit(where: str, sha: str, parent: str, message: str, users: tuple[Json | None, Json | None], at: str,
           *, verified: bool) -> Json:  # fmt: skip
    """A commit, with the accounts of its author and committer."""
    url, git = f"{API}/repos/{where}/commits/{sha}", f"{API}/repos/{where}/git"
    reason = "valid" if verified else "unsigned"
    signature = "-----BEGIN SSH SIGNATURE-----" if verified else None
    return {
        "sha": sha, "node_id": f"C_{sha[:20]}", "url": url, "html_url": f"{WEB}/{where}/commit/{sha}",
        "comments_url": f"{url}/comments", "author": users[0], "committer": users[1],
        "parents": [{"sha": parent, "url": f"{API}/repos/{where}/commits/{parent}",
                     "html_url": f"{WEB}/{where}/commit/{parent}"}],
        "commit": {
            "message": message, "author": _PERSON | {"date": at}, "committer": _PERSON | {"date": at},
            "tree": {"sha": sha, "url": f"{git}/trees/{sha}"}, "url": f"{git}/commits/{sha}", "comment_count": 0,
            "verification": {"verified": verified, "reason": reason, "signature": signature,
                             "payload": f"tree {sha}" if verified else None,
                             "verified_at": at if verified else None},
        },
    }  # fmt: skip


def review(where: str, number: int, identifier: int, user: Json, *, state: str, body: str, sha: str,
           at: str) -> Json:  # fmt: skip
    """A submitted review."""
    pull_url = f"{API}/repos/{where}/pulls/{number}"
    page = f"{WEB}/{where}/pull/{number}#pullrequestreview-{identifier}"
    return {
        "id": identifier, "node_id": f"PRR_{identifier}", "user": user, "body": body, "state": state, "commit_id": sha,
        "submitted_at": at, "author_association": "MEMBER", "html_url": page, "pull_request_url": pull_url,
        "_links": {"html": {"href": page}, "pull_request": {"href": pull_url}},
    }  # fmt: skip


def comment(where: str, number: int, identifier: int, user: Json, *, body: str, at: str,
            via: Json | None) -> Json:  # fmt: skip
    """A comment on an issue or a pull request, written by hand or through an App."""
    return {
        "id": identifier, "node_id": f"IC_{identifier}", "url": f"{API}/repos/{where}/issues/comments/{identifier}",
        "html_url": f"{WEB}/{where}/pull/{number}#issuecomment-{identifier}", "user": user, "body": body,
        "issue_url": f"{API}/repos/{where}/issues/{number}", "created_at": at, "updated_at": at,
        "author_association": "MEMBER", "performed_via_github_app": via,
    }  # fmt: skip


def app(slug: str, owner: Json) -> Json:
    """An App (`integration`)."""
    number = 15368 if slug == ACTIONS_APP else 20000
    return {
        "id": number, "client_id": f"Iv1.{number:016x}", "slug": slug, "node_id": f"A_{number}", "owner": owner,
        "name": slug, "description": None, "external_url": "https://example.com", "html_url": f"{WEB}/apps/{slug}",
        "created_at": BEGINNING, "updated_at": BEGINNING, "permissions": {"metadata": "read"}, "events": [],
    }  # fmt: skip


def run(source: Json, identifier: int, event: str, *, head: Json, people: tuple[Json, Json], pulls: list[Json],
        at: str) -> Json:  # fmt: skip
    """A run of a workflow that has ended well; `head` is a side of a pull request."""
    url, sha = f"{source['url']}/actions/runs/{identifier}", head["sha"]
    return {
        "id": identifier, "name": "costguard", "node_id": f"WFR_{identifier}", "event": event, "status": "completed",
        "conclusion": "success", "head_sha": sha, "head_branch": head["ref"], "run_number": 1, "run_attempt": 1,
        "display_title": "A change", "path": ".github/workflows/costguard.yml", "workflow_id": 7, "check_suite_id": 8,
        "repository": slim(source), "head_repository": slim(head["repo"]), "actor": people[0],
        "triggering_actor": people[1], "pull_requests": pulls, "created_at": at, "updated_at": at, "url": url,
        "html_url": f"{source['html_url']}/actions/runs/{identifier}", "previous_attempt_url": None,
        "check_suite_url": f"{source['url']}/check-suites/8", "workflow_url": f"{source['url']}/actions/workflows/7",
        "head_commit": {"id": sha, "tree_id": sha, "message": "Change", "timestamp": at, "author": _PERSON,
                        "committer": _PERSON},
        "referenced_workflows": [], "run_started_at": at,
    } | {f"{name}_url": f"{url}/{name}" for name in ("jobs", "logs", "artifacts", "cancel", "rerun")}  # fmt: skip


def pull_of_run(whole: Json) -> Json:
    """A pull request as a run holds it (`pull-request-minimal`)."""
    sides = {name: {"ref": whole[name]["ref"], "sha": whole[name]["sha"], "repo": _bare(whole[name]["repo"])}
             for name in ("head", "base")}  # fmt: skip
    return {"id": whole["id"], "number": whole["number"], "url": whole["url"]} | sides


def _bare(full: Json) -> Json:
    return {"id": full["id"], "url": full["url"], "name": full["name"]}


def artifact(where: str, identifier: int, run_id: int, name: str, size_bytes: int, *, at: str, expired: bool) -> Json:
    """A file that a run uploaded."""
    url = f"{API}/repos/{where}/actions/artifacts/{identifier}"
    return {
        "id": identifier, "node_id": f"AR_{identifier}", "name": name, "size_in_bytes": size_bytes, "url": url,
        "archive_download_url": f"{url}/zip", "expired": expired, "created_at": at, "updated_at": at, "expires_at": at,
        "workflow_run": {"id": run_id, "repository_id": 1, "head_repository_id": 1, "head_branch": "main",
                         "head_sha": "0" * 40},
    }  # fmt: skip


def check_run(where: str, identifier: int, given: Json, made_by: Json, at: str) -> Json:
    """A check run, of what was given to make it."""
    url = f"{API}/repos/{where}/check-runs/{identifier}"
    output = {name: given["output"].get(name) for name in ("title", "summary", "text")}
    return {
        "id": identifier, "node_id": f"CR_{identifier}", "name": given["name"], "head_sha": given["head_sha"],
        "status": given["status"], "conclusion": given["conclusion"], "external_id": given.get("external_id", ""),
        "url": url, "html_url": f"{WEB}/{where}/runs/{identifier}", "details_url": f"{WEB}/{where}/runs/{identifier}",
        "started_at": at, "completed_at": at, "check_suite": {"id": 8}, "app": made_by, "pull_requests": [],
        "output": output | {"annotations_count": len(given["output"]["annotations"]),
                            "annotations_url": f"{url}/annotations"},
    }  # fmt: skip


def status(where: str, identifier: int, sha: str, given: Json, creator: Json, at: str) -> Json:
    """A status on a commit, of what was given to make it."""
    return {
        "id": identifier, "node_id": f"SC_{identifier}", "url": f"{API}/repos/{where}/statuses/{sha}",
        "avatar_url": creator["avatar_url"], "state": given["state"], "context": given.get("context", "default"),
        "description": given.get("description"), "target_url": given.get("target_url"), "creator": creator,
        "created_at": at, "updated_at": at,
    }  # fmt: skip


def _urls(url: str, plain: tuple[str, ...], templates: tuple[str, ...]) -> Json:
    """The addresses of what belongs to something; some are templates, as `…/gists{/gist_id}`."""
    told = {f"{name}_url": f"{url}/{name}" for name in plain}
    return told | {f"{name}_url": f"{url}/{name}{{/name}}" for name in templates}
