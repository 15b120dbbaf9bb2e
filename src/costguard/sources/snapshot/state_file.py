"""Puts Terraform states beside the other inventories that lie in files."""

from collections.abc import Iterator
from typing import Final

import pyarrow as pa

from costguard.sources.snapshot.contents import Contents
from costguard.sources.snapshot.given import Given
from costguard.sources.snapshot.json_records import document
from costguard.sources.snapshot.tally import Tally
from costguard.sources.terraform_state.read import SOURCE as STATE_SOURCE
from costguard.sources.terraform_state.read import State, read_state
from costguard.tables.inventory import batches_of

SOURCE: Final = STATE_SOURCE


def read_states(files: tuple[Given, ...]) -> Contents:
    """The resources of Terraform states, raw or as `terraform show -json` prints them."""
    states = tuple(read_state(document(file), file.name) for file in files)
    deposed = sum(state.deposed for state in states)
    versions = sorted({state.terraform_version for state in states} - {""})

    def batches(tally: Tally) -> Iterator[pa.RecordBatch]:
        yield from map(tally.add, batches_of(item for state in states for item in state.items()))

    notes = (note for state in states for note in _notes(state))
    return Contents(
        SOURCE,
        (batches,),
        notes=(*notes, *_deposed_note(deposed)),
        rows=sum(state.count for state in states),
        terraform_version=", ".join(versions),
        # Two states may give two resources one address.
        is_compared=False,
    )


def _deposed_note(deposed: int) -> tuple[str, ...]:
    if not deposed:
        return ()
    which = "1 deposed object is" if deposed == 1 else f"{deposed:,} deposed objects are"
    return (f"{which} left out: Terraform has replaced such and not yet destroyed them; `terraform apply` does",)


def _notes(state: State) -> Iterator[str]:
    if state.elsewhere:
        named = ", ".join(f"{provider} ({number:,})" for provider, number in sorted(state.elsewhere.items()))
        yield f"resources of these providers are in no cloud that costguard judges: {named}"
