"""Where settings are kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cldvalidator.settings import PORTABLE_MARK, settings_folder


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("CLDVALIDATOR_SETTINGS", raising=False)
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
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
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    assert settings_folder() == tmp_path / "local" / "CLD Validator"


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
