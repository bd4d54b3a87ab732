"""Steps: the installed program starts, opens files, does the whole job as from source."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import xlsxwriter

from installer.lifecycle.place import PROGID, Installed
from installer.lifecycle.screen import Screen
from installer.lifecycle.steps import Steps
from installer.product import NAME, ROOT
from installer.windows.wine import Wine, windows_path

SAMPLE = ROOT / "resources" / "sample" / "sample_council_2025-26.csv"
WINDOW = f"^(.* - )?{NAME}$"
"""The program's own window, with or without a file; not the set-up, whose title begins so too."""
_START_SECONDS = 90
_STARTS = 3
_MOMENT = re.compile(r'^ "written": ".*$', re.MULTILINE)


def main_job(steps: Steps, place: Installed, where: Path, source: Path) -> None:
    """The console program does the whole job on the sample, byte for byte as from source."""
    began = time.monotonic()
    done = place.wine.run(place.command_program, "demo", "--folder", where)
    steps.measure("seconds for the whole job on the sample", time.monotonic() - began)
    steps.check(done.returncode == 0, "the console program does the whole job", done.stdout)
    same_files(steps, where, source)
    target = place.wine.home / "Documents" / "extract mit Ümlaut.csv"
    target.parent.mkdir(exist_ok=True)
    shutil.copy(SAMPLE, target)
    done = place.wine.run(place.command_program, "check", target, "--by", "rule")
    wanted = from_source("check", str(target), "--by", "rule")
    steps.check(done.returncode == 1, "`check` returns 1 for a file with errors", done.returncode)
    same = done.stdout.splitlines() == wanted.splitlines()
    steps.check(same, "`check --by rule` prints what the source prints", done.stdout)


def workbook_read(steps: Steps, place: Installed, where: Path) -> None:
    """A workbook, which a second process reads, gives what it gives from source."""
    target = where / "Auszug März.xlsx"
    _as_workbook(SAMPLE, target)
    done = place.wine.run(place.command_program, "check", target, "--by", "rule")
    wanted = from_source("check", str(target), "--by", "rule")
    same = bool(wanted) and done.stdout.splitlines() == wanted.splitlines()
    steps.check(same, "a workbook is checked as from source", done.stdout)
    broken = where / "broken.xlsx"
    broken.write_bytes(target.read_bytes()[:5_000])
    done = place.wine.run(place.command_program, "check", broken)
    steps.check(done.returncode == 2, "a broken workbook is refused", done.returncode)


def _as_workbook(source: Path, target: Path) -> None:
    with xlsxwriter.Workbook(target) as book, source.open(encoding="utf-8-sig", newline="") as file:
        sheet = book.add_worksheet()
        for number, row in enumerate(csv.reader(file)):
            for position, text in enumerate(row):
                sheet.write_string(number, position, text)


def workbook_in_window(steps: Steps, place: Installed, screen: Screen, where: Path) -> None:
    """The window opens a workbook: its program has no console, the one that reads has."""
    target = where / "Auszug März.xlsx"
    shown = None
    for _ in range(_STARTS):
        place.wine.start(place.window_program, target)
        shown = screen.wait_for(f"Auszug M.*rz.*{NAME}", _START_SECONDS)
        if shown is not None:
            break
    steps.check(shown is not None, "the window opens a workbook")
    time.sleep(2)
    screen.picture("window-workbook", NAME)
    closed(steps, place, screen)


def same_files(steps: Steps, made: Path, source: Path) -> None:
    """Compare a job's files with those from source; manifests without the moment of writing."""
    for path in sorted(source.iterdir()):
        found = made / path.name
        same = found.is_file() and _settled(found) == _settled(path)
        steps.check(same, f"{path.name} is the same, byte for byte, as from source")


def _settled(path: Path) -> bytes:
    content = path.read_bytes()
    if path.name.endswith(".manifest.json"):
        return _MOMENT.sub("", content.decode()).encode()
    return content


