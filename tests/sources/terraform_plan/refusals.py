"""How an input was refused: in one sentence, without the name of its file."""

import re

import pytest
from plan_builder import read

from costguard.model.errors import BadInput


def refusal(document):
    """The one sentence with which an input is refused, with the file's name cut off."""
    with pytest.raises(BadInput) as caught:
        tuple(read(document).resources())
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    return re.sub(r"/\S*\.json", "FILE", sentence)
