"""What is told about an opened file."""

from __future__ import annotations

import pytest

from cldvalidator.jobs.check import open_file
from cldvalidator.review.about_file import about_file
from cldvalidator.sample_file import sample_file


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("01/04/2025", "01/04/2025 to 31/03/2026"),
        ("2025-04-01", "01/04/2025 to 31/03/2026"),
        ("32/04/2025", "32/04/2025 to 31/03/2026 (not dd/mm/yyyy)"),
        ("Ann Example", "Not readable"),
        ("", "Not readable"),
    ],
)
def test_the_period_is_shown_as_stated_if_it_can_only_be_days(tmp_path, written, told):
    path = tmp_path / "extract.csv"
    text = sample_file().read_text("utf-8")
    path.write_text(text.replace("01/04/2025,31/03/2026", f"{written},31/03/2026"), "utf-8")
    assert about_file(open_file(path, release="2")).period == told
