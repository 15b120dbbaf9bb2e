"""How the story is told, and how it runs programs: a command that answers otherwise than it should ends it."""

import os
import re
import shlex
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Final

WIDTH: Final = 100
_STEPS: Final = count(1)


class StoryBroke(Exception):
    """A step answered otherwise than it should."""


def costguard(expected: int, arguments: tuple[str, ...], folder: Path, variables: Mapping[str, str]) -> str:
    """Tell what is run, run it, and give what it prints. Raises StoryBroke where it exits otherwise than expected."""
    print(textwrap.indent(_typed(("costguard", *arguments)), "   "))
    ended = subprocess.run(
        [sys.executable, "-m", "costguard", *arguments],
        cwd=folder, env=_environment(variables), capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    printed = f"{ended.stdout}{ended.stderr}".rstrip()
    if ended.returncode != expected:
        raise StoryBroke(f"it exits {ended.returncode} where {expected} was expected\n{printed}")
    if expected:
        say(f"exits {expected}")
    return printed


def run_tool(folder: Path, *command: str) -> str:
    """What git or ssh-keygen prints. Raises StoryBroke where it fails or is not there."""
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    try:
        ended = subprocess.run(
            command, cwd=folder, env={**os.environ, **settings}, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise StoryBroke(f"there is no {command[0]} here; install it") from error
    if ended.returncode != 0:
        raise StoryBroke(f"`{shlex.join(command)}` failed: {ended.stderr.strip()}")
    return ended.stdout.strip()


def step(title: str) -> None:
    """Open a step of the story."""
    print(f"\n{next(_STEPS)}. {title}")


def say(text: str) -> None:
    """Tell something in plain words."""
    print(textwrap.fill(" ".join(text.split()), WIDTH, initial_indent="   ", subsequent_indent="   "))


def quote(text: str) -> None:
    """Show what a program or a person said."""
    for line in text.splitlines():
        print(textwrap.fill(line, WIDTH, initial_indent="   | ", subsequent_indent="   |   ", break_long_words=False))


def plain(line: str) -> str:
    """A line of Markdown as it reads."""
    return re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", line).replace("**", "").replace("`", "")


def _typed(command: tuple[str, ...]) -> str:
    """A command as one would type it, on as many lines as it takes."""
    words = textwrap.wrap(shlex.join(command), WIDTH - 6, break_long_words=False, break_on_hyphens=False)
    return "$ " + " \\\n    ".join(words)


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables of a CI job: this machine's, without what it says of a forge of its own."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "GH_", "COSTGUARD_"))}
    return {**own, "NO_COLOR": "1", "COLUMNS": str(WIDTH), **variables}
