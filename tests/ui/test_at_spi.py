"""The window as screen readers on Linux get it, from another process, through AT-SPI.

Needs a display, a bus and the libraries of a reader: on Debian, apt install at-spi2-core dbus xvfb
gir1.2-atspi-2.0 python3-gi. Where they are not, `test_transcript.py` asserts the same tree.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.driving import SAMPLE

ROOT = Path(__file__).parents[2]
LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
READER = "/usr/bin/python3"
"""The system's own Python: what a reader needs is no dependency of the project."""
IN_SESSION = """
"$1" --launch-immediately &
launcher=$!
"$2" -m ui "$3" & window=$!
"$4" "$5" Check Fix Preview Submit
code=$?
kill $window $launcher
exit $code
"""


def _lacks() -> str:
    """Return what is needed and not there, "" for nothing."""
    if not sys.platform.startswith("linux"):
        return "Linux"
    for tool in ("xvfb-run", "dbus-run-session"):
        if shutil.which(tool) is None:
            return tool
    if not LAUNCHER.is_file() or not Path(READER).is_file():
        return str(LAUNCHER)
    asked = "import gi; gi.require_version('Atspi', '2.0')"
    found = subprocess.run([READER, "-c", asked], capture_output=True, check=False)
    return "gir1.2-atspi-2.0" if found.returncode else ""


@pytest.mark.skipif(bool(_lacks()), reason=f"needs {_lacks()}")
def test_another_process_hears_headings_tabs_lists_and_announcements(tmp_path: Path) -> None:
    extract = tmp_path / "council.csv"
    shutil.copy(SAMPLE, extract)
    client = str(Path(__file__).with_name("at_spi_client.py"))
    words = [str(LAUNCHER), sys.executable, str(extract), READER, client]
    settings = {
        "CLDVALIDATOR_SETTINGS": str(tmp_path / "settings"),
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "LANG": "C.UTF-8",
    }
    run = subprocess.run(
        ["xvfb-run", "-a", "dbus-run-session", "--", "sh", "-c", IN_SESSION, "sh", *words],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    heard = json.loads(run.stdout.splitlines()[-1])
    (announced,) = heard.pop("announced")
    assert announced.startswith("Done: All safe fixes.")
    for step, parts in heard.items():
        roles = {(role, name) for role, name in parts}
        assert ("heading", step) in roles
        assert ("page tab list", "Steps") in roles
        assert sum(role == "page tab" for role, _ in parts) >= 5
    check = {(role, name) for role, name in heard["Check"]}
    assert ("page tab list", "Views of the check") in check
    assert ("page tab", "Data quality") in check
    assert ("table", "Groups of findings") in check
    order = [name for _, name in heard["Check"]]
    assert order.index("Groups of findings") < order.index("Data grid: the records of the file")
    assert order.index("Search the cells") < order.index("What the finding means")
