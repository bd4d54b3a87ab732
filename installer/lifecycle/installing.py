"""Steps: refused where it must be, installed silently, upgraded, removed."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from installer.lifecycle.place import EXTENSIONS, PROGID, Installed
from installer.lifecycle.steps import Steps, tree, wait_until_gone
from installer.product import NAME, PUBLISHER, VERSION
from installer.windows.wine import Wine, windows_path

OLDER_VERSION = "0.0.1"
STALE = "_internal/left_by_an_older_version.dll"
_VERSION_KEY = r"HKLM\Software\Microsoft\Windows NT\CurrentVersion"


def refused_on_old_windows(steps: Steps, wine: Wine, setup: Path) -> None:
    """Windows 7, and Windows 10 before 1809, get a plain refusal and no file."""
    place = Installed(wine)
    wine.run("winecfg", "-v", "win7")
    done = place.run_setup(setup)
    steps.check(done.returncode == 3 and not place.folder.exists(), "refused on Windows 7")
    wine.run("winecfg", "-v", "win10")
    for value in ("CurrentBuild", "CurrentBuildNumber"):
        wine.run("reg", "add", _VERSION_KEY, "/v", value, "/d", "17134", "/f")
    wine.stop()
    done = place.run_setup(setup)
    seen = (done.returncode, wine.run("cmd", "/c", "ver").stdout.strip())
    steps.check(done.returncode == 3 and not place.folder.exists(), "refused on 1803", seen)
    wine.run("winecfg", "-v", "win10")
    wine.stop()


def older_version_installed(steps: Steps, wine: Wine, older: Path) -> None:
    """An older version is there, with a file of the user's own beside it and settings."""
    place = Installed(wine)
    done = place.run_setup(older)
    steps.check(done.returncode == 0, "an older version installs silently", done.returncode)
    found = place.uninstall_entry("DisplayVersion")
    steps.check(found == OLDER_VERSION, "installed apps list the older version", found)
    steps.check((place.folder / STALE).is_file(), "it has a file that the new version has not")
    (place.folder / "my notes.txt").write_text("mine")
    place.settings.mkdir(parents=True, exist_ok=True)
    (place.settings / "profile.json").write_text("{}")


def upgraded(steps: Steps, wine: Wine, setup: Path, folder: Path) -> None:
    """The set-up over an older version: exactly the new files, and what the user had."""
    place = Installed(wine)
    before = time.monotonic()
    done = place.run_setup(setup)
    steps.measure("seconds to upgrade silently", time.monotonic() - before)
    steps.check(done.returncode == 0, "upgrade in place returns 0", done.returncode)
    found = tree(place.folder)
    steps.check(found.pop("Uninstall.exe", None), "an uninstaller is written")
    steps.check(found.pop("my notes.txt", None), "a file of the user's own survives the upgrade")
    wanted = tree(folder)
    odd = sorted(set(found.items()) ^ set(wanted.items()))
    steps.check(
        not odd, f"all {len(wanted)} files equal the build's by SHA-256, none stale", odd[:4]
    )
    kept = (place.settings / "profile.json").is_file()
    steps.check(kept, "settings and profiles survive the upgrade")
    known_to_windows(steps, place)
    in_machine = wine.has_key(rf"HKLM\Software\{NAME}")
    steps.check(not in_machine, "installing for one user writes nothing for the whole machine")


def known_to_windows(steps: Steps, place: Installed) -> None:
    """Entries in installed apps, Start menu and Explorer."""
    wanted = {"DisplayName": NAME, "DisplayVersion": VERSION, "Publisher": PUBLISHER}
    found = {name: place.uninstall_entry(name) for name in wanted}
    steps.check(found == wanted, "installed apps show name, version and publisher", found)
    size = int(place.uninstall_entry("EstimatedSize") or "0", 16)
    steps.check(size > 50_000, "installed apps show the size", size)
    steps.check(place.shortcut.is_file(), "the Start menu has an entry")
    commands = {
        place.class_value(rf"SystemFileAssociations\{e}\shell\{PROGID}\command") for e in EXTENSIONS
    }
    wish = f'"{windows_path(place.window_program)}" "%1"'
    steps.check(
        commands == {wish}, f"'Open with {NAME}' is there for CSV and Excel files", commands
    )
    offered = all(
        place.class_value(rf"{e}\OpenWithProgids", PROGID) is not None for e in EXTENSIONS
    )
    steps.check(offered, "the program is among those that 'Open with' offers")
    taken = [e for e in EXTENSIONS if place.class_value(e)]
    steps.check(not taken, "what opens these files by default is not changed", taken)


