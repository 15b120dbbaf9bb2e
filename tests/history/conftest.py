"""Places for histories: a folder, and a database of a server of the tests' own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres_server import new_database, serve_postgres

from costguard.history.place import Place, place_of


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """The folder of a running server's socket."""
    with serve_postgres() as folder:
        yield folder


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
