"""Lessons: kept without their writer, labelled, and gone on their day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from actions.records import Lesson
from actions.store.tables import Lessons as Rows
from actions.store.work import Work

TODAY = date(2026, 11, 18)
GUESSES = (("ask_progress", 0.24), ("help", 0.1))


async def keep(work: Work, text: str, days: int = 30) -> None:
    await work.lessons.keep(text, GUESSES, "fr", TODAY, TODAY + timedelta(days=days))


async def test_a_lesson_is_read_back_oldest_first(store):
    async with store.writing() as work:
        for text in ("b", "a"):
            await keep(work, text)
    async with store.reading() as work:
        first, second = await work.lessons.unlabelled()
        assert await work.lessons.labelled() == []
    assert first == Lesson(first.id, "b", GUESSES, "fr")
    assert second.text == "a"
    assert "'b'" not in repr(first)


async def test_nothing_joins_a_lesson_to_a_person_or_an_hour():
    assert not Rows.__table__.foreign_keys
    assert set(Rows.__table__.columns.keys()) == {
        "id", "text", "guesses", "language", "kept_on", "expires_on", "request", "goes_to"
    }  # fmt: skip


async def test_a_labelled_lesson_is_asked_about_no_more(store):
    async with store.writing() as work:
        for text in ("a", "b"):
            await keep(work, text)
        first, second = await work.lessons.unlabelled()
        await work.lessons.label(first.id, "ask_progress", "test")
    async with store.reading() as work:
        assert await work.lessons.unlabelled() == [second]
        assert await work.lessons.labelled() == [Lesson(first.id, "a", GUESSES, "fr", "ask_progress", "test")]


async def test_a_lesson_goes_to_training_or_to_the_tests_and_nowhere_else(store):
    async with store.writing() as work:
        await keep(work, "a")
        (lesson,) = await work.lessons.unlabelled()
    with pytest.raises(IntegrityError):
        async with store.writing() as work:
            await work.lessons.label(lesson.id, "help", "nowhere")


async def test_only_those_that_are_named_are_dropped(store):
    async with store.writing() as work:
        for text in ("a", "b", "c"):
            await keep(work, text)
        first, _, third = await work.lessons.unlabelled()
        await work.lessons.drop([first.id, third.id])
        await work.lessons.drop([])
        assert [lesson.text for lesson in await work.lessons.unlabelled()] == ["b"]


async def test_a_lesson_is_gone_on_its_day_labelled_or_not(store):
    async with store.writing() as work:
        for text, days in (("today", 0), ("tomorrow", 1), ("in two days", 2)):
            await keep(work, text, days)
        lessons = await work.lessons.unlabelled()
        await work.lessons.label(lessons[1].id, "help", "training")
        assert await work.lessons.forget_expired(TODAY) == 1
        assert await work.lessons.forget_expired(TODAY + timedelta(days=1)) == 1
        assert [lesson.text for lesson in await work.lessons.unlabelled()] == ["in two days"]
        assert await work.lessons.labelled() == []
