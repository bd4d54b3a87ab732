"""What the pages show once more of them is opened: views, figures, a story, dialogs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QDialog, QWidget

if TYPE_CHECKING:
    from ui.main_window import MainWindow

ANSWERS = Path(__file__).parents[1] / "tests" / "data" / "answers"
MEASURE, TABLE = "ASCOF 2A", "LTS001b"


class Settle(Protocol):
    """Waits until a state has come, by default until nothing is being worked on."""

    def __call__(self, until: Callable[[], bool] = ...) -> None:
        """Wait."""


class Shot(Protocol):
    """Takes a picture, by default of the whole window."""

    def __call__(self, name: str, shown: QWidget = ...) -> None:
        """Take it. name: of the picture."""


def columns(window: MainWindow, settle: Settle, shot: Shot) -> None:
    """Take the columns at a glance, and the rows of a filter."""
    from ui.pages.check import CheckPage

    page = window.pages["check"]
    assert isinstance(page, CheckPage)
    page.views_shown.buttons[3].click()
    settle()
    fields = page.columns.fields
    fields.choose_row(list(fields.listing_model.listing.keys).index("Event Start Date"))
    shot("columns")
    page.columns.shown.setCurrentIndex(1)
    page.columns.shown.activated.emit(1)
    shot("columns-by-event-type")
    page.columns.shown.setCurrentIndex(0)
    page.columns.shown.activated.emit(0)
    page.views_shown.buttons[0].click()
    for text in ("Event Type = Service", "not Event End Date is blank"):
        page.panel.filter.begin()
        page.panel.filter.box.setText(text)
        page.panel.filter.apply()
        settle()
    shot("filter")


def stories(window: MainWindow, settle: Settle, shot: Shot) -> None:
    """Take the story of a person who counts in a measure, and the people who may be one."""
    story, panel = window.story, window.pages["check"].panel  # type: ignore[attr-defined]
    if not panel.model.rowCount():
        return
    panel.grid.go_to(0, 0)
    panel.act("Story of this person")
    settle()
    story.state.set_measure(MEASURE)
    settle()
    state = story.state
    while state.story and not state.story.counts and state.place + 1 < len(state.people):
        state.step(1)
    story.look_for_pairs()
    settle()
    story.pairs.calculate()
    settle()
    for name, shown in (("story", story.window), ("pairs", story.pairs)):
        shown.resize(window.size())
        shot(name, shown)
    story.close()


def inside(window: MainWindow, step: str, settle: Settle, shot: Shot) -> None:
    """Take what there is more of on a page."""
    steps = {"check": _check, "fix": _fix, "preview": _preview, "submit": _submit}
    more = steps.get(step)
    if more is not None:
        more(window, settle, shot)


def _check(window: MainWindow, settle: Settle, shot: Shot) -> None:
    """Take the other views of Check and its dialogs."""
    from ui.pages.check import CheckPage

    page = window.pages["check"]
    assert isinstance(page, CheckPage)
    for place, name in ((1, "quality"), (2, "selection")):
        page.views_shown.buttons[place].click()
        shot(name)
    page.views_shown.buttons[0].click()
    for place in range(1, page.grouping.count()):
        page.grouping.setCurrentIndex(place)
        page.grouping.activated.emit(place)
        settle()
        shot(f"check-by-{page.grouping.itemText(place).lower().replace(' ', '-')}")
    page.grouping.setCurrentIndex(0)
    page.grouping.activated.emit(0)
    dialog = page.show_reports()
    if dialog is not None:
        _dialog("reports", dialog, shot)
    rules = page.show_own_rules()
    if rules is not None:
        rules.form.name.setText("Services do not last longer than a year")
        rules.form.when.setText("Event Type = Service")
        rules.form.must.setText("days from Event Start Date to Event End Date <= 365")
        rules.form.must.textEdited.emit(rules.form.must.text())
        settle()
        shot("own-rules", rules)
        for words in (rules.form.name, rules.form.must):
            words.clear()  # or it asks whether the rule may be lost, and waits
        rules.close()
    window.open_help("MAND-02")
    assert window.help is not None
    _dialog("help", window.help, shot)


def _fix(window: MainWindow, settle: Settle, shot: Shot) -> None:
    """Take the price of fixes, the profile, names spelt in several ways."""
    from ui.fixing.near_spellings import NearSpellingsDialog
    from ui.pages.fix import FixPage

    page = window.pages["fix"]
    assert isinstance(page, FixPage)
    prices = page.side.prices
    prices.begin()
    settle(lambda: prices.known is not None)
    shot("priced")
    prices.more.click()
    shot("priced-plan")
    prices.more.click()
    editor = page.profile.open_editor()
    if editor is not None:
        _dialog("profile", editor, shot)
    dialog = NearSpellingsDialog(window.workspace, window.profile, window)
    dialog.show()
    settle()
    _dialog("spellings", dialog, shot)


def answers(window: MainWindow, settle: Settle, shot: Shot) -> None:
    """Take the answers of teams to a small file, some of which do not fit."""
    from ui.pages.fix import FixPage

    window.open_file(ANSWERS / "extract.csv")
    settle()
    window.open_paths([ANSWERS / "by_libreoffice.ods"])
    settle()
    page = window.pages["fix"]
    assert isinstance(page, FixPage)
    if page.profile.dialog is not None:
        _dialog("answers", page.profile.dialog, shot)


def _submit(window: MainWindow, settle: Settle, shot: Shot) -> None:
    """Take what Submit says of a twin that was made."""
    from ui.pages.submit import SubmitPage

    page, opened = window.pages["submit"], window.workspace.opened
    assert isinstance(page, SubmitPage)
    if opened is None:
        return
    with TemporaryDirectory() as folder:
        page.twin.write_to(Path(folder) / "twin.csv", opened)
        settle()
        bar = page._area.verticalScrollBar()
        bar.setValue(bar.maximum())
        shot("twin")


def _preview(window: MainWindow, settle: Settle, shot: Shot) -> None:
    """Take a measure in all its parts, the inputs, the activity report, published figures."""
    state = window.preview
    if state.preview is None:
        return
    state.show(MEASURE)
    settle()
    view = window.pages["preview"].shown  # type: ignore[attr-defined]
    for place, name in enumerate(view._names):
        view._tabs.buttons[place].click()
        shot(f"measure-{name.lower().replace(' ', '-')}")
    state.show("activity")
    settle(lambda: state.activity.are_there)
    shot("activity")
    for entry in (TABLE, "inputs", "published", "proof", "story"):
        state.show(entry)
        shot("activity-table" if entry == TABLE else f"preview-{entry}")
    state.show("")


def _dialog(name: str, dialog: QDialog, shot: Shot) -> None:
    shot(name, dialog)
    dialog.close()
