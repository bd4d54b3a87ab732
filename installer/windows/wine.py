"""Windows programs under wine, each prefix a fresh Windows of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from installer.product import WORK
from installer.windows.kit import KIT_DLLS, kit_folder
from installer.windows.tools import need

_STARTS = 3


class WineFailed(RuntimeError):
    """Wine itself did not start: nothing about the program is known."""


class Wine:
    """One wine prefix. The registry says Windows 10; the DLLs that wine lacks are put in."""

    def __init__(self, prefix: Path, *, display: str | None = None) -> None:
        self.prefix = prefix
        self.display = display
        self.watched_by: list[str] = []
        self.overrides = {"mscoree": "", "mshtml": "", "ucrtbase": "n,b", "mscms": "n,b"}

    @property
    def c_drive(self) -> Path:
        """The folder that is drive C."""
        return self.prefix / "drive_c"

    @property
    def home(self) -> Path:
        """The user's own folder."""
        users = self.c_drive / "users"
        return next(p for p in sorted(users.iterdir()) if p.name != "Public")

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment of a program in this prefix."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "QT_"))}
        kept.pop("DISPLAY", None)
        if self.display:
            kept["DISPLAY"] = self.display
        overrides = ";".join(f"{dll}={how}" for dll, how in self.overrides.items())
        kept |= {"WINEPREFIX": str(self.prefix), "WINEARCH": "win64", "WINEDEBUG": "-all"}
        # Wine asks Linux' print server for printers, at a port of this machine; here it has none.
        kept |= {"WINEDLLOVERRIDES": overrides, "CUPS_SERVER": "/nonexistent/cups.sock"}
        return kept | dict(more or {})

    def make(self) -> None:
        """Make the prefix anew, as Windows 10 with the kit. Raises WineFailed, ToolsMissing."""
        need("wine")
        for _ in range(_STARTS):
            shutil.rmtree(self.prefix, ignore_errors=True)
            self.prefix.parent.mkdir(parents=True, exist_ok=True)
            try:
                self.run("wineboot", "-i", seconds=180)
                self.run("winecfg", "-v", "win10", seconds=60)
                self._put_kit_in()
                if self.run("cmd", "/c", "ver", seconds=60).returncode == 0:
                    return
            except (subprocess.TimeoutExpired, OSError, StopIteration):
                pass
            self.stop()
        raise WineFailed(f"wine did not make a prefix in {_STARTS} tries")

    def _put_kit_in(self) -> None:
        system = self.c_drive / "windows" / "system32"
        for name in KIT_DLLS:
            target = system / name
            target.unlink(missing_ok=True)
            shutil.copy(kit_folder() / name, target)

    def run(
        self,
        *command: str | Path,
        seconds: float = 300,
        more: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run a Windows program to its end. Paths are turned into Windows' form.

        Output goes through a pipe: Windows' Python cannot start with a file there. Raises
        subprocess.TimeoutExpired.
        """
        process = self.start(*command, more=more, cwd=cwd)
        try:
            out, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return subprocess.CompletedProcess(process.args, process.returncode, out)

    def run_line(self, line: str, seconds: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a Windows command line exactly as it is written.

        Wine would put quotes round a word with spaces, which NSIS' own options must not have; so
        Windows' Python (see installer.windows.build) passes the line on.
        """
        code = f"import subprocess, sys; sys.exit(subprocess.call({line!a}))"
        return self.run(WORK / "windows-python" / "python.exe", "-c", code, seconds=seconds)

    def start(
        self, *command: str | Path, more: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.Popen[str]:
        """Start a Windows program and do not wait for it."""
        return subprocess.Popen(
            [
                *self.watched_by,
                "wine",
                *(windows_path(c) if isinstance(c, Path) else c for c in command),
            ],
            env=self.environment(more),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )

    def registry(self, key: str, value: str | None = None) -> str | None:
        """Return a value of the registry as text (a key's own without a name), or None."""
        which = ["/v", value] if value else ["/ve"]
        done = self.run("reg", "query", key, *which, seconds=60)
        for line in done.stdout.splitlines() if done.returncode == 0 else ():
            _, mark, rest = line.partition("REG_")
            if mark:
                found = "".join(rest.split(None, 1)[1:]).strip()
                return None if found == "(value not set)" else found
        return None

    def has_key(self, key: str) -> bool:
        """Tell whether the registry has a key."""
        return self.run("reg", "query", key, seconds=60).returncode == 0

    def stop(self) -> None:
        """End everything in this prefix, and nothing elsewhere."""
        subprocess.run(["wineserver", "-k"], env=self.environment(), check=False, timeout=60)
        time.sleep(1)


def windows_path(path: Path) -> str:
    """Return the form of a path of this machine that a Windows program under wine understands."""
    parts = path.absolute().parts
    if "drive_c" in parts:
        return "C:\\" + "\\".join(parts[parts.index("drive_c") + 1 :])
    return "Z:" + str(path.absolute()).replace("/", "\\")
