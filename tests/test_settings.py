"""Where settings are kept."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest
from platformdirs.windows import Windows

from cldvalidator.problems import EnvironmentProblem
from cldvalidator.settings import (
    PORTABLE_MARK,
    remember_populations,
    remembered_populations,
    settings_folder,
)
from ui.preferences import Preferences, load_preferences


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("CLDVALIDATOR_SETTINGS", raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "stick" / "program.exe"))
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def test_a_portable_copy_keeps_them_beside_itself(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    (program / PORTABLE_MARK).touch()
    assert settings_folder() == program / "settings"


def test_an_installed_copy_keeps_them_in_the_users_profile(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = r"C:\Users\analyst\AppData\Local"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(platformdirs, "PlatformDirs", Windows)
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", local)
    assert settings_folder() == Path(local, "CLD Validator")


def test_the_mark_means_nothing_beside_a_python_that_is_not_ours(program: Path) -> None:
    (program / PORTABLE_MARK).touch()
    assert program not in settings_folder().parents


def test_the_environment_goes_first(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    (program / PORTABLE_MARK).touch()
    monkeypatch.setenv("CLDVALIDATOR_SETTINGS", str(tmp_path / "elsewhere"))
    assert settings_folder() == tmp_path / "elsewhere"


SAVE = """
import json
import subprocess
import sys
from pathlib import Path
from cldvalidator.fixes.profile import default_profile
from cldvalidator.fixes.profile_store import change_profile
from cldvalidator.settings import remember_populations
from cldvalidator.specification import load_specification
from ui.preferences import load_preferences

worker, release_2 = sys.argv[1], load_specification("2")
sys.stdin.readline()
for number in range(5):
    name = f"{worker}-{number}"
    remember_populations(name, {None: {"18 to 64": 1000 + number}})
    change_profile(default_profile(), release_2, lambda now: now.with_column(name, "Gender"))
preferences = load_preferences()
preferences.opened(Path(f"extract-{worker}.csv"))
preferences.save()
"""


def test_of_many_saves_at_once_none_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLDVALIDATOR_SETTINGS", str(tmp_path))
    workers = [
        subprocess.Popen([sys.executable, "-c", SAVE, word], stdin=subprocess.PIPE, text=True)
        for word in "abcd"
    ]
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        worker.communicate(timeout=120)
        assert worker.returncode == 0
    names = {f"{word}-{number}" for word in "abcd" for number in range(5)}
    assert set(json.loads((tmp_path / "population.json").read_bytes())) == names
    assert set(json.loads((tmp_path / "profile.json").read_bytes())["columns"]) == names
    assert set(load_preferences().recent) == {f"extract-{word}.csv" for word in "abcd"}
    assert {p.name for p in tmp_path.iterdir()} == {
        "population.json",
        "profile.json",
        "window.json",
    }


def test_two_windows_keep_each_others_choices() -> None:
    one, two = load_preferences(), load_preferences()
    one.theme = "dark"
    one.opened(Path("one.csv"))
    one.save()
    two.zoom = 1.5
    two.opened(Path("two.csv"))
    two.save()
    kept = load_preferences()
    assert (kept.theme, kept.zoom, kept.recent) == ("dark", 1.5, ["two.csv", "one.csv"])
    one.keep_recent = False
    one.opened(Path("three.csv"))
    one.save()
    assert load_preferences().recent == []


@pytest.mark.parametrize(
    "content",
    [
        b"[1, 2]",
        b'{"503": [1]}',
        b'{"503": {"18 to 64": 1e400}}',
        b'{"503": {"18 to 64": ' + b"9" * 400 + b"}}",
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"503": {"18 to 64": "many"}, "zoom": 1e300, "geometry": "\\ud800"}',
        b'{"503": {}, "recent": ["\\ud800"]}',
    ],
)
def test_settings_that_are_damaged_stop_nothing(content: bytes) -> None:
    folder = settings_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("population.json", "window.json"):
        (folder / name).write_bytes(content)
    assert load_preferences() == Preferences()
    assert remembered_populations("503") == {}
    remember_populations("503", {None: {"18 to 64": 5}})
    assert remembered_populations("503") == {None: {"18 to 64": 5}}
    Preferences(theme="dark").save()
    assert load_preferences().theme == "dark"


def test_what_is_no_json_is_kept_beside_it() -> None:
    folder = settings_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "population.json").write_bytes(b"{half")
    remember_populations("503", {None: {"18 to 64": 5}})
    assert (folder / "population.unreadable").read_bytes() == b"{half"


def test_what_cannot_be_read_is_not_written_over(monkeypatch: pytest.MonkeyPatch) -> None:
    remember_populations("502", {None: {"18 to 64": 4}})

    def refuse(_: Path) -> bytes:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        with pytest.raises(EnvironmentProblem):
            remember_populations("503", {None: {"18 to 64": 5}})
    assert remembered_populations("502") == {None: {"18 to 64": 4}}


def test_populations_are_kept_by_year_and_one_for_every_year_replaces_them(tmp_path, monkeypatch):
    monkeypatch.setenv("CLDVALIDATOR_SETTINGS", str(tmp_path))
    (tmp_path / "population.json").write_text('{"503": {"18 to 64": 5}, "50": {"18 to 64": 9}}')
    assert remembered_populations("503") == {None: {"18 to 64": 5}}  # as it was kept before
    remember_populations("503", {2024: {"18 to 64": 6}, 2025: {"18 to 64": 7}})
    by_year = {2024: {"18 to 64": 6}, 2025: {"18 to 64": 7}}
    assert remembered_populations("503") == {None: {"18 to 64": 5}} | by_year
    remember_populations("503", {None: {"18 to 64": 8}})
    assert remembered_populations("503") == {None: {"18 to 64": 8}}
    assert remembered_populations("50") == {None: {"18 to 64": 9}}
