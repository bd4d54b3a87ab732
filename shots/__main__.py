"""Pictures of every page with the demo file, light and dark.

`python -m shots [FOLDER]` takes them small and large, to look at; `python -m shots help` makes
those of the help and the README anew. `--size 1920x1080 --scale 1.5` takes them as a screen of that
size shows them at 150%; `--file` takes another file than the demo.
"""

from __future__ import annotations

import argparse
import json
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
from PySide6.QtWidgets import QApplication, QWidget

from cldvalidator.sample_file import FILE_NAME, sample_file
from shots.earlier import earlier_file, manifests
from shots.inside import Settle, Shot, answers, columns, inside, stories
from shots.palette import in_few_colours

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
_DOTS = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
HELP_PICTURES = frozenset(
    ["open", "check", "columns", "filter", "story", "fix", "preview", "compare", "submit", "set"]
)
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
    parser.add_argument(
        "--size",
        action="append",
        type=_size,
        metavar="WIDTHxHEIGHT",
        help="the pixels of a screen, may be given again; by default "
        + " and ".join(f"{width}x{height}" for width, height in SIZES),
    )
    parser.add_argument(
        "--scale", type=float, default=1.0, help="how large the screen draws: 1.5 for 150%%"
    )
    parser.add_argument("--theme", action="append", choices=THEMES, help="by default both")
    parser.add_argument("--file", type=Path, help="the pages with this file, not with the demo")
    options = parser.parse_args()
    for_help = options.folder == "help"
    folder = HELP if for_help else Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    sizes = SIZES[:1] if for_help else options.size or SIZES
    os.environ["QT_SCALE_FACTOR"] = f"{options.scale:g}"
    at = "" if options.scale == 1 else f"-{options.scale:.0%}".rstrip("%")
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["CLDVALIDATOR_SETTINGS"] = scratch
        folder_of = Path(scratch)
        os.environ.setdefault("QT_QPA_PLATFORM", _screen(folder_of, sizes[0]))
        before = None if options.file else _before(folder_of)
        for theme in options.theme or THEMES:
            for width, height in sizes:
                size = round(width / options.scale), round(height / options.scale)
                full = f"{{}}-{theme}-{width}x{height}{at}.png"
                name = f"{{}}-{theme}.png" if for_help else full
                _take(
                    options.file or folder_of / FILE_NAME, before, theme, size, str(folder / name)
                )
    return 0


def _size(text: str) -> tuple[int, int]:
    """Return the numbers in a text such as 1920x1080."""
    width, height = text.lower().split("x")
    return int(width), int(height)


def _screen(folder: Path, size: tuple[int, int]) -> str:
    """Return the platform that draws on a screen of a size: dialogs fit themselves into it."""
    width, height = size
    screen = {"name": "screen", "x": 0, "y": 0, "width": width, "height": height}
    described = folder / "screens.json"
    described.write_text(json.dumps({"screens": [screen | _DOTS]}), "utf-8")
    return f"offscreen:configfile={described}"


def _before(folder: Path) -> Before:
    """Write the demo file and what came before it into a folder."""
    sample = folder / FILE_NAME
    shutil.copy(sample_file(), sample)
    return Before(earlier_file(sample, folder), manifests(sample, folder), _submissions(folder))


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


def _take(
    sample: Path, before: Before | None, theme: str, size: tuple[int, int], target: str
) -> None:
    """Take all pages in a theme and size. target: the path, with {} for the name of the page.

    size: in pixels of the window, which are larger ones where the screen is scaled. before: None
    for a file that nothing is known about.
    """
    from ui.app import make_application
    from ui.main_window import MainWindow
    from ui.preferences import Preferences
    from ui.theme import apply_theme

    application = make_application(["shots"])
    apply_theme(application, theme, 1.0)
    window = MainWindow(Preferences(theme=theme))
    window.resize(*size)
    window.show()
    space, is_help = window.workspace, HELP in Path(target).parents

    def settle(until: Callable[[], bool] = lambda: True) -> None:
        end = time.monotonic() + 60
        quiet = 0
        while quiet < 20 and time.monotonic() < end:
            application.processEvents()
            time.sleep(0.01)
            quiet = quiet + 1 if until() and not space.jobs.running() else 0

    def shot(name: str, shown: QWidget = window) -> None:
        settle()
        if is_help and name not in HELP_PICTURES:
            return
        image = shown.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        small = in_few_colours(image) if is_help else image
        small.save(target.format(name), None, SMALLEST)
        print(f"Written: {target.format(name)}")

    if not is_help:
        shot("start")
    window.open_file(sample)
    settle(lambda: space.opened is not None)
    shot("open")
    _pages(window, settle, shot, is_help=is_help)
    if before is not None:
        if not is_help:
            _compare(window, before, settle, shot)
        _gather(window, before, settle, shot)
    if before is not None and not is_help:
        _look_back(window, before, settle, shot)
        answers(window, settle, shot)
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def _pages(window: MainWindow, settle: Settle, shot: Shot, *, is_help: bool) -> None:
    """Take each page, and what there is more of on it; of a file that is refused the pages."""
    for step in ("check", "fix", "preview", "compare", "submit"):
        window.show_page(step)
        settle()
        if step == "check":
            window.pages["check"].groups.choose_row(1)  # type: ignore[attr-defined]
        if step == "submit":  # no folder of this machine in a picture
            window.pages["submit"].folder.setText(FOLDER)  # type: ignore[attr-defined]
        shot(step)
        if window.workspace.opened is None:
            continue
        if step == "check":
            columns(window, settle, shot)
            stories(window, settle, shot)
        if not is_help:
            inside(window, step, settle, shot)


def _compare(window: MainWindow, before: Before, settle: Settle, shot: Shot) -> None:
    """Take Compare with an earlier file: what it begins with, and the figures."""
    window.show_page("compare")
    window.comparison.choose(before.earlier)
    settle(lambda: window.comparison.compared is not None)
    shot("compared")
    window.pages["compare"].filter.setCurrentIndex(1)  # type: ignore[attr-defined]
    settle(lambda: window.comparison.figures is not None)
    shot("compared-figures")


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
