"""The window is there before the libraries that a file needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from ui.app import make_application
from ui.preferences import Preferences
application = make_application(["start"])
from ui.main_window import MainWindow
window = MainWindow(Preferences())
window.show()
application.processEvents()
late = {"pandas", "pyarrow", "openpyxl", "python_calamine", "xlsxwriter", "jsonschema", "jinja2"}
print(sorted(late & set(sys.modules)))
"""


def test_a_window_that_nobody_gave_a_file_loads_no_library_of_data(tmp_path: Path) -> None:
    settings = {"QT_QPA_PLATFORM": "offscreen", "CLDVALIDATOR_SETTINGS": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | settings,
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
