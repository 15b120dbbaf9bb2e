"""Deployments of Azure OpenAI models: tokens, provisioned units, images, speech, fine-tuning and tools."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.azure import _openai as openai
from costguard.pricing.azure._openai import Deployment, deployment_of, used
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_THOUSAND: Final = 1_000
_MILLION: Final = 1_000_000
_HUNDRED: Final = 100


def language_tokens(subject: Subject) -> Iterator[Line]:
    """Text in and out by the token, or units of throughput that are provisioned."""
    deployment = deployment_of(subject)
    if not openai.is_language(deployment.model):
        if not openai.is_priced(deployment.model):
            raise NotKnown(f"the price book holds no model `{deployment.model}`")
        return
    if deployment.is_provisioned:
        name = f"Provisioned throughput units ({deployment.model})"
        yield hourly(name, _rate(deployment, f"ptu/{deployment.scope}")).times(subject.number("sku.capacity", 1))
        return
    for name, kind, key in openai.TEXT_TOKENS:
        if kind != "cached" or openai.is_cached(deployment):
            quantity = used(subject, key, _THOUSAND)
            yield by_use(f"{name} ({deployment.model})", "1K tokens", quantity, _token_rate(deployment, kind), key=key)


def audio_tokens(subject: Subject) -> Iterator[Line]:
    """Sound in and out of models that listen and speak."""
    deployment = deployment_of(subject)
    if openai.is_audio(deployment.model) and not deployment.is_provisioned:
        for direction in ("input", "output"):
            key = f"monthly_audio_{direction}_tokens"
            name = f"Audio {direction} tokens ({deployment.model})"
            rate = _token_rate(deployment, f"audio-{direction}")
            yield by_use(name, "1k tokens", used(subject, key, _THOUSAND), rate, key=key)


def tools(subject: Subject) -> Iterator[Line]:
    """Sessions of the code interpreter, and file search where it is used."""
    deployment = deployment_of(subject)
    if not openai.is_language(deployment.model):
        return
    key = "monthly_code_interpreter_sessions"
    rate = _rate(deployment, "code-interpreter")
    yield by_use("Code interpreter sessions", "sessions", subject.usage.number(key), rate, key=key)
    for name, unit, item, key, divisor in openai.FILE_SEARCH:
        quantity = used(subject, key, divisor)
        if quantity is not None:
            yield by_use(name, unit, quantity, _rate(deployment, item), key=key)


def base_model(subject: Subject) -> Iterator[Line]:
    """Tokens of the models without instructions."""
    deployment = deployment_of(subject)
    if deployment.model in openai.BASE_MODELS:
        key = "monthly_base_model_tokens"
        name = f"Base model tokens ({deployment.model})"
        rate = _rate(deployment, f"base/{deployment.model}")
        yield by_use(name, "1K tokens", used(subject, key, _THOUSAND), rate, key=key)


def fine_tuning(subject: Subject) -> Iterator[Line]:
    """Training, hosting and use of a model of one's own."""
    deployment = deployment_of(subject)
    if deployment.model not in openai.TUNED_MODELS:
        return
    for kind, unit, key, divisor in openai.TUNING:
        rate = _rate(deployment, f"tuning/{deployment.model}/{kind}")
        yield by_use(f"Fine tuning {kind} ({deployment.model})", unit, used(subject, key, divisor), rate, key=key)


def images(subject: Subject) -> Iterator[Line]:
    """Pictures, by size and quality."""
    deployment = deployment_of(subject)
    for quality, size, key in openai.IMAGES.get(deployment.model, ()):
        item = f"image/{deployment.model}/{quality.lower()}-{size.rpartition('x')[2]}"
        name = f"{quality} {size} images ({deployment.model})"
        yield by_use(name, "100 images", used(subject, key, _HUNDRED), _rate(deployment, item), key=key)


def embeddings(subject: Subject) -> Iterator[Line]:
    """Tokens that become vectors."""
    deployment = deployment_of(subject)
    if deployment.model.startswith(openai.EMBEDDING):
        key = "monthly_text_embedding_tokens"
        name = f"Text embeddings ({deployment.model})"
        rate = _rate(deployment, f"embedding/{deployment.model}")
        yield by_use(name, "1K tokens", used(subject, key, _THOUSAND), rate, key=key)


def speech(subject: Subject) -> Iterator[Line]:
    """Speech to text by the hour, text to speech by the character."""
    deployment = deployment_of(subject)
    rate = _rate(deployment, f"speech/{deployment.model}")
    name = f"Text to speech ({deployment.model})"
    if deployment.model == "whisper":
        key = "monthly_text_to_speech_hours"
        yield by_use(name, "hours", subject.usage.number(key), rate, key=key)
    elif deployment.model in ("tts", "tts-hd"):
        key = "monthly_text_to_speech_characters"
        yield by_use(name, "1M characters", used(subject, key, _MILLION), rate, key=key)


def _token_rate(deployment: Deployment, kind: str) -> Rate:
    item = f"{deployment.scope}/{openai.priced_as(deployment)}/{kind}"
    return Rate(openai.TABLE, item, deployment.factor, deployment.region)


def _rate(deployment: Deployment, item: str) -> Rate:
    return Rate(openai.TABLE, item, region=deployment.region)


MODELS: Final[Models] = {
    "azurerm_cognitive_deployment": (
        language_tokens, audio_tokens, tools, base_model, fine_tuning, images, embeddings, speech,
    ),
}  # fmt: skip
