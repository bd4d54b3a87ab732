"""The wheel: what is in it, and that it works in an environment of its own."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ("cldvalidator", "ui", "resources", "pyproject.toml", "setup.py", "README.md", "LICENSE")
BUILD = "import sys, setuptools.build_meta as b; print(b.build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build it from a copy, so that nothing is left in the repository."""
    copy = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy / name)
    made = subprocess.run(
        [sys.executable, "-c", BUILD, str(copy)],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr[-2000:]
    return copy / made.stdout.split()[-1]


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """A fresh environment with the wheel; its libraries are those that are installed here."""
    place = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    program = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    quiet = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", program, "install", *quiet, wheel], check=True
    )
    own = subprocess.run(
        [program, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    Path(own, "libraries.pth").write_text("\n".join(site.getsitepackages()), "utf-8")
    return program


def run(python, folder, *words):
    """Run a Python that sees nothing of the repository."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    environment |= {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [str(python), *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_takes_no_name_but_its_own(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"cldvalidator"}
    for wanted in ("py.typed", "ui/app.py", "ui/grid/view.py", "resources/rules/cells.json"):
        assert f"cldvalidator/{wanted}" in names
    assert not [name for name in names if "test" in name.split("/")[-1]]


def test_everything_of_the_folders_is_in_the_wheel(wheel):
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    wanted = {
        ("" if top == "cldvalidator" else "cldvalidator/") + path.relative_to(ROOT).as_posix()
        for top in ("cldvalidator", "ui", "resources")
        for path in (ROOT / top).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert wanted <= inside


def test_the_demo_runs_from_another_folder(python, tmp_path):
    done = run(python, tmp_path, "-m", "cldvalidator", "demo")
    assert done.returncode == 0, done.stderr
    assert any((tmp_path / "output").iterdir())


def test_a_notebook_finds_the_interface_and_no_other_names(python, tmp_path):
    code = (
        "import cldvalidator as cld\n"
        "made = cld.synthetic('e.csv', rows=50)\n"
        "assert cld.check('e.csv').ready\n"
        "import importlib.util as u\n"
        "assert u.find_spec('ui') is None and u.find_spec('resources') is None\n"
    )
    done = run(python, tmp_path, "-c", code)
    assert done.returncode == 0, done.stderr


def test_the_window_starts(python, tmp_path):
    code = (
        "import sys, threading; sys.argv = ['cldvalidator-app']\n"
        "from PySide6.QtCore import QTimer\n"
        "from cldvalidator.command_line.window import main\n"
        "import PySide6.QtWidgets as w\n"
        "def stop():\n"
        "    seen = [t for t in w.QApplication.topLevelWidgets() if t.isVisible()]\n"
        "    print('shown' if seen else 'nothing'); w.QApplication.quit()\n"
        "started = w.QApplication.exec\n"
        "w.QApplication.exec = lambda *a: (QTimer.singleShot(0, stop), started())[1]\n"
        "sys.exit(main())\n"
    )
    done = run(python, tmp_path, "-c", code)
    assert (done.returncode, done.stdout.strip()) == (0, "shown"), done.stderr