def refused_while_running(steps: Steps, wine: Wine, setup: Path) -> None:
    """With the window open, neither set-up nor uninstaller touch anything."""
    place = Installed(wine)
    done = place.run_setup(setup)
    steps.check(done.returncode == 4, "set-up is refused while running", done.returncode)
    done = place.run_uninstaller()
    there = place.window_program.is_file() and (place.folder / "_internal").is_dir()
    steps.check(
        done.returncode == 4 and there, "uninstall is refused while running", done.returncode
    )


def removed(steps: Steps, place: Installed, *, settings_too: bool) -> None:
    """The silent uninstaller takes away what the set-up put there, and nothing else."""
    own_file = place.folder / "my notes.txt"
    had_own = own_file.is_file()
    uninstaller = place.folder / "Uninstall.exe"
    place.wine.run(uninstaller, "/S", *(["/RemoveSettings"] if settings_too else []))
    wait_until_gone(uninstaller)
    time.sleep(3)
    left = sorted(tree(place.folder)) if place.folder.exists() else []
    expected = ["my notes.txt"] if had_own else []
    steps.check(
        left == expected, "every installed file is gone, a file of the user's own stays", left
    )
    if had_own:
        own_file.unlink()
        place.folder.rmdir()
    steps.check(not place.folder.exists(), "no empty folder stays")
    steps.check(not place.shortcut.exists(), "the Start menu entry is gone")
    gone_from_registry(steps, place)
    there = place.settings.is_dir()
    if settings_too:
        steps.check(not there, "/RemoveSettings deletes settings and profiles")
    else:
        steps.check(there, "settings and profiles stay, as promised")


def gone_from_registry(steps: Steps, place: Installed) -> None:
    """No key or value of the program is left in the registry.

    What wine itself notes about Start menu entries is not the program's, and goes when wine comes
    to it: on a busy machine after this look.
    """
    left = []
    for hive in ("HKCU\\Software", "HKLM\\Software"):
        key = ""
        for line in place.wine.run("reg", "query", hive, "/s", seconds=180).stdout.splitlines():
            key = line.strip() if line.startswith("HKEY") else key
            ours = NAME in line or PROGID in line
            if ours and "\\Software\\Wine\\" not in key and "MuiCache" not in line:
                left.append(line.strip())
    steps.check(not left, "nothing of the program is left in the registry", left[:5])


def installed_to_a_chosen_folder(steps: Steps, wine: Wine, setup: Path) -> Installed:
    """`/D=` with spaces and letters beyond ASCII, written as an administrator writes it."""
    target = wine.c_drive / "Önr Prögramme ÅÄ" / "CLD Prüfung"
    line = f'"{windows_path(setup)}" /S /CurrentUser /D={windows_path(target)}'
    done = wine.run_line(line)
    place = Installed(wine, elsewhere=target)
    there = place.window_program.is_file()
    steps.check(
        done.returncode == 0 and there, "installs into a folder given with /D=", done.stdout
    )
    return place


def clean(wine: Wine) -> set[str]:
    """Return the files of drive C, without what wine itself writes as it goes."""
    return {
        p.relative_to(wine.c_drive).as_posix()
        for p in wine.c_drive.rglob("*")
        if p.is_file() and "windows/" not in p.relative_to(wine.c_drive).as_posix()
    }


def nothing_left(steps: Steps, wine: Wine, before: set[str], promised: set[str]) -> None:
    """Compare drive C with how it was before the first set-up."""
    left = sorted(f for f in clean(wine) - before if not any(f.startswith(p) for p in promised))
    steps.check(not left, "drive C holds no file that was not there before", left[:6])


def timed_out(steps: Steps, what: str, problem: subprocess.TimeoutExpired) -> None:
    """Record that something did not end in time."""
    steps.check(False, f"{what} ended within {problem.timeout:.0f} seconds")
