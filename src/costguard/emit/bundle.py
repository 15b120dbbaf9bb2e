"""Everything that was written for a policy: the documents, what they cover, and what no document can say."""

import msgspec

from costguard.emit.demand import Demand
from costguard.model.guardrail import Coverage, Document, Gap


class Emitted(msgspec.Struct, frozen=True):
    """What one cloud's emitter wrote. `demands` are what the documents are proved against."""

    documents: tuple[Document, ...] = ()
    demands: tuple[Demand, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    gaps: tuple[Gap, ...] = ()
