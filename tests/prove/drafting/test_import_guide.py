"""The guide of `costguard import` is true: its two documents give the draft that it shows."""

import re
from datetime import date
from pathlib import Path

from costguard.prove.drafting.draft import draft
from costguard.prove.drafting.draft_yaml import draft_yaml
from costguard.prove.drafting.read_files import read_files

GUIDE = Path(__file__).parents[3] / "docs" / "import.md"


def test_the_documents_of_the_guide_give_its_draft(tmp_path, monkeypatch):
    blocks = re.findall(r"^```(json|yaml)(?: (\S+))?\n(.*?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    documents = {name: text for language, name, text in blocks if language == "json"}
    shown = [text for language, _, text in blocks if language == "yaml"]
    monkeypatch.chdir(tmp_path)
    for name, text in documents.items():
        (tmp_path / name).write_text(text)
    files = tuple(documents)
    assert files == ("tags.json", "assignments.json")
    assert [draft_yaml(draft(read_files(files), files, date(2026, 11, 22)))] == shown
