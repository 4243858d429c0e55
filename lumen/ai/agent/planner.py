"""From a message to a plan: every tool is asked how sure it is; meaning decides when none is.

No language model, no clock, no chance: the same message and memory give the same plan.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from lumen.ai.agent import flows, intents, meaning, places
from lumen.ai.agent.plans import Candidate, Plan, Task
from lumen.ai.tools import before, registry
from lumen.ai.tools.registry import Effect, Tool, ToolContext

WORTH_ASKING = 0.25  # below this a claim is noise
RECOGNISED = 0.5  # from here on a part stands on its own
DOUBTFUL = 0.6  # below this the honest "I do not know" stands by
CONFIDENT = 0.7
PICKED = 0.95  # whoever picked documents wants to ask them
WITHOUT_PAPER = 0.98  # the most for who looks at no picked document
OF_PAPER = 0.985  # works with what a picked document says, which nobody else can
PLAIN = 0.95  # so certain from the words alone that nobody need look anything up
LEANS = 0.98  # short words that mean something only with the value of the answer before
INNER = 0.3  # of a question inside a sentence whose other words a tool is certain of
CERTAIN = 0.9  # how sure a tool must be to be given the number of another, and not to be doubted
CLEARER = 0.1  # by so much must another tool be more certainly meant than words claim
LIKELY = 0.6  # and at least so likely
POSSIBLE = 0.35  # less likely than this, what is meant counts for nothing beside words
CALCULATOR = "calculate"
FALLBACK = "explain_abilities"
TEXT_ARGUMENTS = ("text", "question", "query")
_ORDER = {"ask_ledger": 0, "answer_documents": 1, CALCULATOR: 2}


def make_plan(context: ToolContext, text: str, document_ids: Sequence[str] = ()) -> Plan:
    """Choose a tool for every question in the message.

    Args:
        document_ids: limit tools that look into papers to these.
    """
    message = " ".join(text.split())
    return _Planner(context, document_ids).plan(message)


class _Planner:
    """Asks each tool once about each clause."""

    def __init__(self, context: ToolContext, document_ids: Sequence[str]) -> None:
        self._context, self._document_ids = replace(context, papers=tuple(document_ids)), document_ids
        self._known: dict[str, list[Candidate]] = {}
        self._meant: dict[str, meaning.Meant | None] = {}
        self._tools = list(registry.all_tools())
        self._takers = [tool for tool in self._tools if tool.takes_answers]
        self._silent = {tool.name for tool in self._tools if not self._may_plan(tool)}

    def plan(self, message: str) -> Plan:
        if flow := self._flow(message):
            return Plan(text=message, tasks=flow)
        tasks: list[Task] = []
        for part in self._parts(message):
            added, ranked = flows.with_givers(part, self._ranked(part, tasks), tasks, self._document_ids)
            after = _waits_for(ranked[0], tasks)
            tasks += added
            tasks.append(_task(f"t{len(tasks) + 1}", part, ranked, after=after))
        return Plan(text=message, tasks=tuple(tasks))

    def _flow(self, message: str) -> tuple[Task, ...]:
        """`20% of what I spent`: the number is asked for first, then worked with."""
        if self._document_ids and self._candidates(message)[0].score >= OF_PAPER:
            return ()
        for flow in flows.proposed(message):
            outer = self._taker(flow)
            inner = [self._candidates(question) for question in flow.questions] if outer else []
            if outer and all(self._is_answerable(ranked[0]) for ranked in inner):
                return self._flowing(message, flow, outer, inner)
        return ()

    def _taker(self, flow: flows.Flow) -> Candidate | None:
        """The tool that is certain of the sentence around the questions and takes their answers."""
        takes = {f"t{number}" for number in range(1, len(flow.questions) + 1)}
        for tool in self._takers:
            candidate = self._claimed(tool, flow.around)
            if candidate is not None and candidate.score >= CERTAIN:
                arguments = flows.with_places(candidate.arguments, flow)
                if takes <= places.tasks_in(arguments):
                    return replace(candidate, arguments=arguments, reason="works with the answer before")
        return None

    @staticmethod
    def _is_answerable(candidate: Candidate) -> bool:
        return candidate.score >= INNER and candidate.tool not in (FALLBACK, CALCULATOR)

    @staticmethod
    def _flowing(
        message: str, flow: flows.Flow, outer: Candidate, inner: Sequence[list[Candidate]]
    ) -> tuple[Task, ...]:
        tasks: list[Task] = []
        for number, (question, ranked) in enumerate(zip(flow.questions, inner, strict=True), start=1):
            tasks.append(_task(f"t{number}", question, ranked, after=_waits_for(ranked[0], tasks)))
        needed = tuple(task.id for task in tasks)
        return (*tasks, _task(f"t{len(tasks) + 1}", message, [outer], after=needed))

    def _parts(self, message: str) -> list[str]:
        """The clauses that become tasks of their own; the whole message when in doubt."""
        proposed = intents.split(message)
        if len(proposed) < 2:
            return [message]
        owners = self._owners(proposed)
        if owners is None:
            return [message]
        for (first, second), part in zip(pairwise(owners), proposed[1:], strict=True):
            is_one_question = first == second and not part.is_separate and not part.points_back
            if is_one_question and not self._stands_alone(part.text):
                return [message]
        texts = [part.text for part in proposed]
        leans = any(part.points_back or part.is_separate for part in proposed)
        return intents.with_shared_time(texts) if len(set(owners)) == 1 and not leans else texts

    def _owners(self, parts: Sequence[intents.Part]) -> list[str] | None:
        """The tool of each clause; nothing when one is not recognised."""
        owners: list[str] = []
        for part in parts:
            best = self._candidates(part.text)[0]
            if part.points_back and owners:
                owners.append(owners[-1])
            elif owners and (leaning := self._leaning(part.text, flows.NUMBER)):
                owners.append(leaning.tool)
            elif best.score < RECOGNISED or best.tool == FALLBACK:
                return None
            else:
                owners.append(best.tool)
        return owners

    def _stands_alone(self, text: str) -> bool:
        return self._candidates(text)[0].score >= CONFIDENT and len(text.split()) >= 5

    def _ranked(self, part: str, earlier: Sequence[Task]) -> list[Candidate]:
        """A clause that points back stays with the tool before it, which knows what "that" is."""
        ranked = self._candidates(part)
        if (leaning := self._on_answer_before(part, earlier)) and leaning.score >= ranked[0].score:
            return [leaning, *ranked]
        if earlier and intents.Part(part, is_separate=False).points_back:
            before = registry.get(earlier[-1].choice.tool)
            choice = Candidate(
                tool=before.name,
                arguments=arguments_for(before, part, {}, self._document_ids),
                score=RECOGNISED,
                reason="refers to the answer before",
            )
            return [choice, *(one for one in ranked if one.tool not in (before.name, FALLBACK))]
        return ranked

    def _on_answer_before(self, part: str, earlier: Sequence[Task]) -> Candidate | None:
        """`and what is that in dollars`: of the clause before, or of the message before."""
        if self._document_ids:
            return None
        if not earlier:
            return self._leaning(part, before.value_in(self._context.memory))
        for stand_in in (flows.NUMBER, flows.OTHER_MONEY):
            if leaning := self._leaning(part, stand_in):
                return replace(
                    leaning, arguments=flows.with_task(leaning.arguments, stand_in, earlier[-1].id)
                )
        return None

    def _leaning(self, text: str, value: str) -> Candidate | None:
        """A tool that is certain of a short sentence with a value where it points back."""
        for sentence in before.sentences(text, value):
            for tool in self._takers:
                candidate = self._claimed(tool, sentence)
                if candidate is not None and candidate.score >= CERTAIN:
                    return replace(candidate, score=LEANS, reason="works with the answer before")
        return None

    def _candidates(self, text: str) -> list[Candidate]:
        """Every tool worth asking, the surest first; the fallback when there is none."""
        if text not in self._known:
            found = self._claims(text, [tool for tool in self._tools if not tool.claim_looks_up])
            if self._document_ids or not any(one.score >= PLAIN for one in found):
                found += self._claims(text, [tool for tool in self._tools if tool.claim_looks_up])
            found += self._of_the_paper(text)
            found.sort(key=lambda one: (one.declines, -one.score, _ORDER.get(one.tool, 9), one.tool))
            self._known[text] = found
        found = self._known[text]
        if not found or found[0].score < CERTAIN or found[0].declines:
            found = self._with_meant(found, text)
        if not any(one.tool == FALLBACK for one in found) and (not found or found[0].score < DOUBTFUL):
            found = [*found, Candidate(tool=FALLBACK, arguments={"text": text}, score=0.0)]
        return found

    def _of_the_paper(self, text: str) -> list[Candidate]:
        """`how much is this in dollars`: tools that are certain of it with an amount for "this"."""
        for around, stand_in in flows.around_paper(text) if self._document_ids else ():
            for tool in self._takers:
                candidate = self._claimed(tool, around)
                if candidate is not None and candidate.score >= CERTAIN:
                    arguments = flows.with_open_place(candidate.arguments, stand_in)
                    if places.kinds_in(arguments):
                        reason = "works with what the paper says"
                        return [replace(candidate, score=OF_PAPER, arguments=arguments, reason=reason)]
        return []

    def _claims(self, text: str, tools: Sequence[Tool]) -> list[Candidate]:
        return [claimed for tool in tools if (claimed := self._claimed(tool, text))]

    def _with_meant(self, found: list[Candidate], text: str) -> list[Candidate]:
        """Words are not certain: the tool that is meant comes first when that is clearer."""
        if text not in self._meant:
            self._meant[text] = meaning.nearest(text, self._tools, silent=self._silent)
        meant = self._meant[text]
        if meant is None or meant.certainty < POSSIBLE or (found and not _is_clearer(meant, found[0])):
            return found
        tool = registry.get(meant.tool)
        own = next((one for one in found if one.tool == meant.tool), None)
        if own is None and found and found[0].goes_on:
            return found  # `just the dollar ones`: who looks at these words alone does not know of what
        claimed = own.arguments if own else tool.arguments_of(text) if tool.arguments_of else {}
        arguments = arguments_for(tool, text, claimed, self._document_ids)
        lacks_something = not arguments.keys() >= set(tool.parameters.get("required", ()))
        if lacks_something or not self._may_plan(tool):
            return found  # it means the tool, and does not say what the tool must know
        chosen = own or Candidate(
            tool=meant.tool,
            arguments=arguments,
            score=RECOGNISED,
            reason=f"means about the same as “{meant.utterance}”",
        )
        chosen = replace(chosen, score=max(RECOGNISED, chosen.score))
        return [chosen, *(one for one in found if one.tool != meant.tool)]

    def _may_plan(self, tool: Tool) -> bool:
        """Write tools only where somebody can confirm what they propose."""
        return tool.effect is Effect.READ or self._context.may_propose

    def _claimed(self, tool: Tool, text: str) -> Candidate | None:
        if tool.claim is None or not self._may_plan(tool):
            return None
        claim = tool.claim(self._context, text)
        picked_papers = bool(self._document_ids) and "document_ids" in _properties(tool)
        score = max(claim.score, PICKED) if picked_papers else claim.score
        if self._document_ids and not picked_papers and not places.kinds_in(claim.arguments):
            score = min(score, WITHOUT_PAPER)
        if score < WORTH_ASKING:
            return None
        arguments = arguments_for(tool, text, claim.arguments, self._document_ids)
        return Candidate(
            tool=tool.name,
            arguments=arguments,
            score=score,
            reason=claim.reason,
            declines=claim.declines,
            goes_on=claim.goes_on,
        )


def _is_clearer(meant: meaning.Meant, claimed: Candidate) -> bool:
    """Whether what is meant goes before the tool that words are surest of."""
    if meant.tool == claimed.tool:
        return meant.certainty >= POSSIBLE
    if meant.tool == FALLBACK:
        is_weak = claimed.score < RECOGNISED
        return meant.certainty >= (POSSIBLE if is_weak else LIKELY if claimed.declines else claimed.score)
    if claimed.declines:
        return meant.certainty >= (LIKELY if claimed.score >= CERTAIN else POSSIBLE)
    needed = max(LIKELY, claimed.score + CLEARER)
    return meant.certainty >= needed


def _task(id_: str, text: str, ranked: Sequence[Candidate], *, after: tuple[str, ...]) -> Task:
    tool = registry.get(ranked[0].tool)
    return Task(
        id=id_,
        text=text,
        choice=ranked[0],
        others=tuple(ranked[1:]),
        after=tuple(dict.fromkeys((*after, *sorted(places.tasks_in(ranked[0].arguments))))),
        priority=tool.priority,
        timeout_seconds=tool.timeout_seconds,
    )


def _waits_for(choice: Candidate, earlier: list[Task]) -> tuple[str, ...]:
    """Tasks of one tool run in order, since a later one may refer to an earlier one."""
    same = [task.id for task in earlier if task.choice.tool == choice.tool]
    return tuple(same[-1:])


def arguments_for(
    tool: Tool, text: str, claimed: dict[str, Any], document_ids: Sequence[str] = ()
) -> dict[str, Any]:
    """What the tool is called with: its own claim's arguments, and the text where it takes one."""
    wanted = _properties(tool)
    named = next((name for name in TEXT_ARGUMENTS if name in wanted), None)
    arguments: dict[str, Any] = {named: text} if named else {}
    if document_ids and "document_ids" in wanted:
        arguments["document_ids"] = list(document_ids)
    return arguments | claimed


def _properties(tool: Tool) -> dict[str, Any]:
    properties: dict[str, Any] = tool.parameters.get("properties", {})
    return properties
