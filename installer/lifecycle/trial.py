"""The whole trial: build, make the set-up, and live through it in a fresh wine prefix."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from installer.building import build_here
from installer.contents import megabytes
from installer.lifecycle import inspecting, installing, running, watching, wizard
from installer.lifecycle.inputs import inputs_hash, last_tried, record
from installer.lifecycle.place import Installed
from installer.lifecycle.screen import Screen
from installer.lifecycle.steps import Steps
from installer.packing import make_release, make_setup
from installer.product import DIST, NAME, WORK, program_folder
from installer.windows.build import build_for_windows
from installer.windows.tools import need
from installer.windows.wine import Wine

PASSED, FAILED = 0, 1


def run_trial(*, if_changed: bool = False, as_built: bool = False) -> int:
    """Build and try; return 0 when every step passed, 1 when one failed.

    if_changed: do nothing when the last recorded trial had the same inputs. as_built: try what lies
    in `dist`, and keep no record. Raises ToolsMissing and
    WineFailed when this machine cannot try it at all.
    """
    mark = inputs_hash()
    if if_changed and last_tried().get("inputs") == mark:
        print("The set-up was tried with exactly these inputs (installer/tried.json): not again.")
        return PASSED
    if if_changed:
        print("What goes into the set-up has changed since it was last tried: building and trying.")
    need("wine", "makensis", "x86_64-w64-mingw32-gcc", "Xvfb", "xdotool", "import", "strace")
    steps = Steps()
    release = _as_built() if as_built else _built(steps)
    steps.measure("megabytes of the set-up", release[0].stat().st_size / 1e6)
    steps.measure("megabytes of the portable zip", release[1].stat().st_size / 1e6)
    steps.measure("megabytes of the installed folder", megabytes(program_folder(windows=True)))
    steps.measure("megabytes of the Linux folder", megabytes(program_folder(windows=False)))
    with tempfile.TemporaryDirectory() as scratch, Screen(WORK / "pictures") as screen:
        wine = Wine(WORK / "wine-trial", display=screen.display)
        wine.make()
        screen.prove(wine)
        began = time.monotonic()
        try:
            _live(steps, wine, screen, release, Path(scratch))
            _linux(steps, screen, program_folder(windows=False), Path(scratch))
        except subprocess.TimeoutExpired as problem:
            screen.picture("timed-out")
            installing.timed_out(steps, Path(str(problem.cmd[1])).name, problem)
        finally:
            wine.stop()
    steps.measure("seconds of the life cycle", time.monotonic() - began)
    print(
        f"{len(steps.passed)} steps passed, {len(steps.failed)} failed; pictures in build/pictures"
    )
    for what in steps.failed:
        print(f"FAILED  {what}")
    if not steps.failed and not as_built:
        record(mark, steps.passed, steps.measured)
    return FAILED if steps.failed else PASSED


def _built(steps: Steps) -> list[Path]:
    began = time.monotonic()
    build_for_windows()
    build_here()
    steps.measure("seconds to build both folders", time.monotonic() - began)
    return make_release(DIST / "release")


def _as_built() -> list[Path]:
    release = DIST / "release"
    return [next(release.glob("*-setup.exe")), next(release.glob("*-portable.zip"))]


def _live(steps: Steps, wine: Wine, screen: Screen, release: list[Path], scratch: Path) -> None:
    folder = program_folder(windows=True)
    setup, archive = release[:2]
    source = scratch / "source"
    running.from_source("demo", "--folder", str(source))
    inspecting.nothing_missing(steps, folder)
    inspecting.no_network_module(steps, folder)
    inspecting.version_shown(steps, folder)

    before = installing.clean(wine)
    installing.refused_on_old_windows(steps, wine, setup)
    installing.older_version_installed(steps, wine, _older_setup(folder))
    installing.upgraded(steps, wine, setup, folder)

    place = Installed(wine)
    running.main_job(steps, place, scratch / "installed", source)
    running.workbook_read(steps, place, scratch / "installed")
    running.first_start(steps, place, screen)
    running.workbook_in_window(steps, place, screen, scratch / "installed")
    running.dropped(steps, place, screen)
    running.opened_by_explorer(steps, place, screen)
    installing.refused_while_running(steps, wine, setup)
    running.closed(steps, place, screen)
    running.settings_hold_no_cell(steps, place.settings)
    installing.removed(steps, place, settings_too=False)

    elsewhere = installing.installed_to_a_chosen_folder(steps, wine, setup)
    running.main_job(steps, elsewhere, scratch / "elsewhere", source)
    inspecting.without_wines_runtime(steps, elsewhere, scratch / "runtime")
    watching.reaches_no_network(steps, elsewhere, screen, scratch)
    installing.removed(steps, elsewhere, settings_too=True)
    elsewhere.folder.parent.rmdir()

    running.portable(steps, wine, archive, screen)
    everybody = wizard.clicked_through(steps, wine, setup, screen)
    wizard.uninstalled_by_hand(steps, everybody, screen)
    promised = {f"users/{wine.home.name}/Documents/", f"users/{wine.home.name}/Temp/"}
    installing.nothing_left(steps, wine, before, promised)


def _linux(steps: Steps, screen: Screen, folder: Path, scratch: Path) -> None:
    running.job_of_linux_folder(steps, folder, scratch / "linux", scratch / "source")
    running.window_of_linux_folder(steps, folder, screen, scratch / "settings")


def _older_setup(folder: Path) -> Path:
    """Make a set-up of a version that is called older and has a file too many."""
    copy = WORK / "older" / NAME
    shutil.rmtree(copy.parent, ignore_errors=True)
    shutil.copytree(folder, copy)
    (copy / installing.STALE).write_bytes(b"stale")
    target = WORK / "older" / "older-version.exe"
    make_setup(copy, target, installing.OLDER_VERSION, fast=True)
    shutil.rmtree(copy)
    return target
