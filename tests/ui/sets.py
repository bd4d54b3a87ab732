"""What the tests of sets do again and again; the golden files are read once in a process."""

from __future__ import annotations

import os
from dataclasses import replace
from hashlib import sha256

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent

from cldvalidator.submissions import gathering
from cldvalidator.submissions.import_day import import_time
from cldvalidator.submissions.submission_reading import ReadSubmission
from tests.submissions.golden import imports_of, read_files, unpacked
from tests.ui.driving import WAIT, settled


def read_once(monkeypatch):
    """Let files that hold what a golden file holds be taken from the one reading of it."""
    known = {r.submission.sha256: r for r in read_files().values()}
    original = gathering.read_submission

    def read(path, specification, older, *, imported=None, reading=None, task):
        task.step("Reading")
        digest = sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        if digest not in known:
            return original(path, specification, older, imported=imported, task=task)
        found = known[digest]
        when = import_time(path, digest, found.submission.stated, imported)
        submission = replace(
            found.submission,
            path=path,
            imported=when.moment,
            known_from=when.known_from,
            notices=when.notices,
        )
        return ReadSubmission(submission, found.extract, found.read)

    monkeypatch.setattr(gathering, "read_submission", read)


def golden_folder(folder, run="latest"):
    """Write the files of a run, last changed when they were imported; return their paths."""
    folder.mkdir()
    paths = unpacked(folder)
    moments = imports_of(run)
    for name, path in paths.items():
        if name in moments:
            at = moments[name].timestamp()
            os.utime(path, (at, at))
        else:
            path.unlink()
    return {name: paths[name] for name in moments}


def drop(window, *paths):
    """Drop files or folders on the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
    window.dropEvent(
        QDropEvent(
            QPoint(200, 200),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def is_seen(window):
    """Whether the set was read and quarters are chosen."""
    sets = window.sets
    return sets.seen is not None and not sets.is_reading and window.workspace.calm


def dropped(qtbot, window, *paths):
    """Drop submissions on the window and wait until they are shown; return the page's set."""
    drop(window, *paths)
    qtbot.waitUntil(lambda: is_seen(window), timeout=WAIT)
    settled(qtbot, window)
    return window.pages["open"].set_view


def follow(qtbot, window):
    """Wait until the quarters are chosen anew."""
    qtbot.waitUntil(lambda: is_seen(window), timeout=WAIT)


def states(window):
    """Return what the list says of each file, by its name."""
    listing = window.pages["open"].set_view.members.table.listing_model.listing
    return dict(zip(listing.columns[0], listing.columns[-1], strict=True)) if len(listing) else {}


def choose(window, name):
    """Select a file of the list."""
    table = window.pages["open"].set_view.members.table
    table.selectRow(list(table.listing_model.listing.columns[0]).index(name))


def three_files(folder, monkeypatch):
    """Write three files of the golden set; return them by name. They are read once only."""
    read_once(monkeypatch)
    paths = golden_folder(folder)
    for name in set(paths) - {"f1", "f6", "f8"}:
        paths.pop(name).unlink()
    return paths
