"""Runs git so that it only reads: no hook, pager, filter of output, prompt or network, whatever the repository says."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

import msgspec

from costguard.model.errors import BadInput, BadUsage

_TIMEOUT_S: Final = 120
# A repository's own settings may name programs (git-config(1), 2026-11); these are the ones that reading would start.
_SETTINGS: Final = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.untrackedCache=false",
    "protocol.allow=never",  # a partial clone would fetch what it lacks
    "safe.bareRepository=explicit",  # plain files of a change (HEAD, objects, refs) can be laid out as a repository
)
_ENVIRONMENT: Final = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",  # `refs/replace` puts other content in an object's place
    "LC_ALL": "C",
}
# Which settings hold is the reader's to say; which repository it is, and what is in it, is told by the folder alone.
_KEPT: Final = ("GIT_CONFIG_", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM")


class Answer(msgspec.Struct, frozen=True):
    """What git printed, and whether it did as it was asked."""

    is_good: bool
    out: bytes
    said: str

    @property
    def text(self) -> str:
        """The output as text, without the end of its line; names of files keep bytes that are no UTF-8."""
        return os.fsdecode(self.out).rstrip("\n")


def ask(folder: Path, *arguments: str, told: bytes = b"") -> Answer:
    """What git answers in a folder. Raises BadUsage where there is no git, BadInput where it does not end."""
    program = shutil.which("git")
    if program is None:
        raise BadUsage("there is no git here, which reads the trusted version of a policy; install it")
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    command = [program, "--no-pager", *settings, *arguments]
    try:
        ended = subprocess.run(  # noqa: S603  (a list of arguments, no shell)
            command, cwd=folder, input=told, capture_output=True, env=_environment(), timeout=_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BadInput(f"`git {arguments[0]}` did not end within {_TIMEOUT_S} s; run again") from error
    except OSError as error:
        raise BadUsage(f"git cannot run in `{folder}`: {error.strerror or 'unknown reason'}") from error
    return Answer(ended.returncode == 0, ended.stdout, ended.stderr.decode(errors="replace").strip())


def failed(arguments: str, answer: Answer) -> BadInput:
    """The error of a question that git should have answered."""
    last = answer.said.splitlines()[-1] if answer.said else "it does not say why"
    return BadInput(f"`git {arguments}` failed: {last}; check the clone with `git fsck`")


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith(_KEPT)}
    return {**kept, **_ENVIRONMENT}
