"""Real git repositories for tests, with authors and dates of their own, and no settings of this machine."""

import shutil
import subprocess
from pathlib import Path

import pytest

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
_SETTINGS = (
    "user.name=Ana", "user.email=ana@acme.example", "commit.gpgSign=false", "init.defaultBranch=main",
    "core.autocrlf=false", "protocol.file.allow=always", "advice.detachedHead=false",
)  # fmt: skip


def git(folder: Path, *arguments: str) -> str:
    """What git prints."""
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    ended = subprocess.run(["git", *settings, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def write(folder: Path, files: dict[str, str | None]) -> None:
    """Write files by path; None removes one."""
    for name, content in files.items():
        path = folder / name
        if content is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def commit(folder: Path, files: dict[str, str | None]) -> str:
    """Commit all that is in the folder, with these files; its hash."""
    write(folder, files)
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "-q", "--allow-empty", "-m", "a change")
    return git(folder, "rev-parse", "HEAD")


def new_repository(folder: Path, files: dict[str, str | None]) -> Path:
    """A repository with one commit on `main`."""
    folder.mkdir()
    git(folder, "init", "-q", "--initial-branch=main")
    commit(folder, files)
    return folder


def clone(origin: Path, folder: Path, *options: str) -> Path:
    """A clone, as a CI job has it: `origin/main` is the trusted branch."""
    git(origin.parent, "clone", "-q", *options, origin.as_uri(), str(folder))
    return folder
