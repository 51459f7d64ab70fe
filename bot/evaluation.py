"""« jalon evaluate »: the sentences of the exam, asked as people would, against the figures of the last release."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from actions.errors import Mendable
from bot.dialogue import doubt
from bot.dialogue.choose import READ_BACK, step_for
from bot.dialogue.conversation import Conversation
from nlu import evaluate
from nlu.evaluate import Example, Judged
from nlu.understanding import Understanding

TODAY = date(2026, 11, 18)  # the day on which every sentence of the exam is said
SENTENCES = Path("tests/sentences")
BASELINE = "baseline.yaml"
REFUSALS = frozenset({"out_of_scope", "other_language"})
COUNTED = 30  # confusions shown

type Understand = Callable[[str, date], Awaitable[Understanding]]


class NoSentences(Mendable):
    """There is nothing to be evaluated on."""


def examples(folder: Path) -> list[Example]:
    """Every sentence of `folder`/<language>/<request>.yaml. Raises NoSentences."""
    pages = sorted(page for page in folder.glob("*/*.yaml"))
    if not pages:
        raise NoSentences(f"No sentences in {folder}: run it from the root of the repository, or name a folder.")
    return [_example(row, page) for page in pages for row in yaml.safe_load(page.read_text("utf-8"))]


def baseline(folder: Path) -> Mapping[str, float]:
    """The figures that were committed; none before the first time."""
    file = folder / BASELINE
    found: dict[str, float] = yaml.safe_load(file.read_text("utf-8")) if file.exists() else {}
    return found


def keep_baseline(folder: Path, figures: Mapping[str, float]) -> None:
    lines = "".join(f"{name}: {value}\n" for name, value in figures.items())
    (folder / BASELINE).write_text(f"# The figures of « jalon evaluate » at the last release.\n{lines}", "utf-8")


async def judged(asked: Iterable[Example], understand: Understand) -> AsyncIterator[Judged]:
    for example in asked:
        yield judge(example, await understand(example.say, TODAY))


def judge(example: Example, found: Understanding) -> Judged:
    """What the dialogue would make of a message that comes out of the blue."""
    step = step_for(found)
    unsure = step.action == "unsure"
    refused = step.action in REFUSALS or (unsure and not doubt.suggested(step, Conversation()))
    read_back = step.action in READ_BACK and any(entry.minutes for entry in found.entries)
    return Judged(
        example,
        step.asked.request,
        found.confidence,
        tuple((entry.minutes, entry.day, entry.activity) for entry in found.entries),
        found.difficulty,
        acts=not unsure and not read_back,
        refused=refused,
    )


def report(found: Sequence[Judged], before: Mapping[str, float], console: Console) -> None:
    """Everything that there is to see, on a console that may also be recorded as a page."""
    now = evaluate.figures(found)
    console.print(_figures(now, before))
    console.print(_ways(found))
    console.print(_requests(found))
    console.print(_reliability(found))
    console.print(_confusions(found))
    console.print(_worst(found))


def page(found: Sequence[Judged], before: Mapping[str, float], folder: Path) -> tuple[Path, Path]:
    """The report as an HTML page, and the confusion matrix as a picture."""
    folder.mkdir(parents=True, exist_ok=True)
    console = Console(record=True, width=150, file=(folder / "report.txt").open("w", encoding="utf-8"))
    report(found, before, console)
    console.save_html(str(folder / "report.html"))
    return folder / "report.html", _picture(found, folder / "confusions.png")


def _picture(found: Sequence[Judged], file: Path) -> Path:
    from matplotlib.figure import Figure  # noqa: PLC0415  # a second that only this page should wait for

    names = sorted({*(one.example.request for one in found), *(one.got or "none" for one in found)})
    place = {name: number for number, name in enumerate(names)}
    counts = [[0] * len(names) for _ in names]
    for one in found:
        counts[place[one.example.request]][place[one.got or "none"]] += 1
    shares = [[cell / max(1, sum(row)) for cell in row] for row in counts]
    figure = Figure(figsize=(14, 12), layout="constrained")
    axes = figure.add_subplot()
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=90)
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("understood as")
    axes.set_ylabel("said")
    for row, cells in enumerate(counts):
        for column, cell in enumerate(cells):
            if cell:
                dark = shares[row][column] > 0.5
                axes.text(
                    column, row, str(cell), ha="center", va="center", color="white" if dark else "black", fontsize=8
                )
    figure.colorbar(image, label="part of what was said")
    figure.savefig(file)
    return file


def _figures(now: Mapping[str, float], before: Mapping[str, float]) -> Table:
    table = Table("figure", "now", "baseline", title="Figures")
    for name, value in now.items():
        known = before.get(name)
        table.add_row(name, f"{value:.1%}", "" if known is None else f"{known:.1%}")
    return table


def _ways(found: Sequence[Judged]) -> Table:
    table = Table("language", "way of writing", "sentences", "right", title="By way of writing")
    for (language, way), some in evaluate.by_way(found).items():
        table.add_row(language, way, str(len(some)), f"{evaluate.part(one.right for one in some):.1%}")
    return table


def _requests(found: Sequence[Judged]) -> Table:
    table = Table("request", "sentences", "precision", "recall", "F1", title="By request")
    for request, score in evaluate.scores(evaluate.pairs_of(found)).items():
        rates = (f"{rate:.1%}" for rate in (score.precision, score.recall, score.f1))
        table.add_row(request, str(score.said), *rates)
    return table


def _reliability(found: Sequence[Judged]) -> Table:
    table = Table("how sure", "how often right", "sentences", title="Calibration")
    for sure, right, count in evaluate.reliability(found):
        table.add_row(f"{sure:.0%}", f"{right:.0%}", str(count))
    return table


def _confusions(found: Sequence[Judged]) -> Table:
    table = Table("said", "understood as", "times", title="Confusions")
    for (said, got), count in evaluate.confusions(evaluate.pairs_of(found))[:COUNTED]:
        table.add_row(said, got or "nothing", str(count))
    return table


def _worst(found: Sequence[Judged]) -> Table:
    table = Table("sure", "said", "understood as", "sentence", title="The worst mistakes")
    for one in evaluate.worst(found):
        table.add_row(f"{one.confidence:.0%}", one.example.request, one.got or "nothing", one.example.say)
    return table


def _example(row: Mapping[str, Any], page: Path) -> Example:
    entries = row.get("entries")
    return Example(
        say=row["say"],
        request=row.get("request", page.stem),
        way=row["way"],
        language=page.parent.name,
        entries=None if entries is None else tuple((e["minutes"], e["date"], e["activity"]) for e in entries),
        difficulty=row.get("difficulty"),
    )
