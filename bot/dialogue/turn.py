"""One turn of talk, whatever the channel: message in, replies out, one transaction."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from actions import corrections, distress, learning, people, registry, smalltalk
from actions.errors import StoreUnavailable
from actions.person import House, Signed, Speaker, signed
from actions.privacy import MASKED
from actions.questions import Outcome, Pending, says
from actions.records import Chat, ChatKey, Letter, Parcel
from actions.reply import Reply
from actions.store.engine import Store
from actions.store.inbox import Arrival
from actions.store.work import Work
from bot.dialogue import doubt, speech
from bot.dialogue.choose import Step, Understand, choose
from bot.dialogue.conversation import Conversation, dump, load
from bot.dialogue.messages import Message, Outgoing, read
from bot.dialogue.wording import attached, joined, worded
from nlu.distress import kind_of

log = logging.getLogger(__name__)
type Newcomer = Callable[[Work, ChatKey, datetime], Awaitable[None]]


class Overtaken(Exception):
    """Another process changed this conversation meanwhile: the turn is to be made again."""


class Turn(IntEnum):
    """What a turn leaves behind. False when there was nothing to answer."""

    NONE = 0
    LAST = 1
    MORE = 2


class Dialogue:
    """Takes messages in, makes their turns, and keeps what is to be sent until it is.

    `patience` is how long a question waits for its answer; `newcomer` is called once for each new chat.
    """

    def __init__(
        self,
        store: Store,
        understand: Understand,
        house: House,
        clock: Callable[[], datetime],
        patience: timedelta,
        newcomer: Newcomer | None = None,
    ) -> None:
        self._store = store
        self._understand = understand
        self._house = house
        self._clock = clock
        self._patience = patience
        self._newcomer = newcomer

    async def receive(self, messages: Sequence[Message]) -> None:
        """Stores messages. Once this returns they are safe, and will be answered whatever happens."""
        arrivals = [Arrival(m.chat, m.arrival, m.body()) for m in (message.safe() for message in messages)]
        async with self._store.writing() as work:
            await work.inbox.take_in(arrivals, self._clock())

    async def next_turn(self, chat: ChatKey) -> Turn:
        """Answers the oldest message of a chat that waits.

        The answer is then in the outbox. Raises StoreUnavailable, with nothing done.
        """
        async with self._store.reading() as work:
            letter = await work.inbox.oldest(chat)
            if letter is None:
                return Turn.NONE
            before = await work.conversations.find(chat)
        try:
            await self._answer(letter, before)
        except Overtaken:
            return Turn.MORE
        except StoreUnavailable:
            raise
        except Exception:
            await self._apologise(letter)
        return Turn.MORE if letter.followed else Turn.LAST

    async def to_send(self, chat: ChatKey) -> list[Parcel]:
        async with self._store.reading() as work:
            return await work.outbox.due(chat, self._clock())

    async def question(self, chat: ChatKey) -> Outgoing | None:
        """The question that waits in a chat, as it was put."""
        async with self._store.reading() as work:
            found = await work.conversations.find(chat)
        conversation = load(found.state).at(self._clock()) if found else Conversation()
        return Outgoing.from_body(conversation.shown) if conversation.pending else None

    async def waiting(self, channel: str) -> list[ChatKey]:
        """The chats with a message unanswered or an answer unsent: what a crash or an outage left behind."""
        async with self._store.reading() as work:
            chats = await work.inbox.chats_waiting(channel)
            chats += await work.outbox.chats_due(channel, self._clock())
        return list(dict.fromkeys(chats))

    async def note_sent(self, parcels: Sequence[int]) -> None:
        async with self._store.writing() as work:
            await work.outbox.note_sent(parcels, self._clock())

    async def note_later(self, parcel: int, wait: timedelta, why: str) -> None:
        async with self._store.writing() as work:
            await work.outbox.note_later(parcel, self._clock() + wait, why)

    async def note_given_up(self, parcel: Parcel, state: str, why: str) -> None:
        """`state` « blocked » also notes that the person does not want messages; it is no error."""
        async with self._store.writing() as work:
            await work.outbox.note_given_up(parcel.id, state, why)
            if state == "blocked":
                await work.conversations.note_blocked(parcel.chat, self._clock())

    async def _answer(self, letter: Letter, before: Chat | None) -> None:
        message = read(letter)
        now = self._clock()
        conversation = load(before.state).at(now) if before else Conversation()
        today = self._day_of(message, before)
        step = await choose(message, conversation, today, self._understand)
        async with self._store.writing() as work:
            if not await work.inbox.claim(letter, now, "answered"):
                raise Overtaken
            chat = before or await self._begin(work, letter.chat, now)
            who = await self._speaker(work, chat, message, today, now)
            outcome = _offering(await self._do(step, work, who, conversation), conversation, today)
            also = await _learn(step, work, who, conversation)
            await self._finish(work, who, chat, letter, message, step, conversation, outcome, also)

    async def _finish(
        self,
        work: Work,
        who: Speaker,
        chat: Chat,
        letter: Letter,
        message: Message,
        step: Step,
        conversation: Conversation,
        outcome: Outcome,
        also: Reply | None,
    ) -> None:
        """Words the outcome, keeps the new state and plans what is to be sent."""
        language = outcome.language or speech.spoken(message, conversation, who.person)
        token = f"{letter.id:x}"
        after, outgoing = _worded(step, conversation, outcome, token, language, message.masked)
        asks = after.pending is not None and after.pending is not conversation.pending
        if asks or after.unclear is not None:
            after = replace(after, until=who.now + self._patience)
        if outcome.spares:
            after = replace(after, spared=who.today)
        after = replace(after, language=language, chosen=after.chosen or bool(outcome.language))
        messages = [] if outgoing is None else [_placed(outgoing, step, message)]
        if messages and not conversation.introduced and step.action not in UNINTRODUCED:
            messages.insert(0, worded((people.introduction(who),), token, language))
            after = replace(after, introduced=True)
        messages += attached(outcome.replies)
        if also is not None:
            messages.append(worded((also,), token, language))
        await work.outbox.put(chat.key, [each.body() for each in messages], who.now)
        if not await work.conversations.save(chat, dump(after), who.now):
            raise Overtaken

    async def _do(self, step: Step, work: Work, who: Speaker, conversation: Conversation) -> Outcome:
        match step.action:
            case "distress":
                return Outcome((distress.answer(kind_of(step.asked.text)),), keep=True)
            case "say":
                return says(step.say)
            case "unsure" | "something_else":
                return doubt.outcome(step, conversation)
            case "out_of_scope" if conversation.lost:
                return says("dialogue.unsure_again")
            case "other_language":
                return smalltalk.in_another_language(who, step.asked.language)
            case "group":
                return says("dialogue.group")
            case "blocked" | "unblocked":
                at = who.now if step.action == "blocked" else None
                await work.conversations.note_blocked(who.chat, at)
                return Outcome(keep=True)
            case "answer" | "edited" | "stale":
                return await self._with_contract(step, work, who, conversation)
            case name:
                return await registry.act(name, work, who, step.asked)

    async def _with_contract(self, step: Step, work: Work, who: Speaker, conversation: Conversation) -> Outcome:
        known = signed(who)
        if known is None:
            return says("dialogue.stale") if step.action == "stale" else people.unknown(who)
        if step.action == "edited":
            return await corrections.edited(work, known, step.asked, conversation.pending)
        if step.action == "stale" or conversation.pending is None or step.given is None:
            return await _stale(work, known, step.token)
        return await registry.answer(work, known, conversation.pending, step.given)

    async def _begin(self, work: Work, key: ChatKey, now: datetime) -> Chat:
        await work.conversations.begin(key, now)
        if self._newcomer is not None:
            await self._newcomer(work, key, now)
        chat = await work.conversations.find(key)
        if chat is None:
            raise Overtaken
        return chat

    async def _speaker(self, work: Work, chat: Chat, message: Message, today: date, now: datetime) -> Speaker:
        contract = await work.contracts.in_force(chat.person.id, today) if chat.person else None
        origin = message.about if message.kind in {"text", "edited"} else None
        return Speaker(chat.key, chat.person, contract, today, now, self._house, origin)

    def _day_of(self, message: Message, chat: Chat | None) -> date:
        """The civil day on which the message was written: « hier » keeps its sense, however late it is read."""
        zone = chat.person.zone if chat and chat.person else self._house.zone
        return message.sent_at.astimezone(ZoneInfo(zone)).date()

    async def _apologise(self, letter: Letter) -> None:
        """Something of ours failed: nothing was recorded, and the person is told so."""
        incident = secrets.token_hex(3)
        log.exception("a turn failed", extra={"incident": incident, "letter": letter.id})
        apology = worded((Reply("dialogue.failed", {"incident": incident}),), "", speech.DEFAULT)
        async with self._store.writing() as work:
            if await work.inbox.claim(letter, self._clock(), "failed"):
                await work.outbox.put(letter.chat, [apology.body()], self._clock())


SET_ASIDE = Reply("declarations.set_aside")
NOT_UNDERSTOOD = frozenset({"unsure", "something_else", "out_of_scope"})
GOES_ON = frozenset({"answer", "edited"})
STAYS = frozenset({"answer", "say", "group", "blocked", "unblocked", "stale"})
UNINTRODUCED = frozenset({"distress", "group", "blocked", "unblocked"})


def _offering(outcome: Outcome, before: Conversation, today: date) -> Outcome:
    """The same with what it offers as its question, where no other question waits and none was put off today."""
    waits = outcome.keep and before.pending is not None
    if outcome.offers is None or waits or before.spared == today:
        return outcome
    return replace(outcome, ask=outcome.offers)


def _worded(
    step: Step, before: Conversation, outcome: Outcome, token: str, language: str, masked: bool
) -> tuple[Conversation, Outgoing | None]:
    """The conversation after the turn, and the one message that answers."""
    aside = before.pending is not None and outcome.ask is not None and step.action not in GOES_ON
    notes = [*([MASKED] if masked else []), *([SET_ASIDE] if aside else [])]
    replies = (*notes, *outcome.replies, *([outcome.ask.reply] if outcome.ask else []))
    lost = before.lost + 1 if step.action in NOT_UNDERSTOOD else 0
    outgoing = worded(replies, token, language) if replies else None
    if outcome.ask is not None:
        ask = outcome.ask
        asked = Pending(ask.kind, ask.draft, token, ask.index)
        question = worded((ask.reply,), token, language)
        return replace(before.free(), pending=asked, shown=question.body(), lost=lost), outgoing
    if outcome.keep and before.pending is not None and not _leaves(step, before.pending):
        if step.action in UNINTRODUCED:
            return replace(before, lost=lost), outgoing
        question = Outgoing.from_body(before.shown)
        return replace(before, lost=lost), joined(outgoing, question) if outgoing else question
    return replace(before.free(), lost=lost, unclear=doubt.unclear(step, before)), outgoing


def _leaves(step: Step, pending: Pending) -> bool:
    """Whether doing something else ends the question: no later word may be taken for an answer to a human."""
    return pending.kind in registry.FREE_WORDS and step.action not in STAYS


def _placed(outgoing: Outgoing, step: Step, message: Message) -> Outgoing:
    """An answered question gives its place to what comes next, rather than piling up."""
    if step.action == "answer" and message.kind == "press":
        return replace(outgoing, replaces=message.about)
    return replace(outgoing, leave_chat=step.action == "group")


async def _learn(step: Step, work: Work, who: Speaker, conversation: Conversation) -> Reply | None:
    """What was not understood may be kept, by those who agree; the question whether they do, the first time."""
    lost = doubt.not_understood(step, conversation)
    return await learning.offer(work, who, lost.text, lost.guesses) if lost else None


async def _stale(work: Work, who: Signed, token: str) -> Outcome:
    """A button pressed twice, or too late: told as it is, and nothing happens twice."""
    number = await work.declarations.receipt_of(who.person.id, token)
    if number is not None:
        return says("declarations.already_recorded", number=number)
    return says("dialogue.stale")
