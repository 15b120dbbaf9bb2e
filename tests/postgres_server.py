"""A PostgreSQL of the tests' own, which listens on a Unix socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

_NAMES = count(1)


@contextmanager
def serve_postgres() -> Iterator[Path]:
    """Serve until the end of the block; gives the socket's folder. `keeper` needs a password there, `tester` none.

    Skips the test where PostgreSQL's programs are not on the machine.
    """
    programs = _programs()
    user = _server_user()
    folder = Path(tempfile.mkdtemp(prefix="cg-pg-", dir="/tmp"))  # a socket's path has to be short
    try:
        if user is not None:
            shutil.chown(folder, user)
        _run(
            [programs / "initdb", "-D", folder / "data", "-U", "tester", "-A", "trust", "-N", "-E", "UTF8"],
            user,
            folder,
        )
        (folder / "data" / "pg_hba.conf").write_text(
            "local all keeper scram-sha-256\nlocal all all trust\n", encoding="utf-8"
        )
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        _run(
            [programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", options, "-w", "start"],
            user,
            folder,
        )
        try:
            yield folder
        finally:
            _run([programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop"], user, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(postgres: Path) -> str:
    """The URL of a database that nothing is in."""
    import psycopg

    name = f"history_{next(_NAMES)}"
    with psycopg.connect(host=str(postgres), user="tester", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    return f"postgresql://tester@/{name}?host={postgres}"


def _programs() -> Path:
    found = [Path(each).parent for each in [shutil.which("pg_ctl")] if each]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in found:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    pytest.skip("PostgreSQL's programs are not on this machine")


def _server_user() -> str | None:
    """PostgreSQL does not run as root; then it runs as one who may do little."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in names:
            return name
    pytest.skip("PostgreSQL does not run as root, and there is no other user")


def _run(command: list[object], user: str | None, folder: Path) -> None:
    words = [str(word) for word in command]
    with (folder.parent / f"{folder.name}.out").open("w+") as said:  # no pipe: the server would hold it open
        try:
            subprocess.run(
                words, user=user, extra_groups=[] if user else None, cwd=folder, stdout=said, stderr=said, check=True
            )
        except subprocess.CalledProcessError:
            said.seek(0)
            pytest.fail(f"{words[0]}: {said.read()}")
        finally:
            Path(said.name).unlink()
