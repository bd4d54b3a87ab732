"""Python's look for garbage costs a command little, however many findings there are."""

from __future__ import annotations

import gc

import pytest

from cldvalidator.command_line import main as cli


@pytest.fixture
def as_python_has_it():
    before = gc.get_threshold()
    gc.set_threshold(700)
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("as_python_has_it")
def test_a_command_that_makes_many_objects_that_stay_looks_through_them_seldom(monkeypatch):
    looks: list[int] = []

    def counted(phase, details):
        if phase == "start":
            looks.append(details["generation"])

    def many(_options):
        gc.callbacks.append(counted)
        try:
            kept = [[n] for n in range(100_000)]
        finally:
            gc.callbacks.remove(counted)
        return 0 if kept else 1

    monkeypatch.setattr(cli, "_run", many)
    assert cli.main(["demo"]) == 0
    assert len(looks) <= 3
    assert gc.isenabled()
