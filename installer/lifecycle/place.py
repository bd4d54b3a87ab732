"""Where an installation is in a wine prefix, and what Windows knows of it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from installer.product import COMMAND_PROGRAM, NAME, WINDOW_PROGRAM
from installer.windows.wine import Wine, windows_path

PROGID = "CLDValidator.Extract"
EXTENSIONS = (".csv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_UNINSTALL = rf"Software\Microsoft\Windows\CurrentVersion\Uninstall\{NAME}"


@dataclass(frozen=True)
class Installed:
    """An installation for one user, or for everybody."""

    wine: Wine
    everybody: bool = False
    elsewhere: Path | None = None

    @property
    def root(self) -> str:
        """The part of the registry it is in."""
        return "HKLM" if self.everybody else "HKCU"

    @property
    def folder(self) -> Path:
        """The program's folder."""
        if self.elsewhere:
            return self.elsewhere
        if self.everybody:
            return self.wine.c_drive / "Program Files" / NAME
        return self.wine.home / "AppData" / "Local" / "Programs" / NAME

    @property
    def window_program(self) -> Path:
        """The windowed program."""
        return self.folder / f"{WINDOW_PROGRAM}.exe"

    @property
    def command_program(self) -> Path:
        """The console program."""
        return self.folder / f"{COMMAND_PROGRAM}.exe"

    @property
    def shortcut(self) -> Path:
        """The Start menu entry."""
        if self.everybody:
            start = self.wine.c_drive / "ProgramData" / "Microsoft" / "Windows" / "Start Menu"
        else:
            start = self.wine.home / "AppData/Roaming/Microsoft/Windows/Start Menu"
        return start / "Programs" / f"{NAME}.lnk"

    @property
    def settings(self) -> Path:
        """The user's settings and profiles."""
        return self.wine.home / "AppData" / "Local" / NAME

    def uninstall_entry(self, value: str) -> str | None:
        """Return a value of the entry in the list of installed apps."""
        return self.wine.registry(rf"{self.root}\{_UNINSTALL}", value)

    def class_value(self, key: str, value: str | None = None) -> str | None:
        """Return a value of what Explorer knows."""
        return self.wine.registry(rf"{self.root}\Software\Classes\{key}", value)

    def run_setup(self, setup: Path, *options: str) -> subprocess.CompletedProcess[str]:
        """Run a set-up silently."""
        scope = "/AllUsers" if self.everybody else "/CurrentUser"
        return self.wine.run(setup, "/S", scope, *options)

    def run_uninstaller(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Run the uninstaller silently in its own place, so that it ends when it has finished."""
        uninstaller = windows_path(self.folder / "Uninstall.exe")
        words = [f'"{uninstaller}"', "/S", *options, f"_?={windows_path(self.folder)}"]
        return self.wine.run_line(" ".join(words))
