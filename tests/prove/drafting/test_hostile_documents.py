"""Documents with some part of them replaced by junk: a draft or one sentence, never a traceback."""

import copy
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.model.errors import BadInput
from costguard.policy.load import load
from costguard.prove.drafting.draft import draft
from costguard.prove.drafting.draft_yaml import draft_yaml
from costguard.prove.drafting.read_files import read_files

SAMPLES = Path(__file__).parent / "samples"
TODAY = date(2026, 11, 22)


def _sample(name: str) -> object:
    """A sample, without the envelope in which AWS writes the document as a text."""
    document = json.loads((SAMPLES / name).read_text())
    content = document.get("Policy", {}).get("Content") if isinstance(document, dict) else None
    return json.loads(content) if content else document


NAMES = ("tag_policy.json", "scp.json", "azure_definitions.json", "azure_initiative.json")
DOCUMENTS = {name: _sample(name) for name in NAMES}


def _paths(node: object, path: tuple = ()) -> Iterator[tuple]:
    yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from _paths(child, (*path, key))


def _replaced(document: object, path: tuple, junk: object) -> object:
    if not path:
        return junk
    document = copy.deepcopy(document)
    node = document
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = junk
    return document


PLACES = [(name, path) for name, document in DOCUMENTS.items() for path in _paths(document)]
TEXTS = st.sampled_from(["", "*", "${", "[", "[parameters('x')]", "[concat(", "tags", "é", "\ud800", "x" * 300, "\n"])
JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.one_of(TEXTS, st.just("value")), inner, max_size=2)
    ),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder for the documents and their draft."""
    return tmp_path_factory.mktemp("hostile")


@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=2))
def test_junk_anywhere_gives_a_draft_that_loads_or_one_sentence(here, changes):
    documents = dict(DOCUMENTS)
    for (name, path), junk in changes:
        documents[name] = _replaced(DOCUMENTS[name], path, junk)
    for name, document in documents.items():
        (here / name).write_text(json.dumps(document))
    try:
        reading = read_files([str(here / name) for name in documents])
    except BadInput:
        return
    (here / "costguard.yaml").write_text(draft_yaml(draft(reading, NAMES, TODAY)), encoding="utf-8")
    assert load([here / "costguard.yaml"], TODAY).taxonomy
