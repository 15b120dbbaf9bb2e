"""Connect: by the minute of calls and by the message of chats."""

from typing import Final

from costguard.pricing.aws._use import use_cost
from costguard.pricing.lines import Rate
from costguard.pricing.models import Models

_TABLE: Final = "connect"

_voice = use_cost("Voice usage", "minutes", "monthly_voice_mins", Rate(_TABLE, "voice"))
_chat = use_cost("Chat messages", "messages", "monthly_chat_messages", Rate(_TABLE, "chat"))

MODELS: Final[Models] = {"aws_connect_instance": (_voice, _chat)}
