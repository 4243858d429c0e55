"""Small talk, what can be asked, and saying honestly that a message was not understood."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer, Status
from lumen.ai.tools import utterances
from lumen.ai.tools.builtin import cannot
from lumen.ai.tools.registry import Claim, Effect, Tool, ToolContext
from lumen.common.text import slug_key

_GREETING = re.compile(
    r"(?:hi|hello|hey|namaste|namaskar|good (?:morning|afternoon|evening)|yo|hola)"
    r"(?: there| lumen| all| ji)?|how are you(?: doing)?(?: today)?|what s up|kaise ho"
)
_THANKS = re.compile(
    r"(?:ok |okay |great |cool |nice |perfect )*(?:thanks|thank you|thx|ty|dhanyavaad|shukriya|cheers)"
    r"(?: so much| a lot| very much| lumen| a ton)?|(?:ok|okay|great|cool|nice|perfect|got it|bye|goodbye)"
)
_HELP = re.compile(
    r"help(?: me)?"
    r"|what (?:can|do|could) (?:you|lumen|i) (?:do|ask|know|answer|help)"
    r"(?: you| me| with| for me| here| about)*"
    r"|(?:who|what) are you|what is (?:lumen|this)"
    r"|how (?:do|does|can) (?:i use )?(?:you|this|it|lumen)(?: work)?"
    r"|what (?:questions|kind of questions|things) can i ask(?: you| here)?"
    r"|(?:show|give) (?:me )?examples?|kya kar sakte ho"
)
EXAMPLES = (
    "How much did I spend on food last month?",
    "Top 5 merchants this year",
    "What does my rent agreement say about notice?",
    "18% of 2,500",
)


def claim(context: ToolContext, text: str) -> Claim:
    """Certain for a greeting, thanks or a question about Lumen itself."""
    words = slug_key(text.replace("'", " "))
    for topic, pattern in (("help", _HELP), ("greeting", _GREETING), ("thanks", _THANKS)):
        if pattern.fullmatch(words):
            return Claim(score=0.96, arguments={"topic": topic}, reason="small talk")
    return Claim(score=0.0)


def small_talk(context: ToolContext, *, topic: str) -> Answer:
    """Answer a greeting, thanks, or what Lumen can do."""
    if topic == "thanks":
        return Answer(status="ok", text=_("You are welcome. Ask whenever you like."), source="small_talk")
    opening = {
        "greeting": _("Hello. I answer from your own money and documents."),
        "help": _("I answer from your own money and documents, and show where each answer comes from."),
    }.get(topic, "")
    return Answer(
        status="ok", text=f"{opening} {_what_can_be_asked()}", options=_examples(), source="small_talk"
    )


def explain_abilities(context: ToolContext, *, text: str = "") -> Answer:
    """Say what is not done here and who does it, or that the message was not understood."""
    if topic := cannot.topic_of(text):
        return _unable(topic.status, str(topic.text))
    sorry = _("I do not know how to answer that, and I would rather not guess.")
    return _unable("unanswerable", f"{sorry} {_what_can_be_asked()}")


def _unable(status: Status, text: str) -> Answer:
    return Answer(status=status, text=text, options=_examples(), source="explain_abilities")


def _what_can_be_asked() -> str:
    return _(
        "You can ask about spending, income, merchants, categories and periods (“food last month”), "
        "about what your documents say (“what does my rent agreement say about notice?”), or have "
        "something calculated."
    )


def _examples() -> list[dict[str, str]]:
    return [{"label": example, "text": example} for example in EXAMPLES]


SMALL_TALK = Tool(
    name="small_talk",
    description="Greetings, thanks, and questions about what Lumen can do.",
    parameters={
        "type": "object",
        "required": ["topic"],
        "additionalProperties": False,
        "properties": {"topic": {"enum": ["greeting", "thanks", "help"]}},
    },
    effect=Effect.READ,
    run=small_talk,
    claim=claim,
    timeout_seconds=2.0,
    attempts=1,
    title=gettext_lazy("Answered directly"),
)
EXPLAIN = Tool(
    name="explain_abilities",
    description="Says that a message was not understood and what can be asked.",
    parameters={
        "type": "object",
        "additionalProperties": False,
        "properties": {"text": {"type": "string"}},
    },
    effect=Effect.READ,
    run=explain_abilities,
    timeout_seconds=2.0,
    attempts=1,
    title=gettext_lazy("Recognised no question it can answer"),
    utterances=utterances.of_nobody(),
)
TOOLS = (SMALL_TALK, EXPLAIN)
