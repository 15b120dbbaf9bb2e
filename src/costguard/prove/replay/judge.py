"""Puts a recorded request before the guardrails of its cloud."""

from collections.abc import Callable, Sequence
from functools import partial

from costguard.model.cloud import Cloud
from costguard.model.guardrail import Document
from costguard.prove.replay.judgement import Judgement, NotBound
from costguard.sources.audit_logs.recorded_request import RecordedRequest

_Own = Callable[[RecordedRequest], Judgement]


class Judge:
    """All guardrails, read once; those of a cloud when its first request comes."""

    def __init__(self, documents: Sequence[Document], management_account: str = "") -> None:
        self._documents = documents
        self._management_account = management_account
        self._own: dict[Cloud, _Own] = {}

    def __call__(self, request: RecordedRequest) -> Judgement:
        """What the guardrails say of the request. Raises BadInput where a document cannot be read."""
        own = self._own.get(request.cloud)
        if own is None:
            own = self._own[request.cloud] = self._judge_of(request.cloud)
        return own(request)

    def _judge_of(self, cloud: Cloud) -> _Own:
        documents = tuple(document for document in self._documents if document.kind.cloud is cloud)
        if not documents:
            return lambda _: NotBound("no guardrail of its cloud is at hand")
        match cloud:
            case Cloud.AWS:
                from costguard.prove.replay.aws import AwsJudge

                return AwsJudge(documents, self._management_account)
            case Cloud.AZURE:
                from costguard.prove.replay.azure import AzureJudge

                return AzureJudge(documents)
            case Cloud.GCP:
                from costguard.prove.replay.gcp import GcpJudge

                return GcpJudge(documents)
            case Cloud.OTHER:
                return partial(_of_no_cloud)


def _of_no_cloud(_: RecordedRequest) -> Judgement:
    return NotBound("no guardrail of its cloud is at hand")
