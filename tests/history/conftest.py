"""Places for histories: a folder, and a PostgreSQL of the tests' own that listens on a Unix socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from costguard.history.place import Place, place_of

_NAMES = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """The folder of a running server's socket. `keeper` has to give a password there, `tester` none."""
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


@pytest.fixture
def database_url(postgres: Path) -> str:
    """Of a database that nothing is in."""
    return new_database(postgres)


@pytest.fixture
def server_place(database_url: str, tmp_path: Path) -> Place:
    """A new database, and a folder for the findings."""
    return place_of(database_url, str(tmp_path / "files"))


@pytest.fixture
def folder_place(tmp_path: Path) -> Place:
    return place_of(str(tmp_path / "history"))


@pytest.fixture(params=["folder", "postgresql"])
def place(request: pytest.FixtureRequest) -> Place:
    """Each kind of place in turn."""
    name = "folder_place" if request.param == "folder" else "server_place"
    found = request.getfixturevalue(name)
    assert isinstance(found, Place)
    return found


def new_database(postgres: Path) -> str:
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
