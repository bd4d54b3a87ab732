"""Steps: the wizard clicked through page by page, and the uninstaller with its question."""

from __future__ import annotations

import time
from pathlib import Path

from installer.lifecycle.place import Installed
from installer.lifecycle.running import closed
from installer.lifecycle.screen import Screen
from installer.lifecycle.steps import Steps, wait_until_gone
from installer.product import NAME
from installer.windows.wine import Wine

_SETUP = f"^{NAME} Setup"
_UNINSTALL = f"^{NAME} Uninstall"
_PAGES = (
    # What the page is, and the key that leads on.
    ("welcome", "alt+n"),
    ("licence", "alt+a"),
    ("your-data", "alt+n"),
    ("folder", "alt+n"),
    ("choices", "alt+i"),
)
_SECONDS = 180


def clicked_through(steps: Steps, wine: Wine, setup: Path, screen: Screen) -> Installed:
    """Go through the wizard as an administrator would, for everybody, and start the program."""
    place = Installed(wine, everybody=True)
    process = wine.start(setup)
    shown = screen.wait_for(_SETUP, 90)
    steps.check(shown is not None, "the wizard opens")
    time.sleep(2)
    for number, (page, key) in enumerate(_PAGES, 1):
        screen.picture(f"wizard-{number}-{page}", _SETUP)
        screen.turn(_SETUP, key)
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and not place.uninstall_entry("NoRepair"):
        time.sleep(2)
    time.sleep(3)
    screen.picture(f"wizard-{len(_PAGES) + 1}-finish", _SETUP)
    there = place.window_program.is_file()
    steps.check(there, "the wizard installs for everybody when an administrator runs it")
    steps.check(place.shortcut.is_file(), "the Start menu of everybody has an entry")
    screen.press(_SETUP, "alt+f")
    shown = screen.wait_for(f"^{NAME}$", 90)
    steps.check(shown is not None, "the wizard's last page starts the program")
    process.wait(60)
    screen.gone(_SETUP, 30)
    time.sleep(3)
    closed(steps, place, screen)
    return place


def uninstalled_by_hand(steps: Steps, place: Installed, screen: Screen) -> None:
    """The uninstaller asks about settings and profiles; Yes deletes them."""
    steps.check(place.settings.is_dir(), "there are settings to be asked about")
    place.wine.start(place.folder / "Uninstall.exe", "/AllUsers")
    shown = screen.wait_for(_UNINSTALL, 90)
    steps.check(shown is not None, "the uninstaller opens")
    time.sleep(1.5)
    screen.picture("uninstall-1-confirm", _UNINSTALL)
    screen.press(_UNINSTALL, "alt+u")
    wait_until_gone(place.folder / "Uninstall.exe")
    time.sleep(2)
    screen.picture("uninstall-2-question")
    screen.press(_UNINSTALL, "alt+y")
    gone = wait_until_gone(place.settings, 30)
    steps.check(gone, "the uninstaller asks about settings, and Yes deletes them")
    time.sleep(2)
    screen.picture("uninstall-3-done", _UNINSTALL)
    screen.press(_UNINSTALL, "alt+c")
    screen.gone(_UNINSTALL, 20)
    steps.check(not place.folder.exists(), "the folder for everybody is gone")
