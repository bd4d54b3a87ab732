"""The system's tools that a Windows build on Linux needs, from Debian."""

from __future__ import annotations

import os
import shutil
import subprocess

TOOLS = {
    # A command, and the Debian packages it comes in.
    # What wine only recommends but needs for a window with text in it comes with it.
    "wine": (
        "wine",
        "wine64",
        "fonts-dejavu-core",
        "libgl1",
        "libgl1-mesa-dri",
        "libgnutls30",
        "libxcomposite1",
        "libxcursor1",
        "libxfixes3",
        "libxi6",
        "libxinerama1",
        "libxrandr2",
        "libxrender1",
    ),
    "makensis": ("nsis",),
    "x86_64-w64-mingw32-gcc": ("gcc-mingw-w64-x86-64",),
    "Xvfb": ("xvfb",),
    "xdotool": ("xdotool",),
    "import": ("imagemagick",),
    "strace": ("strace",),
    "osslsigncode": ("osslsigncode",),
}


class ToolsMissing(RuntimeError):
    """A tool is not there and could not be installed; the message says how to get it."""


def need(*commands: str) -> None:
    """Install what is missing with apt when this is Debian and root. Raises ToolsMissing."""
    missing = [c for c in commands if shutil.which(c) is None]
    if not missing:
        return
    packages = [p for command in missing for p in TOOLS[command]]
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not (shutil.which("apt-get") and os.geteuid() == 0):
        raise ToolsMissing(f"Install {', '.join(missing)} first: sudo {' '.join(install)}")
    print(f"Installing {' '.join(packages)} ...", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-q"], install):
        done = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        if done.returncode:
            tail = done.stdout.decode(errors="replace").splitlines()[-3:]
            raise ToolsMissing("\n".join([f"{' '.join(command)} failed:", *tail]))
