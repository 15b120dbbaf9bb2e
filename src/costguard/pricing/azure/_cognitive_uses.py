"""The uses of Azure AI services: each one's line, item of the price book and usage key."""

from typing import Final, NamedTuple

from costguard.pricing.lines import TIER

_THOUSAND: Final = 1_000
_MILLION: Final = 1_000_000


class Use(NamedTuple):
    """One use. `committed_as` is the usage key of a commitment to it, without its beginning."""

    name: str
    unit: str
    item: str
    key: str
    divisor: int = 1
    committed_as: str = ""


class Commitment(NamedTuple):
    """An amount that can be committed to, by its keys without their beginning."""

    name: str
    unit: str
    item: str
    key: str
    overage_key: str
    divisor: int = 1
    names_overage_after_commitment: bool = True

    def overage_words(self, words: str) -> str:
        """How the bill calls what goes beyond it: of speech without the word commitment, as the field does."""
        if self.names_overage_after_commitment:
            return f"{words} overage"
        return words.replace("commitment", "overage")


def _hours(name: str, item: str, key: str, committed_as: str = "") -> Use:
    return Use(name, "hours", f"speech/{item}", f"monthly_{key}", 1, committed_as)


def _chars(name: str, item: str, key: str, committed_as: str = "") -> Use:
    return Use(name, "1M chars", f"speech/{item}", f"monthly_text_to_speech_{key}", _MILLION, committed_as)


def _records(name: str, item: str, key: str, committed_as: str = "") -> Use:
    return Use(name, "1K records", f"language/{item}", f"monthly_language_{key}_records", _THOUSAND, committed_as)


SPEECH: Final = (
    _hours("Speech to text", "stt", "speech_to_text_standard_hrs", "speech_to_text_standard_hrs"),
    _hours("Speech to text batch", "stt-batch", "speech_to_text_standard_batch_hrs"),
    _hours("Speech to text custom model", "stt-custom", "speech_to_text_custom_hrs", "speech_to_text_custom_hrs"),
    _hours("Speech to text custom model batch", "stt-custom-batch", "speech_to_text_custom_batch_hrs"),
    _hours("Speech to text custom endpoint hosting", "stt-endpoint", "speech_to_text_custom_endpoint_hrs"),
    _hours("Speech to text custom training", "stt-training", "speech_to_text_custom_training_hrs"),
    _hours(
        "Speech to text enhanced add-ons", "stt-addons", "speech_to_text_enhanced_add_ons_hrs",
        "speech_to_text_enhanced_add_ons_hrs",
    ),
    _hours(
        "Speech to text conversation transcription multi-channel audio", "stt-multichannel",
        "speech_to_text_conversation_transcription_multi_channel_audio_hrs",
    ),
    _chars("Text to speech neural", "tts-neural", "neural_chars", "text_to_speech_neural_commitment_chars"),
    _hours(
        "Text to speech custom neural training", "tts-custom-training", "text_to_speech_custom_neural_training_hrs"
    ),
    _chars("Text to speech custom neural", "tts-custom", "custom_neural_chars"),
    _hours(
        "Text to speech custom neural endpoint hosting", "tts-endpoint", "text_to_speech_custom_neural_endpoint_hrs"
    ),
    _chars("Text to speech long audio", "tts-long", "long_audio_chars"),
    Use(
        "Text to speech personal voice profiles", "1K profiles", "speech/personal-profiles",
        "monthly_text_to_speech_personal_voice_profiles", _THOUSAND,
    ),
    _chars("Text to speech personal voice characters", "tts-personal", "personal_voice_chars"),
    _hours("Speech translation", "translation", "speech_translation_hrs"),
    Use(
        "Speaker verification", "1K transactions", "speech/verification", "monthly_speaker_verification_transactions",
        _THOUSAND,
    ),
    Use(
        "Speaker identification", "1K transactions", "speech/identification",
        "monthly_speaker_identification_transactions", _THOUSAND,
    ),
    Use("Voice profiles", "1K profiles", "speech/voice-profiles", "monthly_voice_profiles", _THOUSAND),
)  # fmt: skip

LANGUAGE: Final = (
    _records(f"Text analytics ({TIER})", "text", "text_analytics", "language_text_analytics_records"),
    _records("Summarization", "summarization", "summarization", "language_summarization_records"),
    _records("Conversational language understanding", "clu", "conversational_language_understanding"),
    Use(
        "Conversational language understanding advanced training", "hour", "language/clu-training",
        "monthly_language_conversational_language_understanding_advanced_training_hours",
    ),
    _records("Customized text classification", "custom-text", "customized_text_classification"),
    _records("Customized summarization", "custom-summarization", "customized_summarization"),
    _records(f"Customized question answering ({TIER})", "qa", "customized_question_answering"),
    Use("Customized training", "hour", "language/custom-training", "monthly_language_customized_training_hours"),
    _records(f"Text analytics for health ({TIER})", "health", "text_analytics_for_health"),
)  # fmt: skip

LUIS: Final = (
    Use("Text requests", "1K transactions", "luis/text", "monthly_luis_text_requests", _THOUSAND, "luis_text_requests"),
    Use("Speech requests", "1K transactions", "luis/speech", "monthly_luis_speech_requests", _THOUSAND),
)

COMMITMENTS: Final = {
    "speechservices": (
        Commitment(
            "Speech to text", "hours", "stt", "speech_to_text_standard_hrs", "speech_to_text_standard_overage_hrs",
            1, False,
        ),
        Commitment(
            "Speech to text custom model", "hours", "stt-custom", "speech_to_text_custom_hrs",
            "speech_to_text_custom_overage_hrs", 1, False,
        ),
        Commitment(
            "Speech to text enhanced add-ons", "hours", "stt-addons", "speech_to_text_enhanced_add_ons_hrs",
            "speech_to_text_enhanced_add_ons_overage_hrs", 1, False,
        ),
        Commitment(
            "Text to speech neural", "1M chars", "tts-neural", "text_to_speech_neural_commitment_chars",
            "text_to_speech_neural_overage_chars", _MILLION, False,
        ),
    ),
    "textanalytics": (
        Commitment(
            "Text analytics", "1K records", "text", "language_text_analytics_records",
            "language_text_analytics_overage_records", _THOUSAND,
        ),
        Commitment(
            "Summarization", "1K records", "summarization", "language_summarization_records",
            "language_summarization_overage_records", _THOUSAND,
        ),
    ),
    "luis": (
        Commitment(
            "Text requests", "1K transactions", "luis", "luis_text_requests", "luis_text_overage_requests", _THOUSAND,
        ),
    ),
}  # fmt: skip
