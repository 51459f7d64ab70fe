"""People and the single-use codes that join a chat to them."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update

from actions.records import Consent, Person
from actions.store.columns import Keyring, keyring_of
from actions.store.connection import Connection
from actions.store.tables import LinkCodes, NameWords
from actions.store.tables import People as Rows


class People:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(
        self,
        given_name: str,
        zone: str,
        language: str,
        now: datetime,
        *,
        family_name: str | None = None,
        born_on: date | None = None,
        registered_as: str | None = None,
    ) -> int:
        row = insert(Rows).values(
            given_name=given_name, family_name=family_name, born_on=born_on and born_on.isoformat(),
            registered_as=registered_as, zone=zone, language=language, created_at=now,
        )  # fmt: skip
        person = int((await self._connection.execute(row.returning(Rows.id))).scalar_one())
        await self._index_name(person, given_name, family_name)
        return person

    async def find(self, person_id: int) -> Person | None:
        row = (await self._connection.execute(select(*_COLUMNS).where(Rows.id == person_id))).first()
        return None if row is None else _person(row)

    async def names(self, ids: Collection[int]) -> dict[int, str]:
        """The whole names of these people."""
        if not ids:
            return {}
        query = select(Rows.id, Rows.given_name, Rows.family_name).where(Rows.id.in_(ids))
        rows = (await self._connection.execute(query)).all()
        return {row.id: " ".join(name for name in (row.given_name, row.family_name) if name) for row in rows}

    def named(self, words: str) -> Select[int]:
        """A query for the ids of the people whose name has all of these words; for a part of another query."""
        keyring = keyring_of(self._connection.dialect)
        query = select(Rows.id)
        for word in name_words(words):
            found = select(NameWords.person_id).where(NameWords.digest.in_(digests(keyring, word)))
            query = query.where(Rows.id.in_(found))
        return query

    async def _index_name(self, person_id: int, *names: str | None) -> None:
        keyring = keyring_of(self._connection.dialect)
        words = name_words(" ".join(name for name in names if name))
        rows = [{"digest": digests(keyring, word)[0], "person_id": person_id} for word in words]
        if rows:
            await self._connection.execute(insert(NameWords), rows)

    async def index_anew(self, after: int, limit: int) -> int | None:
        """Indexes the next people's names again, under the newest key. The last one's id; None when all are done."""
        query = select(Rows.id, Rows.given_name, Rows.family_name).where(Rows.id > after)
        people = (await self._connection.execute(query.order_by(Rows.id).limit(limit))).all()
        for person in people:
            await self._connection.execute(delete(NameWords).where(NameWords.person_id == person.id))
            await self._index_name(person.id, person.given_name, person.family_name)
        return people[-1].id if people else None

    async def count(self) -> int:
        return int((await self._connection.execute(select(func.count()).select_from(Rows))).scalar_one())

    async def any_name(self) -> str | None:
        """Someone's first name: whether the keys at hand open what is kept."""
        return (await self._connection.execute(select(Rows.given_name).limit(1))).scalar_one_or_none()

    async def all(self) -> list[Person]:
        return [_person(row) for row in (await self._connection.execute(select(*_COLUMNS).order_by(Rows.id))).all()]

    async def set_language(self, person_id: int, language: str) -> None:
        await self._connection.execute(update(Rows).where(Rows.id == person_id).values(language=language))

    async def learning(self, person_id: int) -> Consent:
        """What they answered to « may what was not understood be kept? », and when; nothing for a stranger."""
        query = select(Rows.learning_consent, Rows.learning_asked_at, Rows.learning_answered_at)
        row = (await self._connection.execute(query.where(Rows.id == person_id))).first()
        return Consent() if row is None else Consent(*row)

    async def note_learning_asked(self, person_id: int, at: datetime) -> None:
        await self._connection.execute(update(Rows).where(Rows.id == person_id).values(learning_asked_at=at))

    async def note_learning_answer(self, person_id: int, given: bool, at: datetime) -> None:
        """The last answer counts: a yes may be taken back at any time."""
        answer = update(Rows).where(Rows.id == person_id)
        await self._connection.execute(answer.values(learning_consent=given, learning_answered_at=at))

    async def new_link(self, person_id: int, expires_at: datetime) -> str:
        """A code that fits Telegram's deep links; shown once, since only its digest is kept."""
        code = secrets.token_urlsafe(24)
        row = insert(LinkCodes).values(digest=_digest(code), person_id=person_id, expires_at=expires_at)
        await self._connection.execute(row)
        return code

    async def use_link(self, code: str, now: datetime) -> int | None:
        """The person whom the code names, once and in time; None otherwise."""
        mine = (
            update(LinkCodes)
            .where(LinkCodes.digest == _digest(code), LinkCodes.used_at.is_(None), LinkCodes.expires_at > now)
            .values(used_at=now)
            .returning(LinkCodes.person_id)
        )
        return (await self._connection.execute(mine)).scalar_one_or_none()


_COLUMNS = (
    Rows.id, Rows.given_name, Rows.zone, Rows.language, Rows.family_name, Rows.born_on, Rows.registered_as,
)  # fmt: skip


def _person(row: Row[*tuple[Any, ...]]) -> Person:
    born_on = row.born_on and date.fromisoformat(row.born_on)
    return Person(row.id, row.given_name, row.zone, row.language, row.family_name, born_on, row.registered_as)


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name as they are compared: « Zoé Lefèvre-Çelik » is « zoe », « lefevre » and « celik »."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(dict.fromkeys(re.findall(r"\w+", kept)))


def digests(keyring: Keyring, word: str) -> tuple[str, ...]:
    """A word of a name as it may stand in the index, the newest key's first."""
    return tuple(digest[:32] for digest in keyring.digests(f"name {word}"))


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
