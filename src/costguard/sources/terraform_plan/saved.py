"""Reads the binary plan that will be applied: Terraform itself shows it as JSON, since nobody else can read it."""

import hashlib
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Final

import msgspec

from costguard.model.errors import BadInput, BadUsage

PROGRAM_VARIABLE: Final = "COSTGUARD_TERRAFORM"
PROGRAMS: Final = ("terraform", "tofu")
# Showing the largest plans takes a minute or two; beyond this the program waits for something.
TIMEOUT_S: Final = 900
_ZIP_MAGIC: Final = b"PK\x03\x04"
# The part of a saved plan that holds the changes (Terraform's and OpenTofu's `planfile` package, 2026-06).
_PLAN_MEMBER: Final = "tfplan"
# What would change the command or fill its error output with logs, which may hold secrets; and what lets somebody
# speak for the job, which is no business of the providers that the change brings.
_UNWANTED_VARIABLES: Final = re.compile(
    r"TF_CLI_ARGS(_show)?|TF_LOG(_.*)?|G(ITHUB|H|ITLAB)_TOKEN|ACTIONS_(ID_TOKEN_REQUEST|RUNTIME)_.*|CI_JOB_(JWT|TOKEN).*"
    r"|COSTGUARD_.*TOKEN"
)
_TERMINAL_SEQUENCE: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_MAX_REASON_CHARACTERS: Final = 200
# How Terraform and OpenTofu say that `init` is missing (their `command` packages, 2026-06).
_NOT_INITIALISED: Final = re.compile(
    r"plugin schemas|Required plugins|lock file|Missing required provider|[Ii]nitialization required"
    r"|Could not load (plugin|the schema)|not installed"
)
# How both say that another version made the plan; what they call it is a name and a version.
_OTHER_VERSION: Final = re.compile(r"created by ((?:Terraform|OpenTofu) v?[0-9][0-9A-Za-z.-]*)")


class ShownPlan(msgspec.Struct, frozen=True):
    """The JSON of a saved plan, and the digest (`sha256:…`) of the very file that it was shown from."""

    content: bytes
    digest: str


def plan_json(path: str, terraform: str | None = None) -> ShownPlan | None:
    """A saved plan, as `terraform show -json` writes it in the current folder; None for other files.

    The program is the one that `terraform` names, or `$COSTGUARD_TERRAFORM`, or the first of terraform and tofu on
    the PATH; it needs the providers that `terraform init` installs. Raises BadUsage where there is no such program,
    and BadInput where it fails, takes longer than 15 minutes, or the file changed while it was shown.
    """
    if not _is_saved_plan(path):
        return None
    program = _program(terraform)
    digest = sha256_of(path)
    shown = _show(program, path)
    if sha256_of(path) != digest:
        raise BadInput(f"{path} changed while it was read; plan into a file that nothing else writes, and try again")
    return ShownPlan(shown, digest)


def sha256_of(path: str) -> str:
    """The digest (`sha256:…`) of a file's bytes. Raises BadInput where it cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise BadInput(f"cannot read {path}: {reason}; name the plan that `terraform plan -out=FILE` saved") from error


def _is_saved_plan(path: str) -> bool:
    """Whether it is a zip that holds a plan; what cannot be opened is left to the reader of JSON to speak of."""
    try:
        with Path(path).open("rb") as file:
            if file.read(len(_ZIP_MAGIC)) != _ZIP_MAGIC:
                return False
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, ValueError):
        return False
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise BadInput(f"{path} starts like a saved plan but is cut or damaged; save the plan again") from error
    if _PLAN_MEMBER not in names:
        raise BadInput(f"{path} is a zip file, but no saved plan; name the file that `terraform plan -out=FILE` wrote")
    return True


def _program(named: str | None) -> str:
    wanted = named or os.environ.get(PROGRAM_VARIABLE)
    if wanted:
        found = shutil.which(wanted)
        if found is None:
            raise BadUsage(f"there is no program {wanted!r} that can be run; give --terraform the path of one")
        return found
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        raise BadUsage(
            "a saved plan is read by Terraform, and neither terraform nor tofu is on the PATH; install the one that "
            f"made the plan, or name it with --terraform or {PROGRAM_VARIABLE}"
        )
    return found


def _show(program: str, path: str) -> bytes:
    environment = {key: value for key, value in os.environ.items() if not _UNWANTED_VARIABLES.fullmatch(key)}
    environment |= {"TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1"}
    # An absolute path is never taken for an option.
    command = [program, "show", "-no-color", "-json", str(Path(path).absolute())]
    try:
        done = subprocess.run(  # noqa: S603 - the user's own program, no shell, and nothing of the plan in it
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=TIMEOUT_S
        )
    except subprocess.TimeoutExpired as error:
        raise BadInput(
            f"`{_name(program)} show` did not end within {TIMEOUT_S // 60} minutes; run it by hand"
        ) from error
    except OSError as error:
        raise BadUsage(f"{program} cannot be run ({error.strerror}); name another with --terraform") from error
    if done.returncode != 0:
        raise BadInput(_failure(program, path, done.stderr))
    return done.stdout


def _failure(program: str, path: str, stderr: bytes) -> str:
    lines = _lines(stderr.decode("utf-8", "replace"))
    text, name = " ".join(lines), _name(program)
    said = f"`{name} show` cannot read {path} ({_reason(lines)})"
    if other := _OTHER_VERSION.search(text):
        return f"{said}: it was made by {other[1]}; run that, or name it with --terraform"
    if _NOT_INITIALISED.search(text):
        return f"{said}; run `{name} init` in this folder first, so that the plan's providers are there"
    return f"{said}; run costguard in the folder where the plan was made, with the program that made it (--terraform)"


def _lines(text: str) -> list[str]:
    """What a program says, without colours, frames and what cannot be printed."""
    plain = _TERMINAL_SEQUENCE.sub("", text)
    lines = (" ".join(line.strip("╷│╵ \t").split()) for line in plain.splitlines())
    return ["".join(character for character in line if character.isprintable()) for line in lines if line]


def _reason(lines: list[str]) -> str:
    """The first error that the program names, else its first line; never more, since details may hold values."""
    said = next((line for line in lines if line.startswith("Error:")), next(iter(lines), "it does not say why"))
    reason = said.removeprefix("Error:").strip()
    return reason if len(reason) <= _MAX_REASON_CHARACTERS else f"{reason[:_MAX_REASON_CHARACTERS]}…"


def _name(program: str) -> str:
    return Path(program).name
