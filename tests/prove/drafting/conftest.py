"""Documents as tests write them: data in, what was read of it out."""

import json
from collections.abc import Callable

import pytest

from costguard.prove.drafting.documents import Written
from costguard.prove.drafting.mention import Place, Reading
from costguard.prove.drafting.read_files import read_files


@pytest.fixture
def written() -> Callable[..., Written]:
    """A document that stands in a file of that name."""

    def write(body: dict, file: str = "a.json") -> Written:
        return Written(Place(file), body)

    return write


@pytest.fixture
def read(tmp_path, monkeypatch) -> Callable[..., Reading]:
    """What is read of documents that stand in files `1.json`, `2.json`, …"""
    monkeypatch.chdir(tmp_path)

    def read_them(*documents: object) -> Reading:
        names = [f"{number}.json" for number, _ in enumerate(documents, start=1)]
        for name, document in zip(names, documents, strict=True):
            (tmp_path / name).write_text(json.dumps(document))
        return read_files(names)

    return read_them
