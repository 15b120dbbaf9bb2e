"""Signs and verifies with the reader's own ssh-keygen, so that the keys people have are the keys they approve with."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from costguard.approvals.allowed_signers import vouching_for
from costguard.model.errors import BadInput, BadUsage

NAMESPACE: Final = "costguard-approval@v1"
"""What a signature is for: one made for git, for a file or for another version of ours verifies as nothing here."""

_LONGEST_PRINCIPAL: Final = 256
# Pattern lists give these a meaning (ssh_config(5), PATTERNS), and a name is never a pattern.
_NOT_OF_A_NAME: Final = frozenset('*?!,"')
_VERIFYING_S: Final = 30
_SIGNING_S: Final = 300  # a person types a passphrase, or touches a key
# What ssh-keygen says, and how it reads after "has a signature …" (OpenSSH 9.2, 2026-11).
_REASONS: Final[Mapping[str, str]] = {
    "incorrect signature": "of other content: what it says was changed after it was signed",
    "namespace does not match": "made for another purpose than approvals",
    "not permitted for use in signature namespace": "of a key that the allowed signers keep for other purposes",
    "key has expired": "of a key that had expired",
    "not yet valid": "of a key that was not valid yet",
    "Couldn't parse signature": "that cannot be read",
    "certificate not authorized": "of a certificate that does not hold for this name and time",
    "Certificate": "of a certificate that does not hold for this name and time",
}


def sign(content: bytes, key: Path) -> str:
    """The armoured signature of the content by a private key, or by the agent's half of a public one.

    ssh-keygen asks for passphrases and touches by itself. Raises BadUsage where nothing was signed.
    """
    if not key.is_file():
        raise BadUsage(f"there is no key `{key}`; name a private key, or a public one whose private half ssh-agent has")
    with tempfile.TemporaryDirectory() as folder:
        # A file, for where its input is no terminal ssh-keygen does not ask for a passphrase there.
        path = Path(folder) / "approval.json"
        path.write_bytes(content)
        arguments = ("-q", "-Y", "sign", "-n", NAMESPACE, "-f", str(key.absolute()), str(path))
        try:
            ended = subprocess.run(_command(arguments), timeout=_SIGNING_S, check=False)  # noqa: S603  (no shell)
        except subprocess.TimeoutExpired as error:
            raise BadUsage(f"ssh-keygen did not sign within {_SIGNING_S} s; run again and unlock the key") from error
        signature = path.with_name("approval.json.sig")
        if ended.returncode or not signature.is_file():
            raise BadUsage(f"ssh-keygen could not sign with `{key}`; it says why above")
        return signature.read_text(encoding="ascii")


def verify(content: bytes, signature: str, principal: str, allowed_signers: Path, at: datetime) -> str:
    """Why the signature does not prove that `principal` signed the content by `at`, in words after "it"; else empty.

    Only lines that list the very name, and certificate authorities, vouch for it; times without a zone in the file
    are UTC. The words name no path, for reports repeat them. Raises BadUsage where there is no ssh-keygen, or the
    file cannot be read.
    """
    if why := why_no_principal(principal):
        return why
    vouching = vouching_for(principal, allowed_signers)
    if not vouching.lines:
        only = "only by a wildcard; list the name itself" if vouching.has_pattern else "by no line"
        return f"is signed as `{principal}`, for whom the allowed signers vouch {only}"
    with tempfile.TemporaryDirectory() as folder:
        signers, signed = Path(folder) / "allowed_signers", Path(folder) / "signature"
        signers.write_text(vouching.lines, encoding="utf-8")
        signed.write_text(signature, encoding="utf-8", errors="replace")
        said = _verified(content, principal, signers, signed, at)
    if said is None:
        return ""
    reason = next((words for mark, words in _REASONS.items() if mark in said), "")
    return f"has a signature {reason}" if reason else "is signed by no key that the allowed signers list for its name"


def why_no_principal(principal: str) -> str:
    """Why a text cannot name a signer, in words after "it"; empty where it can."""
    if not principal or principal != principal.strip() or len(principal) > _LONGEST_PRINCIPAL:
        return "names no signer"
    if principal.startswith(("-", "#")) or _NOT_OF_A_NAME & set(principal) or not principal.isprintable():
        return "is signed with a name that holds wildcards, commas, quotes or controls, or begins with `-` or `#`"
    return ""


def _verified(content: bytes, principal: str, signers: Path, signature: Path, at: datetime) -> str | None:
    """What ssh-keygen says against it; None where it agrees."""
    time = at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    arguments = ("-Y", "verify", "-n", NAMESPACE, "-I", principal, "-f", str(signers), "-s", str(signature))
    command = _command((*arguments, f"-Overify-time={time}"))
    # A time without a zone is one of the machine's zone: the same file means the same everywhere in UTC.
    environment = {**os.environ, "TZ": "UTC", "LC_ALL": "C"}
    try:
        ended = subprocess.run(  # noqa: S603  (a list of arguments, no shell)
            command, input=content, capture_output=True, env=environment, timeout=_VERIFYING_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BadInput(f"ssh-keygen did not verify a signature within {_VERIFYING_S} s; run again") from error
    return None if ended.returncode == 0 else ended.stderr.decode(errors="replace")


def _command(arguments: Sequence[str]) -> tuple[str, ...]:
    program = shutil.which("ssh-keygen")
    if program is None:
        raise BadUsage("there is no ssh-keygen here, which signs and verifies records; install OpenSSH 8.9 or newer")
    return (program, *arguments)
