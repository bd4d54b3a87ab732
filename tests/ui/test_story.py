"""A person's story in the window: from where it is reached, what it is of, what may be done."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from benchmarks.stories import story_of
from cldvalidator.checks.local_rules import CouncilRule
from cldvalidator.fixes.profile import default_profile
from cldvalidator.fixes.profile_store import change_profile
from cldvalidator.presentation.story_text import WHY_COVERED, bar_sentence
from cldvalidator.specification import load_specification
from tests.examples import examples
from tests.ui.driving import WAIT, at_page, check_page, opened, settled, told
from ui.grid.commands import STORY
from ui.main_window import MainWindow
from ui.story.layout import laid_out
from ui.story.picture import StoryPicture
from ui.story.state import NOBODY, OTHERS
from ui.story.window import StoryWindow


def shown(qtbot: QtBot, window: MainWindow) -> StoryWindow:
    """Ask on Check for the story of the person of the third row."""
    panel = check_page(window).panel
    panel.grid.go_to(2, 0)
    QTest.keyClick(panel.grid, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.story.state.story is not None, timeout=WAIT)
    settled(qtbot, window)
    found = window.story.window
    assert found is not None
    return found


@pytest.fixture
def story(qtbot: QtBot, window: MainWindow, extract_file: Path) -> StoryWindow:
    at_page(qtbot, window, extract_file, "check")
    return shown(qtbot, window)


def test_from_a_row_on_to_the_next_person_and_back_to_the_grid(
    qtbot: QtBot, window: MainWindow, story: StoryWindow
) -> None:
    state, extract = window.story.state, window.workspace.opened.extract  # type: ignore[union-attr]
    first = state.story
    assert first is not None
    assert 2 in [bar.record for bar in first.bars]
    assert first.called == extract.column("NHS Number").text(2)
    assert story.picture.current == first.bar_of(2)
    assert story.where.text().startswith("3 of ")
    for key, place in ((Qt.Key.Key_F8, 3), (Qt.Key.Key_F8, 4)):
        QTest.keyClick(story, key)
        qtbot.waitUntil(lambda at=place: state.place == at and not state.busy, timeout=WAIT)  # type: ignore[misc]
    QTest.keyClick(story, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    settled(qtbot, window)
    assert state.place == 3
    QTest.keyClick(story.picture, Qt.Key.Key_End)
    assert state.story is not None
    bar = state.story.bars[story.picture.current]
    assert story.current.text() == bar_sentence(state.story, bar)
    assert story.table.current_key() == story.picture.current
    QTest.keyClick(story.picture, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert window.workspace.cell == (bar.record, "Event Type")


def test_a_measure_says_who_counts_and_personal_fields_can_be_hidden(
    qtbot: QtBot, window: MainWindow, story: StoryWindow
) -> None:
    story.measure.setCurrentIndex(story.measure.findData("ASCOF 2E"))
    story.measure.activated.emit(story.measure.currentIndex())
    settled(qtbot, window)
    now = window.story.state.story
    assert now is not None
    assert now.measure == "ASCOF 2E"
    assert story.why.text().startswith(f"ASCOF 2E: {now.says[0]}")
    assert now.called in story.who.text()
    window.workspace.set_hidden(True)
    assert story.why.text() == WHY_COVERED
    texts = (story.who.text(), story.picture.accessibleDescription(), story.why.text())
    assert not any(now.called in text for text in texts)
    assert story.picture.scene is not None
    assert story.picture.scene.hidden


def test_the_story_is_renewed_by_a_change_and_taken_away_with_the_file(
    qtbot: QtBot, window: MainWindow, story: StoryWindow, tmp_path: Path
) -> None:
    state = window.story.state
    assert state.story is not None
    bar, called = state.story.bars[0], state.story.called
    window.workspace.edit_cell(bar.record, "Event Outcome", "Changed here")
    settled(qtbot, window)
    assert state.story is not None
    assert state.story.called == called
    assert state.story.bars[state.story.bar_of(bar.record)].outcome == "Changed here"
    window.workspace.undo()
    settled(qtbot, window)
    other = tmp_path / "other.csv"
    other.write_bytes(Path(window.workspace.path or "").read_bytes())
    opened(qtbot, window, other)
    assert state.story is None
    assert story.notice.text() == OTHERS
    assert not story.picture.isEnabled()
    assert not story.save.isEnabled()
    said = told(window)
    state.go_to(bar.record)
    state.step(1)
    assert state.story is None
    assert said == []


def test_people_are_found_and_nobody_is_said(
    qtbot: QtBot, window: MainWindow, story: StoryWindow
) -> None:
    state = window.story.state
    story.search.setText("S0000001")
    QTest.keyClick(story.search, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert state.story is not None
    assert ("LA Person Unique Identifier", "S0000001") in state.story.identifiers
    before = state.story
    story.search.setText("nobody of this name")
    QTest.keyClick(story.search, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert NOBODY.what in story.notice.text()
    assert state.story is before


def test_a_picture_is_saved_when_asked_and_replaces_nothing_unasked(
    qtbot: QtBot,
    window: MainWindow,
    story: StoryWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, begins in (("story.png", b"\x89PNG"), ("story.pdf", b"%PDF")):
        target = tmp_path / name
        story.save_to(target)
        settled(qtbot, window)
        assert target.read_bytes().startswith(begins)
    image = QImage(str(tmp_path / "story.png"))
    assert not image.isNull()
    kept = (tmp_path / "story.png").read_bytes()
    no = QMessageBox.StandardButton.Cancel
    monkeypatch.setattr(QMessageBox, "question", lambda *_: no)
    window.story.state.step(1)
    settled(qtbot, window)
    story.save_to(tmp_path / "story.png")
    settled(qtbot, window)
    assert (tmp_path / "story.png").read_bytes() == kept


def test_why_somebody_is_behind_a_figure(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    at_page(qtbot, window, extract_file, "preview")
    window.preview.show("ASCOF 2A")
    view = window.pages["preview"].shown  # type: ignore[attr-defined]
    preview = window.preview.preview
    assert preview is not None
    result = next(i.results[0] for i in preview.previewed if i.measure.text.id == "ASCOF 2A")
    total = next(f for f in result.figures if f.group == "Total")
    with qtbot.waitSignal(view.behind.shown, timeout=WAIT):
        window.preview.look_behind((total, "numerator"))
    view.behind.story.click()
    qtbot.waitUntil(lambda: window.story.state.story is not None, timeout=WAIT)
    settled(qtbot, window)
    state = window.story.state
    assert state.of_figures
    assert state.measure == "ASCOF 2A"
    assert state.story is not None
    assert state.story.says[0].startswith("In the numerator and the denominator: ST-Max from")
    people = {int(p) for p in total.behind.numerator_people}
    assert {int(p) for p in state.people} == people
    window.preview.forget()
    assert state.stale == OTHERS


def test_zooming_keeps_what_is_looked_at_and_stays_on_the_axis(picture: StoryPicture) -> None:
    whole = picture.days
    for _ in range(40):
        QTest.keyClick(picture, Qt.Key.Key_Plus)
    first, last = picture.days
    assert last - first == pytest.approx(20)
    QTest.keyClick(picture, Qt.Key.Key_End)
    assert picture.story is not None
    start = picture.story.bars[picture.current].start
    assert start is not None
    assert picture.days[0] <= start.toordinal() <= picture.days[1]
    for _ in range(200):
        QTest.keyClick(picture, Qt.Key.Key_PageDown)
    assert picture.days[1] == pytest.approx(whole[1])
    QTest.keyClick(picture, Qt.Key.Key_0)
    assert picture.days == whole


def test_the_pointer_finds_every_bar_and_the_arrow_keys_reach_each(picture: StoryPicture) -> None:
    scene = picture.scene
    assert scene is not None
    found = {picture.bar_at(scene.rect(bar).center()) for bar in scene.layout.bars}
    assert len(found) > 50  # events that lie upon each other at this size are reached by keys
    assert picture.bar_at(QPointF(2, 2)) == -1
    been = []
    QTest.keyClick(picture, Qt.Key.Key_Home)
    for _ in scene.layout.order:
        been.append(picture.current)
        QTest.keyClick(picture, Qt.Key.Key_Right)
    assert been == list(scene.layout.order)
    assert len(set(been)) == 60


@settings(max_examples=examples(30))
@given(events=st.integers(0, 40), shift=st.integers(-4000, 4000))
def test_no_two_bars_of_a_line_overlap_and_no_typing_error_stretches_the_axis(
    events: int, shift: int
) -> None:
    from dataclasses import replace

    story = story_of(events)
    wrong = date(2025, 5, 1) + timedelta(days=shift * 30 // 4)
    bars = tuple(
        replace(bar, start=wrong, end=wrong) if n % 7 == 0 else bar
        for n, bar in enumerate(story.bars)
    )
    layout = laid_out(replace(story, bars=bars))
    assert layout.last - layout.first < 10 * 366
    by_line: dict[int, float] = {}
    for bar in sorted(layout.bars, key=lambda b: (b.line, b.first)):
        assert by_line.get(bar.line, 0.0) <= bar.first
        by_line[bar.line] = float("inf") if bar.last is None else bar.last + 1
    assert sorted(layout.order) == list(range(events))


def test_the_explained_finding_leads_to_the_story_of_its_person(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    at_page(qtbot, window, extract_file, "check")
    page = check_page(window)
    page.groups.choose_row(0)
    settled(qtbot, window)
    record = int(page.panel.model.rows[0])
    links = (b for b in page.explain.findChildren(QPushButton) if b.text() == STORY)
    next(links).click()
    qtbot.waitUntil(lambda: window.story.state.story is not None, timeout=WAIT)
    settled(qtbot, window)
    state = window.story.state
    assert state.story is not None
    assert record in [bar.record for bar in state.story.bars]
    assert len(state.people) > 1, "F8 goes through the people of the rows that are shown"


def test_a_table_of_the_activity_report_says_who_counts(
    qtbot: QtBot, window: MainWindow, story: StoryWindow
) -> None:
    story.measure.setCurrentIndex(story.measure.findData("LTS001b"))
    story.measure.activated.emit(story.measure.currentIndex())
    settled(qtbot, window)
    now = window.story.state.story
    assert now is not None
    assert now.measure == "LTS001b"
    assert now.says
    assert story.why.text().startswith(f"LTS001b: {now.says[0]}")


def test_a_person_of_a_set_is_found_before_its_figures_are_there(
    qtbot: QtBot, window: MainWindow, golden: dict[str, Path]
) -> None:
    """The figures are asked for first; the picture says of each event which file it is from.

    Findings of the council's own rules stand among the others, in the story alone.
    """
    own = CouncilRule("LOCAL-01", "Everything was a request", must="Event Type = Request")
    default_profile().parent.mkdir(parents=True, exist_ok=True)
    change_profile(default_profile(), load_specification("2"), lambda now: now.with_rules([own]))
    window.open_set(list(golden.values()))
    qtbot.waitUntil(lambda: window.sets.seen is not None, timeout=WAIT)
    assert window.preview.preview is None
    window.pages["open"].set_view.person.click()  # type: ignore[attr-defined]
    story = window.story.window
    assert story is not None
    assert story.notice.text() == "Making the story ..."
    qtbot.waitUntil(lambda: not window.story.state.busy, timeout=3 * WAIT)
    assert window.preview.of_set is not None
    extract = window.preview.extract
    assert extract is not None
    story.search.setText(extract.column("NHS Number").text(0))
    story.find_people()
    qtbot.waitUntil(lambda: window.story.state.story is not None, timeout=WAIT)
    settled(qtbot, window)
    now = window.story.state.story
    assert now is not None
    assert now.bars
    assert {bar.file for bar in now.bars} <= {path.name for path in golden.values()}
    assert story.table.listing_model.listing.headers[0] == "File"
    others = [bar for bar in now.bars if bar.kind != "Request"]
    assert others
    assert all("LOCAL-01" in [f.rule for f in bar.findings] for bar in others)
    of_figures = window.preview.of_set.files
    assert not [g for f in of_figures for g in f.result.findings.groups if g.rule.is_local]
    window.sets.decided = False


def test_an_event_of_a_version_that_has_just_gone_is_not_opened(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between a change and the news of it a row may stand elsewhere."""
    at_page(qtbot, window, extract_file, "check")
    shown(qtbot, window)
    state, messages, wanted = window.story.state, told(window), []
    window.workspace.cell_wanted.connect(lambda *cell: wanted.append(cell))
    record = state.story.bars[0].record
    with monkeypatch.context() as patched:
        patched.setattr(state, "_now", lambda _: object())
        state.go_to(record)
    assert "has just changed" in messages[0]
    assert not wanted
    state.go_to(record)
    assert [cell[0] for cell in wanted] == [record]
    window.story.close()
