"""What is measured in the window: `python -m benchmarks.window FILE` prints JSON (milliseconds).

The baseline is Qt's own table view over a plain model of the same columns, in the same run.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
FRAMES = 60
CALM = 15
"""Events without work after which nothing more is to come."""


def main(path: Path) -> dict[str, float]:
    """Open a file in the real window and do what a user does."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as settings:
        os.environ["CLDVALIDATOR_SETTINGS"] = settings
        from ui.app import make_application
        from ui.preferences import Preferences
        from ui.theme import apply_theme

        application = make_application(["bench"])
        apply_theme(application, "light", 1.0)
        from ui.main_window import MainWindow

        window = MainWindow(Preferences(theme="light"))
        window.resize(1920, 1080)
        window.show()
        application.processEvents()
        found = {"window visible": 1000 * (time.perf_counter() - started)}
        try:
            return found | _use(application, window, path)
        finally:
            window.workspace.written(
                window.workspace.history.steps if window.workspace.history else ()
            )
            window.close()


def _use(application: Any, window: Any, path: Path) -> dict[str, float]:
    space = window.workspace
    longest: dict[str, float] = {}

    def until_idle(begin: Callable[[], object]) -> float:
        """Return how long it takes until no work goes on; the events just after it count too.

        What begins it is an event: the user's key or click.
        """
        start = time.perf_counter()
        begin()
        longest[doing] = max(longest.get(doing, 0), 1000 * (time.perf_counter() - start))
        calm, took = 0, 0.0
        while calm < CALM:
            before = time.perf_counter()
            application.processEvents()
            event = 1000 * (time.perf_counter() - before)
            longest[doing] = max(longest.get(doing, 0), event)
            if not space.calm:
                calm = 0
            else:
                took = took if calm else 1000 * (time.perf_counter() - start)
                calm += 1
            time.sleep(0.002)
        return took

    doing = "opening"
    found = {"open and check": until_idle(lambda: window.open_file(path))}
    doing = "showing the findings"
    page = window.pages["check"]
    until_idle(lambda: window.show_page("check"))
    doing = "choosing, sorting, searching"
    found["choose a rule"] = until_idle(lambda: page.groups.choose_row(0))
    found["show all rows"] = until_idle(lambda: space.show(None))
    for name in ("Event Start Date", "Ethnicity", "Event Reference"):
        found[f"sort by {name}"] = until_idle(partial(page.panel._sort_by, name, False))
    until_idle(page.panel.file_order)
    found["search in all columns"] = until_idle(lambda: _search(page))
    until_idle(lambda: space.show(None))
    rows = len(space.opened.extract)
    chance = random.Random(1)
    places = [chance.randrange(rows - 100) for _ in range(FRAMES)]
    found["frame after a jump"] = _frames(application, page.panel.grid, places)
    found["frame of a wheel step"] = _frames(application, page.panel.grid, range(9, 3 * FRAMES, 3))
    steps = []
    for _ in range(FRAMES):
        start = time.perf_counter()
        page.panel.walk.step(forward=True)
        application.processEvents()
        steps.append(1000 * (time.perf_counter() - start))
    found["next finding (F8)"] = statistics.median(steps)
    doing = "editing"
    found["edit a cell and check again"] = until_idle(lambda: space.edit_cell(5, "Ethnicity", "?"))
    found["undo"] = until_idle(space.undo)
    doing = "going through the pages"
    for name in ("fix", "preview", "submit", "open", "check"):
        until_idle(partial(window.show_page, name))
    found |= {f"longest event when {what}": event for what, event in longest.items()}
    found["frame of a story of 300 events"] = _story_frames(application)
    found["baseline: Qt's view, frame after a jump"] = _baseline(application, space, places)
    return found


def _search(page: Any) -> None:
    page.panel.search.setText("nursing")
    page.panel._search()


def _frames(application: Any, view: Any, places: Any) -> float:
    taken = []
    for place in places:
        start = time.perf_counter()
        view.verticalScrollBar().setValue(place)
        view.viewport().repaint()
        application.processEvents()
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


def _story_frames(application: Any) -> float:
    """Draw a story of 300 events, all of it in view."""
    from benchmarks.stories import story_of
    from ui.story.picture import StoryPicture

    picture = StoryPicture()
    picture.show_story(story_of(300))
    picture.resize(1600, picture.sizeHint().height())
    picture.show()
    application.processEvents()
    taken = []
    for _ in range(FRAMES):
        start = time.perf_counter()
        picture.repaint()
        taken.append(1000 * (time.perf_counter() - start))
    picture.close()
    return statistics.median(taken)


def _baseline(application: Any, space: Any, places: list[int]) -> float:
    from PySide6.QtWidgets import QTableView

    from ui.grid.model import GridModel

    model = GridModel()
    import numpy as np

    model.show(space.opened, np.arange(len(space.opened.extract), dtype=np.int32))
    view = QTableView()
    view.setModel(model)
    view.resize(1400, 700)
    view.show()
    application.processEvents()
    return _frames(application, view, places)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
