"""Carries out what pages show: their commands in one folder, in their order, and their files beside them.

`COSTGUARD_REGENERATE=1 pytest tests/docs` writes anew what commands print; read it before you commit.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

# ```language path, and what stands in the block
BLOCK = re.compile(r"^```(?P<language>\w+)(?: (?P<path>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
# A command, with the lines that continue it as a shell asks for them.
_COMMAND = re.compile(r"^\$ (.*(?:\n> .*)*)", re.MULTILINE)


class Ran:
    """The folder in which a page's blocks were carried out in their order."""

    def __init__(self, page: Path, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.wrong_excerpts: list[str] = []
        self.shown: list[str] = []
        self.printed: list[str] = []
        for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
            self._carry_out(block["language"], block["path"], block["text"])

    def _carry_out(self, language: str, path: str | None, text: str) -> None:
        if language == "console":
            self.shown.append(text)
            self.printed.append("".join(_printed(command, self.folder) for command in _COMMAND.findall(text)))
        elif path is not None and not (self.folder / path).exists():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_text(text, encoding="utf-8")
        elif path is not None and not _is_in(text, language, (self.folder / path).read_text(encoding="utf-8")):
            self.wrong_excerpts.append(path)


def require_what_is_shown(ran: Ran) -> None:
    """Require that commands print what the page shows, or write it anew where that was asked for."""
    assert ran.shown
    if os.environ.get("COSTGUARD_REGENERATE"):
        _regenerate(ran.page, ran.shown, ran.printed)
    else:
        assert ran.printed == ran.shown


def _printed(command: str, folder: Path) -> str:
    """The command as a page shows it, with what it prints."""
    executables = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": executables, "NO_COLOR": "1", "COLUMNS": "80"}
    typed = re.sub(r"^> ", "", command, flags=re.MULTILINE)
    ran = subprocess.run(["sh", "-c", typed], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return f"$ {command}\n{ran.stdout.rstrip()}{ran.stderr.rstrip()}".rstrip() + "\n"


def _is_in(excerpt: str, language: str, whole: str) -> bool:
    """Whether a file holds the excerpt: as a statement where it is JSON, else word for word."""
    if language == "json":
        return json.loads(excerpt) in json.loads(whole)["Statement"]
    return excerpt in whole


def _regenerate(page: Path, shown: list[str], printed: list[str]) -> None:
    text = page.read_text(encoding="utf-8")
    for before, after in zip(shown, printed, strict=True):
        text = text.replace(f"```console\n{before}```", f"```console\n{after}```", 1)
    page.write_text(text, encoding="utf-8")
