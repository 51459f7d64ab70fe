"""Who: organisations, their advisors, people, and what people agreed to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from actions.records import GROUNDS, ORGANISATION_KINDS, REQUEST_KINDS
from actions.store.columns import Sealed
from actions.store.tables.base import Row, one_of


class Organisations(Row):
    __tablename__ = "organisations"
    __table_args__ = (one_of("kind", ORGANISATION_KINDS), one_of("legal_ground", GROUNDS))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    phone: Mapped[str | None] = mapped_column(String(40))
    # « FR » or a part of it as the calendar of public holidays names it, such as « RE » or « Moselle »
    territory: Mapped[str] = mapped_column(String(40), default="FR", server_default="FR")
    legal_ground: Mapped[str] = mapped_column(String(20), default="public_interest", server_default="public_interest")


class Advisors(Row):
    __tablename__ = "advisors"
    __table_args__ = (Index("uq_advisors_reference", "organisation_id", "reference", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    reference: Mapped[str | None] = mapped_column(String(100))  # the organisation's own identifier
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(40))


class People(Row):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    given_name: Mapped[str] = mapped_column(Sealed)
    family_name: Mapped[str | None] = mapped_column(Sealed)
    born_on: Mapped[str | None] = mapped_column(Sealed)  # ISO date
    registered_as: Mapped[str | None] = mapped_column(Sealed)  # sealed, since « handicap » is one of them
    zone: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    learning_consent: Mapped[bool | None]  # whether what was not understood may be kept; None is no answer yet
    learning_asked_at: Mapped[datetime | None]
    learning_answered_at: Mapped[datetime | None]


class NameWords(Row):
    """Each word of a person's name as a keyed digest: names can be looked for, and not be read."""

    __tablename__ = "name_words"

    digest: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)


class Consents(Row):
    """What a person answered to a text of consent, by the text's version. The newest row counts."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_person", "person_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    text_version: Mapped[str] = mapped_column(String(20))
    given: Mapped[bool]
    at: Mapped[datetime]


class DataRequests(Row):
    """What a person asked of the organisation about their data, to be answered by a human by `due_on`."""

    __tablename__ = "data_requests"
    __table_args__ = (one_of("kind", REQUEST_KINDS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    due_on: Mapped[date]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
