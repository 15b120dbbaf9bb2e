"""Where a history may be kept, and what is said where it may not: one sentence, and never a password."""

import sqlite3
import subprocess
import sys

import pytest
from made_audits import Fault, audited, read, start

from costguard.history.database import writing
from costguard.history.place import place_of
from costguard.history.query import runs
from costguard.history.record import begin
from costguard.history.tables import METADATA
from costguard.history.upgrade import REVISIONS, VERSION_TABLE
from costguard.model.errors import BadUsage

SECRET = "s3cr3t/ö@1"  # noqa: S105  (a test's)
ENCODED = "s3cr3t%2F%C3%B6%401"


def said(act, *given) -> str:
    with pytest.raises(BadUsage) as caught:
        act(*given)
    text = str(caught.value)
    assert "\n" not in text
    assert "s3cr3t" not in text
    assert caught.value.__cause__ is None
    return text


def test_a_folder_holds_the_database_and_the_findings(tmp_path):
    place = place_of(str(tmp_path / "h"))
    audited(place, tmp_path, [Fault()], [read()])
    names = sorted(str(path.relative_to(tmp_path / "h")) for path in (tmp_path / "h").rglob("*"))
    assert names == ["findings", "findings/lives-1.parquet", "findings/run-1.parquet", "history.db"]


def test_naming_a_place_makes_nothing(tmp_path):
    place_of(str(tmp_path / "h"))
    assert list(tmp_path.iterdir()) == []


def test_a_server_needs_a_folder_for_the_findings():
    assert "--history-files DIR" in said(place_of, f"postgresql://u:{ENCODED}@db.example.com/costs")


@pytest.mark.parametrize("url", ["mysql://u:s3cr3t@h/d", "sqlite:///x.db", "https://x"])
def test_other_databases_are_refused(url):
    assert "in a folder or in PostgreSQL" in said(place_of, url, "files")


def test_no_place_is_refused():
    assert "no place" in said(place_of, " ")


@pytest.mark.parametrize("password", ["s3cr3t/x", "1/s3cr3t", "1?s3cr3t=s3cr3t", "s3cr3t#", "1#s3cr3t", "1?s3cr3t"])
def test_a_password_that_is_not_encoded_is_said_without_it(password):
    assert "percent-encoded" in said(place_of, f"postgresql://u:{password}@h/d", "files")


def test_a_library_that_is_missing_is_named(monkeypatch):
    monkeypatch.setattr("costguard.history.place.find_spec", lambda name: None if name == "duckdb" else name)
    assert said(place_of, "folder") == "keeping a history needs duckdb: pip install 'costguard-engine[audit]'"


def test_nothing_heavy_is_loaded_before_it_is_needed():
    script = (
        "import sys, costguard.history.record, costguard.history.query, costguard.history.prune;"
        "print([name for name in ('sqlalchemy', 'alembic', 'duckdb', 'pyarrow', 'psycopg') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_options_of_the_url_reach_the_server(database_url, tmp_path):
    place = place_of(database_url + "&application_name=nightly&sslmode=disable", str(tmp_path / "files"))
    with writing(place) as connection:
        assert connection.exec_driver_sql("SHOW application_name").scalar_one() == "nightly"


def test_an_option_that_there_is_not_is_said(database_url, tmp_path):
    place = place_of(database_url + "&colour=red", str(tmp_path / "files"))
    assert "colour" in said(begin, place, start())


def test_a_place_never_shows_its_password():
    place = place_of(f"postgresql://u:{ENCODED}@db.example.com:5433/costs?sslmode=require", "files")
    assert place.database.password == SECRET
    assert str(place) == "PostgreSQL at db.example.com, database costs"
    assert "s3cr3t" not in repr(place)
    assert "s3cr3t" not in repr(place.database.__rich_repr__())


def test_reading_where_nothing_is_makes_nothing(tmp_path):
    assert "there is no history" in said(runs, place_of(str(tmp_path / "h")))
    assert not (tmp_path / "h").exists()


def test_a_file_is_no_place(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert "give a folder that can be written" in said(begin, place_of(str(tmp_path / "file")), start())


def test_a_folder_that_cannot_be_made_is_no_place():
    assert "give a folder that can be written" in said(begin, place_of("/proc/costguard/history"), start())


def test_another_program_s_database_is_no_place(tmp_path):
    (tmp_path / "history.db").write_text("this is no database, but long enough to be one" * 30, encoding="utf-8")
    assert "no history of costguard" in said(begin, place_of(str(tmp_path)), start())


def test_a_newer_history_is_left_alone(place, tmp_path):
    audited(place, tmp_path, [Fault()], [read()])
    with writing(place) as connection:
        connection.exec_driver_sql("UPDATE costguard_history_version SET version_num = '9999'")
    assert "written by a newer costguard" in said(runs, place)
    assert "upgrade costguard" in said(begin, place, start())


def test_a_history_without_tables_is_made_by_the_migrations_and_as_the_tables_say(place):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with writing(place) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_revision() == REVISIONS[-1]


def test_every_revision_is_known_in_its_order():
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "costguard.history:migrations")
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(script.revision for script in reversed(list(scripts))) == REVISIONS


def test_an_empty_database_becomes_a_history_when_one_is_begun(tmp_path):
    sqlite3.connect(tmp_path / "history.db").close()
    place = place_of(str(tmp_path))
    assert "there is no history" in said(runs, place)
    assert begin(place, start()) == 1


def test_what_another_program_keeps_in_the_same_database_stays(server_place):
    from costguard.history.database import _engine

    with _engine(server_place, is_writing=True) as engine, engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num text)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('theirs')")
    begin(server_place, start())
    with writing(server_place) as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == "theirs"


def test_a_wrong_password_is_said_without_it(postgres, tmp_path):
    import psycopg

    with psycopg.connect(host=str(postgres), user="tester", dbname="postgres", autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS keeper")
        connection.execute("CREATE ROLE keeper LOGIN PASSWORD 'right'")
    url = f"postgresql://keeper:{ENCODED}@/postgres?host={postgres}"
    text = said(begin, place_of(url, str(tmp_path / "files")), start())
    assert text == (
        f"PostgreSQL at {postgres}, database postgres refuses the user or the password; "
        "check the URL, PGPASSWORD, or libpq's password file"
    )


def test_a_database_that_is_not_there_is_said(postgres, tmp_path):
    place = place_of(f"postgresql://tester@/nowhere?host={postgres}", str(tmp_path / "files"))
    assert "database nowhere does not exist; create it" in said(begin, place, start())


def test_a_server_that_is_not_there_is_said(tmp_path):
    place = place_of(f"postgresql://u:{ENCODED}@/d?host={tmp_path}", str(tmp_path / "files"))
    assert "cannot be used: " in said(begin, place, start())


def test_a_server_that_ends_the_connection_half_way_is_to_be_tried_again(server_place, postgres):
    import psycopg

    begin(server_place, start())

    def cut_off() -> None:
        with writing(server_place) as connection:
            own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            with psycopg.connect(host=str(postgres), user="tester", dbname="postgres", autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s, 10000)", (own,))
            connection.exec_driver_sql("SELECT 1")

    text = said(cut_off)
    assert "cannot be used: " in text
    assert text.endswith("; try again, and check the URL if that fails too")
