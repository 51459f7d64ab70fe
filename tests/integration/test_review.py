"""The annotator's side, on both databases: labels are kept at once, and nothing is lost on the way to the files."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from actions.records import Lesson
from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.upgrade import upgrade
from bot import review
from bot.config import Settings, settings

TODAY = date(2026, 11, 18)
TEXTS = ("j'ai ▒ hier", 'c\'est "quoi" : ça', "I did ▒ today")


@pytest.fixture
def keys() -> str:
    return Keyring.new_key()


@pytest.fixture
def chosen(database_url: str, keys: str, tmp_path: Path) -> Settings:
    return settings(database_url=database_url, keys=keys, data_folder=tmp_path)


@pytest.fixture
async def store(database_url: str, keys: str):
    opened = Store(database_url, Keyring((keys,)))
    await upgrade(opened)
    async with opened.writing() as work:
        for text, language in zip(TEXTS, ("fr", "fr", "en"), strict=True):
            guesses = [("ask_progress", 0.24), ("help", 0.1)]
            await work.lessons.keep(text, guesses, language, TODAY, TODAY + timedelta(days=9))
    yield opened
    await opened.close()


class Annotator:
    """Answers with the lines given, then with the end of the input; remembers what was shown."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.told: list[str] = []
        self.offered: list[tuple[str, ...]] = []
        self.desk = review.Desk(self.answers, self.told.append)

    async def answers(self, question, names) -> str:
        self.offered.append(names)
        if not self.lines:
            raise EOFError
        return self.lines.pop(0)

    @property
    def heard(self) -> str:
        return "\n".join(self.told)


async def labels(store: Store) -> list[tuple[str, str | None, str | None]]:
    async with store.reading() as work:
        return [(each.text, each.request, each.goes_to) for each in await work.lessons.labelled()]


async def left(store: Store) -> list[str]:
    async with store.reading() as work:
        return [lesson.text for lesson in await work.lessons.unlabelled()]


async def test_each_sentence_is_shown_with_the_guesses_and_labelled(chosen, store):
    annotator = Annotator("2", "t\n", " declare_hours ", "e", "s")
    await review.review(chosen, TODAY, annotator.desk)
    assert await labels(store) == [(TEXTS[0], "help", "training"), (TEXTS[1], "declare_hours", "test")]
    assert await left(store) == [TEXTS[2]]
    for piece in (*TEXTS, "1/3", "(en)", "1  ask_progress  0.24", "2  help  0.10"):
        assert piece in annotator.heard
    assert "talk_to_advisor" in annotator.offered[0]
    assert not annotator.desk.misread


async def test_a_sentence_is_dropped_or_left_also_at_the_second_question(chosen, store):
    annotator = Annotator("d", "1", "d", "1", "s")
    await review.review(chosen, TODAY, annotator.desk)
    assert await left(store) == [TEXTS[2]]
    assert await labels(store) == []


@pytest.mark.parametrize("lines", [["1", "t", "q"], ["1", "t", "2", "q"], ["1", "t"], ["1", "t", "2"]])
async def test_what_was_labelled_before_the_end_is_kept(chosen, store, lines):
    await review.review(chosen, TODAY, Annotator(*lines).desk)
    assert await labels(store) == [(TEXTS[0], "ask_progress", "training")]
    assert await left(store) == list(TEXTS[1:])


async def test_an_answer_that_means_nothing_is_asked_for_again(chosen, store):
    annotator = Annotator("3", "nosuch", "", "1", "x", "t", "q")
    await review.review(chosen, TODAY, annotator.desk)
    assert await labels(store) == [(TEXTS[0], "ask_progress", "training")]
    assert annotator.desk.misread
    assert annotator.heard.count("none of the answers") == 4


async def test_what_is_expired_is_neither_shown_nor_exported(chosen, store, tmp_path):
    await review.review(chosen, TODAY, Annotator("1", "t", "q").desk)
    annotator = Annotator()
    assert await review.export(chosen, TODAY + timedelta(days=9), tmp_path / "out") == 0
    await review.review(chosen, TODAY + timedelta(days=9), annotator.desk)
    assert annotator.told == ["Nothing to label."]
    assert not (tmp_path / "out").exists()


async def label_all(store: Store) -> list[Lesson]:
    async with store.writing() as work:
        first, second, third = await work.lessons.unlabelled()
        await work.lessons.label(first.id, "help", "training")
        await work.lessons.label(second.id, "help", "test")
        await work.lessons.label(third.id, "declare_hours", "test")
        return await work.lessons.labelled()


async def test_labelled_sentences_go_to_files_and_out_of_the_store(chosen, store, tmp_path):
    await label_all(store)
    async with store.writing() as work:
        await work.lessons.keep("pas encore lue", [], "fr", TODAY, TODAY + timedelta(days=9))
    assert await review.export(chosen, TODAY, tmp_path / "out") == 3
    assert await labels(store) == []
    assert await left(store) == ["pas encore lue"]
    files = {
        str(file.relative_to(tmp_path / "out")): file for file in (tmp_path / "out").rglob("*") if file.is_file()
    }
    assert set(files) == {"training/fr/help.txt", "test/fr/help.yaml", "test/en/declare_hours.yaml"}
    assert files["training/fr/help.txt"].read_text("utf-8") == f"{TEXTS[0]}\n"
    assert yaml.safe_load(files["test/fr/help.yaml"].read_text("utf-8")) == [{"say": TEXTS[1], "way": "used"}]
    assert await review.export(chosen, TODAY, tmp_path / "out") == 0


async def test_an_export_adds_to_what_is_there_and_says_nothing_twice(chosen, store, tmp_path):
    await label_all(store)
    there = tmp_path / "out" / "test" / "fr" / "help.yaml"
    there.parent.mkdir(parents=True)
    there.write_text("- say: a\n  way: used\n- say: b\n  way: used", encoding="utf-8")
    await review.export(chosen, TODAY, tmp_path / "out")
    said = [item["say"] for item in yaml.safe_load(there.read_text("utf-8"))]
    assert said == ["a", "b", TEXTS[1]]
    before = there.read_text("utf-8")
    async with store.writing() as work:
        await work.lessons.keep(TEXTS[1], [], "fr", TODAY, TODAY + timedelta(days=9))
        (lesson,) = await work.lessons.unlabelled()
        await work.lessons.label(lesson.id, "help", "test")
    assert await review.export(chosen, TODAY, tmp_path / "out") == 1
    assert there.read_text("utf-8") == before


async def test_nothing_is_lost_when_the_files_cannot_be_written(chosen, store, tmp_path):
    await label_all(store)
    (tmp_path / "out" / "test").mkdir(parents=True)
    (tmp_path / "out" / "test" / "en").write_text("a file where a folder should be")
    with pytest.raises(review.NotExported) as caught:
        await review.export(chosen, TODAY, tmp_path / "out")
    assert "nothing was taken out" in str(caught.value)
    assert len(await labels(store)) == 3
    (tmp_path / "out" / "test" / "en").unlink()
    assert await review.export(chosen, TODAY, tmp_path / "out") == 3
    assert (tmp_path / "out" / "training" / "fr" / "help.txt").read_text("utf-8") == f"{TEXTS[0]}\n"
