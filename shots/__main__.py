"""Pictures of every page with the demo file, light and dark.

`python -m shots [FOLDER]` takes them small and large, to look at; `python -m shots help` makes
those of the help and the README anew.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from cldvalidator.synthetic_data.sample_file import FILE_NAME, sample_file
from shots.earlier import earlier_file, manifests

if TYPE_CHECKING:
    from ui.main_window import MainWindow

SIZES = ((1280, 720), (2560, 1440))
THEMES = ("light", "dark")
QUARTER_ENDS = (date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31), date(2026, 3, 31))
SUBMITTED = 3_000
"""How many records a submission of the set has."""
FOLDER = r"C:\Returns\2025-26"
SMALLEST = 0
"""The quality that tells Qt to take its time over a PNG; no picture is worse for it."""
HELP = Path(__file__).parents[1] / "resources" / "help" / "pictures"


@dataclass(frozen=True)
class Before:
    """The earlier file for Compare, manifests for History, and submissions with their imports."""

    earlier: Path
    manifests: Path
    submissions: list[tuple[Path, datetime]]


def main() -> int:
    """Write the pictures; return 0."""
    parser = argparse.ArgumentParser(prog="shots", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "folder",
        nargs="?",
        default="output/shots",
        help="where to write them, by default output/shots; the word help: those of the help",
    )
    wanted = parser.parse_args().folder
    for_help = wanted == "help"
    folder = HELP if for_help else Path(wanted)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["CLDVALIDATOR_SETTINGS"] = scratch
        sample = Path(scratch) / FILE_NAME
        shutil.copy(sample_file(), sample)
        folder_of = Path(scratch)
        before = Before(
            earlier_file(sample, folder_of), manifests(sample, folder_of), _submissions(folder_of)
        )
        for theme in THEMES:
            for width, height in SIZES[:1] if for_help else SIZES:
                name = f"{{}}-{theme}.png" if for_help else f"{{}}-{theme}-{width}x{height}.png"
                _take(sample, before, theme, (width, height), str(folder / name))
    return 0


def _submissions(folder: Path) -> list[tuple[Path, datetime]]:
    """Make four submissions of invented people, a quarter apart; return them with their imports."""
    from cldvalidator.specification import load_specification
    from cldvalidator.synthetic_data import generate, write_csv

    made = []
    for number, last in enumerate(QUARTER_ENDS, 1):
        path = folder / f"cld_{last:%Y-%m}.csv"
        extract = generate(
            SUBMITTED, seed=number, specification=load_specification("2"), period_end=last
        )
        with path.open("wb") as out:
            write_csv(extract, out)
        made.append((path, datetime.combine(last + timedelta(days=24), datetime.min.time())))
    return made


def _take(sample: Path, before: Before, theme: str, size: tuple[int, int], target: str) -> None:
    """Take all pages in a theme and size. target: the path, with {} for the name of the page."""
    from ui.app import make_application
    from ui.main_window import MainWindow
    from ui.preferences import Preferences
    from ui.theme import apply_theme

    application = make_application(["shots"])
    apply_theme(application, theme, 1.0)
    window = MainWindow(Preferences(theme=theme))
    window.resize(*size)
    window.show()
    space = window.workspace

    def settle(until: Callable[[], bool] = lambda: True) -> None:
        end = time.monotonic() + 60
        quiet = 0
        while quiet < 20 and time.monotonic() < end:
            application.processEvents()
            time.sleep(0.01)
            quiet = quiet + 1 if until() and not space.jobs.running() else 0

    def shot(name: str) -> None:
        settle()
        window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888).save(
            target.format(name), None, SMALLEST
        )
        print(f"Written: {target.format(name)}")

    is_help = "/help/" in Path(target).as_posix()
    if not is_help:
        shot("start")
    window.open_file(sample)
    settle(lambda: space.opened is not None)
    shot("open")
    for step in ("check", "fix", "preview", "compare", "submit"):
        window.show_page(step)
        settle()
        if step == "check":
            window.pages["check"].groups.choose_row(1)  # type: ignore[attr-defined]
        if step == "submit":  # no folder of this machine in a picture
            window.pages["submit"].folder.setText(FOLDER)  # type: ignore[attr-defined]
        shot(step)
        if step == "check" and not is_help:
            _columns(window, settle, shot)
        if step == "check" and not is_help:
            _stories(window, settle, target)
        if step == "preview" and not is_help:
            _activity(window, settle, shot)
            _published(window, shot)
        if step == "compare" and not is_help:
            _compare(window, before, settle, shot)
    _gather(window, before, settle, shot)
    if not is_help:
        _look_back(window, before, settle, shot)
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


Settle = Callable[[Callable[[], bool]], None]
Shot = Callable[[str], None]


def _columns(window: MainWindow, settle: Callable[[], None], shot: Callable[[str], None]) -> None:
    """Take the columns at a glance, and the rows of a filter."""
    from ui.pages.check import CheckPage

    page = window.pages["check"]
    assert isinstance(page, CheckPage)
    page.views_shown.buttons[3].click()
    settle()
    fields = page.columns.fields
    fields.choose_row(fields.listing_model.listing.keys.index("Event Start Date"))
    shot("columns")
    page.columns.shown.setCurrentIndex(1)
    page.columns.shown.activated.emit(1)
    shot("columns-by-event-type")
    page.views_shown.buttons[0].click()
    for text in ("Event Type = Service", "not Event End Date is blank"):
        page.panel.filter.begin()
        page.panel.filter.box.setText(text)
        page.panel.filter.apply()
        settle()
    shot("filter")


def _activity(window: MainWindow, settle: Settle, shot: Shot) -> None:
    """Take the tables of the activity report: all of them, and one."""
    window.preview.show("activity")
    settle(lambda: window.preview.activity.are_there)
    shot("activity")
    window.preview.show("LTS001b")
    shot("activity-table")
    window.preview.show("")


def _published(window: MainWindow, shot: Shot) -> None:
    """Take Preview with figures beside published ones, and with a published year beside ours."""
    for entry in ("published", "proof", ""):
        window.preview.show(entry)
        if entry:
            shot(f"preview-{entry}")


def _compare(window: MainWindow, before: Before, settle: Settle, shot: Shot) -> None:
    """Take Compare with an earlier file: what it begins with, and the figures."""
    window.comparison.choose(before.earlier)
    settle(lambda: window.comparison.compared is not None)
    shot("compared")
    window.pages["compare"].filter.setCurrentIndex(1)  # type: ignore[attr-defined]
    settle(lambda: window.comparison.figures is not None)
    shot("compared-figures")


def _stories(window: MainWindow, settle: Callable[..., None], target: str) -> None:
    """Take the story of a person who counts in a measure, and the people who may be one."""
    story, panel = window.story, window.pages["check"].panel  # type: ignore[attr-defined]
    panel.grid.go_to(0, 0)
    panel.act("Story of this person")
    settle()
    story.state.set_measure("ASCOF 2A")
    settle()
    while not story.state.story.counts and story.state.place + 1 < len(story.state.people):
        story.state.step(1)
    story.look_for_pairs()
    settle()
    story.pairs.calculate()
    settle()
    for name, shown in (("story", story.window), ("pairs", story.pairs)):
        shown.resize(window.size())
        settle()
        shown.grab().toImage().save(target.format(name), None, SMALLEST)
        print(f"Written: {target.format(name)}")
    story.close()


def _gather(window: MainWindow, before: Before, settle: Settle, shot: Shot) -> None:
    """Take Open with a set of submissions."""
    window.open_set([path for path, _ in before.submissions])
    settle(lambda: window.sets.seen is not None)
    for path, moment in before.submissions:
        digests = {r.submission.path: r.submission.sha256 for r in window.sets.gathered.reads}  # type: ignore[union-attr]
        window.sets.set_import(path, digests[path], moment)
    settle(lambda: window.sets.seen is not None)
    area = window.pages["open"].set_area  # type: ignore[attr-defined]
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    shot("set")
    window.sets.decided = False  # nobody is asked about it


def _look_back(window: MainWindow, before: Before, settle: Settle, shot: Shot) -> None:
    """Take History with the manifests of some quarters."""
    window.show_page("history")
    window.history.choose([before.manifests])
    settle(lambda: window.history.history is not None)
    window.pages["history"].panel.choose.setCurrentIndex(1)  # type: ignore[attr-defined]
    shot("history")


if __name__ == "__main__":
    sys.exit(main())
