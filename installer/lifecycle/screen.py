"""A screen of its own, and somebody at it: waits for windows, presses keys, takes pictures."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from types import TracebackType

from installer.windows.tools import need
from installer.windows.wine import Wine, WineFailed

_STARTS = 3


class Screen:
    """An X server without a monitor. Used with `with`; its `display` is for Wine."""

    def __init__(self, pictures: Path) -> None:
        self.pictures = pictures
        self.display = ""
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Screen:
        """Start the server on a free display. Raises ToolsMissing, WineFailed."""
        need("Xvfb", "xdotool", "import")
        self.pictures.mkdir(parents=True, exist_ok=True)
        reading, writing = os.pipe()
        size = ["-screen", "0", "1280x900x24", "-nolisten", "tcp"]
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), *size],
            pass_fds=[writing],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        if not number:
            raise WineFailed("Xvfb did not start")
        self.display = f":{number}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """End the server."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(30)

    def prove(self, wine: Wine) -> None:
        """See that wine can show a window here at all, with its own editor. Raises WineFailed."""
        for _ in range(_STARTS):
            editor = wine.start("notepad")
            shown = self.wait_for("Notepad", 60)
            editor.kill()
            wine.stop()
            if shown is not None:
                return
        raise WineFailed("wine cannot even show its own editor on this machine")

    def wait_for(self, title: str, seconds: float) -> float | None:
        """Wait for a window with a title (a regular expression); return the seconds it took."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if self.window(title) is not None:
                return time.monotonic() - began
            time.sleep(0.1)
        return None

    def gone(self, title: str, seconds: float) -> bool:
        """Wait until there is no window with a title any more."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.window(title) is None:
                return True
            time.sleep(0.2)
        return False

    def window(self, title: str) -> str | None:
        """Return the number of the visible window with a title, if there is one."""
        found = self._xdotool("search", "--onlyvisible", "--name", title).split()
        return found[-1] if found else None

    def press(self, title: str, *keys: str) -> None:
        """Press keys in a window."""
        window = self.window(title)
        if window is not None:
            self._xdotool("windowfocus", "--sync", window)
            for key in keys:
                self._xdotool("key", "--clearmodifiers", key)
                time.sleep(0.3)

    def turn(self, title: str, key: str) -> None:
        """Press the key that leads on in a wizard, again when nothing has moved by then."""
        for _ in range(_STARTS):
            before = self._looks(title)
            self.press(title, key)
            end = time.monotonic() + 10
            while time.monotonic() < end:
                time.sleep(0.5)
                if self._looks(title) != before:
                    time.sleep(1.5)
                    return

    def _looks(self, title: str) -> bytes:
        done = subprocess.run(
            ["import", "-window", self.window(title) or "root", "-depth", "8", "rgb:-"],
            env=os.environ | {"DISPLAY": self.display},
            check=False,
            timeout=60,
            capture_output=True,
        )
        return done.stdout

    def close(self, title: str) -> None:
        """Ask a window to close, as its cross does."""
        window = self.window(title)
        if window is not None:
            self._xdotool("windowfocus", "--sync", window)
            self._xdotool("key", "--clearmodifiers", "alt+F4")

    def drag(self, title: str, onto: str) -> None:
        """Drag from the middle of a small window onto another, as a hand does."""
        source, target = self.window(title), self.window(onto)
        if source is None or target is None:
            return
        self._xdotool("mousemove", "--window", source, "20", "20")
        self._xdotool("mousedown", "1")
        for step in range(1, 12):
            time.sleep(0.15)
            self._xdotool(
                "mousemove", "--window", target, str(100 + 40 * step), str(100 + 30 * step)
            )
        time.sleep(1)
        self._xdotool("mouseup", "1")

    def picture(self, name: str, title: str = "") -> Path:
        """Take a picture of a window, or of the whole screen."""
        target = self.pictures / f"{name}.png"
        window = (self.window(title) if title else None) or "root"
        subprocess.run(
            ["import", "-window", window, str(target)],
            env=os.environ | {"DISPLAY": self.display},
            check=False,
            timeout=60,
        )
        return target

    def _xdotool(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments],
            env=os.environ | {"DISPLAY": self.display},
            check=False,
            timeout=30,
            capture_output=True,
            text=True,
        )
        return done.stdout
