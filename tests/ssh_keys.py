"""Keys of the real ssh-keygen, and the lines by which allowed signers vouch for them."""

import shutil
import subprocess
from pathlib import Path

import pytest

needs_ssh_keygen = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="there is no ssh-keygen here")


def make_key(folder: Path, name: str, kind: str = "ed25519", passphrase: str = "") -> Path:
    """A new private key; its public half lies beside it."""
    key = folder / name
    bits = ("-b", "2048") if kind == "rsa" else ()
    subprocess.run(["ssh-keygen", "-q", "-t", kind, *bits, "-N", passphrase, "-C", name, "-f", key], check=True)
    return key


def vouch(principals: str, key: Path, options: str = "") -> str:
    """A line of allowed signers for the key."""
    public = key.with_name(f"{key.name}.pub").read_text().split()
    return f"{principals} {options + ' ' if options else ''}{public[0]} {public[1]}\n"
