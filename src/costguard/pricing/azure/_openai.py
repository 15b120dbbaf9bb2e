"""What an Azure OpenAI deployment is: its model and version, where it runs, and how it bills."""

from decimal import Decimal
from typing import Final, NamedTuple

from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

TABLE: Final = "openai"
EMBEDDING: Final = "text-embedding-"
BASE_MODELS: Final = ("babbage-002", "davinci-002")
TUNED_MODELS: Final = (*BASE_MODELS, "gpt-35-turbo")
TEXT_TOKENS: Final = (
    ("Text input", "input", "monthly_language_input_tokens"),
    ("Text output", "output", "monthly_language_output_tokens"),
    ("Cached text input", "cached", "monthly_language_cached_input_tokens"),
)
FILE_SEARCH: Final = (
    ("File search tool calls", "1k calls", "file-search/calls", "monthly_file_search_tool_calls", 1_000),
    ("File search vector storage", "GB", "file-search/storage", "monthly_file_search_storage_gb", 1),
)
TUNING: Final = (
    ("training", "hours", "monthly_fine_tuning_training_hours", 1),
    ("hosting", "hours", "monthly_fine_tuning_hosting_hours", 1),
    ("input", "1K tokens", "monthly_fine_tuning_input_tokens", 1_000),
    ("output", "1K tokens", "monthly_fine_tuning_output_tokens", 1_000),
)
_STANDARD: Final = ("Standard", "1024x1024", "monthly_standard_1024_1024_images")
IMAGES: Final = {
    "dall-e-2": (_STANDARD,),
    "dall-e-3": (
        _STANDARD,
        ("Standard", "1024x1792", "monthly_standard_1024_1792_images"),
        ("HD", "1024x1024", "monthly_hd_1024_1024_images"),
        ("HD", "1024x1792", "monthly_hd_1024_1792_images"),
    ),
}

_LANGUAGE: Final = ("gpt-", "o1", "o3", "o4", "codex", "computer-use")
_NOT_LANGUAGE: Final = ("gpt-image", "gpt-4o-transcribe", "gpt-4o-mini-transcribe", "gpt-4o-mini-tts")
_SPEECH: Final = ("whisper", "tts", "tts-hd")
# Versions whose price is not that of the model's others, by their own item.
_VERSIONS: Final = {
    ("gpt-4o", "2024-05-13"): "gpt-4o/2024-05-13",
    ("gpt-4", "0125-preview"): "gpt-4-turbo",
    ("gpt-4", "1106-preview"): "gpt-4-turbo",
    ("gpt-4", "vision-preview"): "gpt-4-turbo",
    ("gpt-4", "turbo-2024-04-09"): "gpt-4-turbo",
    ("gpt-35-turbo", "1106"): "gpt-35-turbo/1106",
    ("gpt-35-turbo", "0613"): "gpt-35-turbo/0613",
    ("gpt-35-turbo", "0301"): "gpt-35-turbo/0613",
    ("gpt-4o-realtime-preview", "2024-10-01"): "gpt-4o-realtime-preview/2024-10-01",
}
# Items whose input is never cached.
_UNCACHED: Final = (
    "gpt-4o/2024-05-13", "gpt-4", "gpt-4-32k", "gpt-4-turbo", "gpt-35-turbo", "gpt-35-turbo/1106",
    "gpt-35-turbo/0613", "gpt-35-turbo-16k", "gpt-4o-audio-preview", "gpt-4o-mini-audio-preview",
    "computer-use-preview",
)  # fmt: skip
_BATCH: Final = Decimal("0.5")  # batches cost half (Azure OpenAI pricing page, 2025-01)
# Where the tokens are worked, and the factor, by the name of the deployment's SKU.
_SCOPES: Final = {
    "standard": ("regional", Decimal(1)),
    "globalstandard": ("global", Decimal(1)),
    "datazonestandard": ("datazone", Decimal(1)),
    "globalbatch": ("global", _BATCH),
    "datazonebatch": ("datazone", _BATCH),
    "provisionedmanaged": ("regional", Decimal(1)),
    "globalprovisionedmanaged": ("global", Decimal(1)),
    "datazoneprovisionedmanaged": ("datazone", Decimal(1)),
}


class Deployment(NamedTuple):
    """A model in a region; `factor` is what its way of billing makes of a token's price."""

    model: str
    version: str
    scope: str
    factor: Decimal
    is_provisioned: bool
    region: str


def deployment_of(subject: Subject) -> Deployment:
    """What is deployed. Raises NotKnown for other vendors' models, and where the account's region is not known."""
    maker = subject.text("model.format", "OpenAI")
    if maker.lower() != "openai":
        raise NotKnown(f"the price book holds no models of {maker}")
    # azurerm 3 called the SKU a scale.
    sku = subject.text("sku.name", subject.text("scale.type", "Standard")).lower()
    if sku not in _SCOPES:
        raise NotKnown(f"the price book holds no deployments of the kind `{sku}`")
    scope, factor = _SCOPES[sku]
    accounts = subject.linked("cognitive_account_id", "azurerm_cognitive_account")
    region = accounts[0].region if accounts else subject.region
    version = subject.text("model.version", "").lower()
    return Deployment(subject.text("model.name"), version, scope, factor, "provisioned" in sku, region)


def priced_as(deployment: Deployment) -> str:
    """The item of the price book that a version bills as."""
    return _VERSIONS.get((deployment.model, deployment.version), deployment.model)


def is_language(model: str) -> bool:
    """Whether a model reads and writes text."""
    return model.startswith(_LANGUAGE) and not model.startswith(_NOT_LANGUAGE)


def is_audio(model: str) -> bool:
    """Whether a model also listens and speaks."""
    return is_language(model) and ("audio" in model or "realtime" in model)


def is_cached(deployment: Deployment) -> bool:
    """Whether text that was read before costs less."""
    return priced_as(deployment) not in _UNCACHED


def is_priced(model: str) -> bool:
    """Whether a model that is none of language bills by a line of its own."""
    return model in (*BASE_MODELS, *IMAGES, *_SPEECH) or model.startswith(EMBEDDING)


def used(subject: Subject, key: str, divisor: int) -> Decimal | None:
    """An amount of the usage file in the unit of its price."""
    told = subject.usage.number(key)
    return None if told is None else told / divisor
