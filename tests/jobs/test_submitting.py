"""What is written is checked again, as far as the changes of a submission can have reached."""

from __future__ import annotations

import pytest

from cldvalidator.checks import changed_rows, check
from cldvalidator.checks.memory import Memory
from cldvalidator.jobs.check import open_file, submit
from cldvalidator.sample_file import sample_file


@pytest.fixture
def judged(monkeypatch):
    """The fields whose texts are judged, in turn."""
    fields = []
    for module in (check, changed_rows):
        made = module.judge

        def noted(extract, field, *more, made=made):
            fields.append(field.name)
            return made(extract, field, *more)

        monkeypatch.setattr(module, "judge", noted)
    return fields


def test_only_fields_that_change_are_judged_again(judged, tmp_path):
    memory = Memory()
    opened = open_file(sample_file(), memory=memory)
    judged.clear()
    with_memory = submit(opened, tmp_path / "one.csv", memory=memory)
    assert set(judged) <= {change.field for change in with_memory.changes}
    judged.clear()
    without = submit(opened, tmp_path / "other.csv")
    assert set(judged) == set(opened.specification.names)
    assert with_memory.written.sha256 == without.written.sha256
    one, other = with_memory.final.result, without.final.result
    assert one.findings.table.equals(other.findings.table)
    assert one.quality.equals(other.quality)


def test_with_the_month_first_it_is_the_same(tmp_path):
    lines = sample_file().read_text("utf-8-sig").splitlines(keepends=True)
    path = tmp_path / "f.csv"
    path.write_text("".join(lines[:300]), "utf-8")
    memory = Memory()
    dates = {"Event Start Date": "month first"}
    opened = open_file(path, dates=dates, memory=memory)
    one = submit(opened, tmp_path / "one.csv", memory=memory)
    assert one.changes
    other = submit(opened, tmp_path / "other.csv")
    assert one.written.sha256 == other.written.sha256
    assert one.final.result.findings.table.equals(other.final.result.findings.table)
