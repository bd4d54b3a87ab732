"""Submit: the portal's checks, the form that is written, and the open file as it is."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.limits import limited
from tests.ui.driving import SAMPLE, opened, settled, words
from ui.main_window import MainWindow
from ui.pages.submit import SubmitPage


@pytest.fixture
def submit(window: MainWindow) -> SubmitPage:
    page = window.pages["submit"]
    assert isinstance(page, SubmitPage)
    return page


def looked_at(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    opened(qtbot, window, path)
    window.show_page("submit")
    settled(qtbot, window)


def test_the_portals_checks_are_shown(
    qtbot: QtBot, window: MainWindow, submit: SubmitPage, tmp_path: Path
) -> None:
    looked_at(qtbot, window, SAMPLE)
    said = words(submit.portal)
    assert "Its own settings for Client Level Data are not public." in said
    assert "writes Windows-1252 without a byte order mark" in said
    assert "8 values begin with =, +, @" in said
    assert not submit.portal.utf_8.isVisibleTo(submit)
    assert submit.outputs().encoding == "Windows-1252"


def test_a_compressed_submission_is_written(
    qtbot: QtBot, window: MainWindow, submit: SubmitPage, tmp_path: Path
) -> None:
    looked_at(qtbot, window, SAMPLE)
    submit.folder.setText(str(tmp_path))
    submit.name.setText("sent")
    submit.portal.compress.setChecked(True)
    submit.begin()
    settled(qtbot, window)
    assert gzip.decompress((tmp_path / "sent.csv.gz").read_bytes()).startswith(b"LA Code,")
    assert (tmp_path / "sent.manifest.json").is_file()


def test_utf_8_is_only_written_when_it_is_chosen(
    qtbot: QtBot, window: MainWindow, submit: SubmitPage, tmp_path: Path
) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(SAMPLE.read_bytes().replace(b"Person 731", "Łucja".encode()))
    looked_at(qtbot, window, path)
    submit.name.setText("sent.csv")
    submit.begin()
    settled(qtbot, window)
    assert not (tmp_path / "sent.csv").exists()
    assert "Windows-1252 lacks" in words(submit)
    submit.portal.utf_8.setChecked(True)
    settled(qtbot, window)
    assert "Łucja arrives as Å\ufffducja (Last Name)" in words(submit.portal)
    submit.begin()
    settled(qtbot, window)
    assert "Łucja".encode() in (tmp_path / "sent.csv").read_bytes()
    looked_at(qtbot, window, SAMPLE)  # the choice was for that file
    assert submit.outputs().encoding == "Windows-1252"


def test_the_open_file_is_judged_as_it_is(
    qtbot: QtBot, window: MainWindow, submit: SubmitPage
) -> None:
    looked_at(qtbot, window, SAMPLE)
    submit.portal.judge_as_sent()
    settled(qtbot, window)
    assert "The file is encoded in UTF-8" in words(submit.portal)


@pytest.mark.parametrize("done_before", [True, False])
def test_the_judgement_stays_in_other_colours(
    qtbot: QtBot, window: MainWindow, submit: SubmitPage, done_before: bool
) -> None:
    looked_at(qtbot, window, SAMPLE)
    submit.portal.judge_as_sent()
    if done_before:
        settled(qtbot, window)
    window.appearance.set_theme("dark")
    qtbot.waitUntil(lambda: window.pages["submit"] is not submit)
    settled(qtbot, window)
    page = window.pages["submit"]
    assert isinstance(page, SubmitPage)
    assert "The file is encoded in UTF-8" in words(page.portal)


def test_the_size_of_what_was_written_is_told(
    qtbot: QtBot,
    window: MainWindow,
    submit: SubmitPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at(qtbot, window, SAMPLE)
    assert "File size: Known when the file is written." in words(submit.portal)
    submit.folder.setText(str(tmp_path))
    submit.name.setText("sent")
    submit.begin()
    settled(qtbot, window)
    assert "The lowest limit is 1 GB for CSV with NHS CIS2 sign-in." in words(submit.portal)
    limited(monkeypatch, 1_000, 500, compressed=False)
    submit.name.setText("sent_again")
    submit.begin()
    settled(qtbot, window)
    for shown in (submit, submit.portal):
        assert "Compress it with gzip." in words(shown)
    assert "Do not send this one: it is too large for the portal." in words(submit)
    looked_at(qtbot, window, SAMPLE)
    assert "File size: Known when the file is written." in words(submit.portal)