def from_source(*arguments: str) -> str:
    """Run the command line from source with this Python; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "cldvalidator", *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    return done.stdout


def first_start(steps: Steps, place: Installed, screen: Screen) -> None:
    """The Start menu entry brings up the window; closing it ends the program."""
    seconds = None
    for _ in range(_STARTS):
        started = place.wine.start("start", place.shortcut)
        seconds = screen.wait_for(f"^{NAME}$", _START_SECONDS)
        started.wait(30)
        if seconds is not None:
            break
    steps.check(seconds is not None, "the Start menu entry brings up the window")
    steps.measure("seconds to the first window", seconds or 0)
    time.sleep(3)
    screen.picture("window-first-start", NAME)
    closed(steps, place, screen)


def warm_start(place: Installed, screen: Screen) -> float:
    """Start the windowed program itself; return the seconds to its window, 0 if none came."""
    for _ in range(_STARTS):
        place.wine.start(place.window_program)
        seconds = screen.wait_for(NAME, _START_SECONDS)
        if seconds is not None:
            return seconds
    return 0


def closed(steps: Steps, place: Installed, screen: Screen) -> None:
    """Close the window with Alt+F4, as its user does, and see the program end.

    Without a window manager the key can go to a window that has just gone: after some tries Windows
    itself asks the program to close, as it does when a user logs off.
    """
    for _ in range(_STARTS):
        screen.close(WINDOW)
        if screen.gone(WINDOW, 15):
            break
    else:
        screen.picture("window-stays")
        place.wine.run("taskkill", "/im", place.window_program.name, seconds=60)
    steps.check(screen.gone(WINDOW, 60), "the window closes")
    end = time.monotonic() + 60
    while time.monotonic() < end and _in_use(place):
        time.sleep(0.5)
    steps.check(not _in_use(place), "the program has ended")


def _in_use(place: Installed) -> bool:
    out = place.wine.run("tasklist", seconds=60).stdout
    return place.window_program.name in out


def dropped(steps: Steps, place: Installed, screen: Screen) -> None:
    """A file dragged from another program and dropped on the window is opened."""
    seconds = warm_start(place, screen)
    steps.measure("seconds to the window, second start", seconds)
    time.sleep(2)
    source = subprocess.Popen(
        [sys.executable, "-m", "installer.lifecycle.drag_source", str(SAMPLE)],
        cwd=ROOT,
        env=os.environ | {"DISPLAY": screen.display, "QT_QPA_PLATFORM": "xcb"},
    )
    if screen.wait_for("^drag source$", 30) is not None:
        time.sleep(1)
        screen.drag("^drag source$", f"^{NAME}$")
    shown = screen.wait_for(f"^{SAMPLE.name}.*{NAME}", 30)
    source.kill()
    source.wait()
    steps.check(shown is not None, "a file dropped on the window opens")
    time.sleep(4)
    screen.picture("window-dropped", NAME)
    closed(steps, place, screen)


def opened_by_explorer(steps: Steps, place: Installed, screen: Screen) -> None:
    """A file is opened as Explorer does it: through the program's entry for CSV files.

    Wine does not merge a user's own classes into those of the machine, as Windows does; the entry
    is copied over in this prefix. The window stays open.
    """
    path = place.wine.home / "Documents" / "Auszug für März – 2.csv"
    path.parent.mkdir(exist_ok=True)
    shutil.copy(SAMPLE, path)
    wine = place.wine
    for key in (PROGID,):
        mine, all_users = (rf"{root}\Software\Classes\{key}" for root in ("HKCU", "HKLM"))
        wine.run("reg", "copy", mine, all_users, "/s", "/f")
    seconds = None
    for _ in range(_STARTS):
        started = wine.start("start", "/ProgIDOpen", PROGID, windows_path(path))
        seconds = screen.wait_for(f"Auszug.*{NAME}", _START_SECONDS)
        started.wait(30)
        if seconds is not None:
            break
    wine.run("reg", "delete", rf"HKLM\Software\Classes\{PROGID}", "/f")
    steps.check(seconds is not None, "a file with spaces and umlauts opens through 'Open with'")
    steps.measure("seconds to the window with the file in it", seconds or 0)
    time.sleep(4)
    screen.picture("window-file-open", NAME)


def settings_hold_no_cell(steps: Steps, folder: Path) -> None:
    """What the window has kept names no person of the sample."""
    kept = "".join(p.read_text("utf-8", errors="replace") for p in folder.rglob("*") if p.is_file())
    steps.check(kept, f"settings are written to {folder.name}")
    cells = {
        c for line in SAMPLE.read_text("utf-8").splitlines()[1:200] for c in line.split(",")[3:7]
    }
    told = [c for c in cells if len(c) > 5 and c in kept]
    steps.check(not told, "settings hold no identifier and no name of the file")


def portable(steps: Steps, wine: Wine, archive: Path, screen: Screen) -> None:
    """The zip runs from a folder as from a stick, and writes beside itself and nowhere else."""
    stick = wine.c_drive / "Stick ünd Ordner"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(stick)
    place = Installed(wine, elsewhere=stick / NAME)
    shutil.rmtree(place.settings, ignore_errors=True)
    seconds = warm_start(place, screen)
    steps.check(seconds, "the portable copy starts")
    time.sleep(2)
    closed(steps, place, screen)
    beside = place.folder / "settings"
    steps.check(beside.is_dir() and any(beside.iterdir()), "it keeps its settings beside itself")
    steps.check(not place.settings.exists(), "it writes nothing to the user's profile")
    shutil.rmtree(stick)


def job_of_linux_folder(steps: Steps, folder: Path, where: Path, source: Path) -> None:
    """The folder built for Linux starts and does the job too."""
    program = folder / "cldvalidator-cli"
    done = subprocess.run(
        [str(program), "demo", "--folder", str(where)], check=False, capture_output=True, text=True
    )
    steps.check(done.returncode == 0, "Linux folder: does the whole job", done.stderr)
    same_files(steps, where, source)
    target = where / "extract.xlsx"
    _as_workbook(SAMPLE, target)
    command = [str(program), "check", str(target), "--by", "rule"]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    same = bool(done.stdout) and done.stdout == from_source(*command[1:])
    steps.check(same, "Linux folder: checks a workbook as from source", done.stderr)


def window_of_linux_folder(steps: Steps, folder: Path, screen: Screen, home: Path) -> None:
    """The window of the folder built for Linux comes up on an X server."""
    environment = os.environ | {"DISPLAY": screen.display, "CLDVALIDATOR_SETTINGS": str(home)}
    environment.pop("QT_QPA_PLATFORM", None)
    began = subprocess.Popen([str(folder / NAME), str(SAMPLE)], env=environment)
    seconds = screen.wait_for("sample_council.*CLD Validator", _START_SECONDS)
    steps.check(seconds is not None, "Linux folder: the window opens a file")
    steps.measure("seconds to the window of the Linux folder", seconds or 0)
    time.sleep(2)
    screen.picture("window-linux", NAME)
    began.terminate()
    began.wait(30)
