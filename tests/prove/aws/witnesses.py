"""Hands the witnesses of a proof to the independent simulator of IAM."""

from collections.abc import Mapping, Sequence

from simulator import authorisations

from costguard.emit.demand import Demand
from costguard.model.guardrail import Document, Proof, Request, Witness
from costguard.prove.aws.questions import Call, calls
from costguard.prove.aws.scp_document import read_scp
from costguard.prove.tags import OTHER_KEY

Asked = tuple[Sequence[Document], Sequence[dict[str, object]]]


def calls_of(documents: Sequence[Document], demands: Sequence[Demand], exempt: tuple[str, ...] = ()) -> dict[str, Call]:
    """Every call that the demands or the documents speak of, by its label."""
    statements = [each for document in documents for each in read_scp(document.text, document.path)]
    return {call.question.label: call for call in calls(statements, demands, exempt)}


def variables_of(request: Request, call: Call) -> dict[str, str]:
    """A request's tags and values as the variables of a call; a key that nobody names is the other one."""
    tags = {key: value for key, value in request.tags.items() if key.lower() in call.question.tags.keys}
    spelled = {f"spelling of tag {key.lower()}": key for key in tags}
    values = {f"value of tag {key.lower()}": value for key, value in tags.items()}
    other = next((key for key in request.tags if key not in tags), "")
    return {**request.values, **spelled, **values, OTHER_KEY: other}


def asked_of(
    documents: Sequence[Document],
    demands: Sequence[Demand],
    request: Request,
    beside: Mapping[str, object] | None = None,
) -> Asked:
    """The authorisations of a request, `beside` being context that no variable tells."""
    call = calls_of(documents, demands)[request.operation]
    found = authorisations(call.contexts, variables_of(request, call))
    return documents, [{**each, "context": {**each["context"], **(beside or {})}} for each in found]


def witnesses_of(proofs: Sequence[Proof]) -> list[tuple[Witness, bool]]:
    """Every witness, and whether documents deny it as the proof has it: leaks they let through."""
    leaks = [(proof.leak, False) for proof in proofs if proof.leak is not None]
    return leaks + [(proof.over_block, True) for proof in proofs if proof.over_block is not None]
