"""The sign-off page is one sheet of A4, however much there is to say and however little."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cldvalidator.fixes import known_in
from cldvalidator.fixes.profile import KnownFinding
from cldvalidator.jobs.check import open_file, submit
from cldvalidator.jobs.headlines import headline_table
from cldvalidator.writing.html_summary import html_summary

SAMPLE = Path(__file__).parents[2] / "resources" / "sample" / "sample_council_2025-26.csv"
BROWSER = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "msedge"))), None)
REASON = "The providers have not answered yet; the records are corrected next quarter."


def printed_pages(html: str, folder: Path) -> int:
    """Return how many pages a browser prints: what a director holds in hand."""
    page, printed = folder / "page.html", folder / "page.pdf"
    page.write_text(html, "utf-8")
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
    profile = f"--user-data-dir={folder / 'browser'}"
    subprocess.run(
        [str(BROWSER), *flags, profile, f"--print-to-pdf={printed}", page.as_uri()],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes()))


@pytest.mark.skipif(BROWSER is None, reason="there is no browser to print the page with")
def test_the_page_is_one_sheet_of_a4(tmp_path: Path) -> None:
    opened = open_file(SAMPLE)
    fields = ("Ethnicity", "Accommodation Status", "Event Outcome", "Gender", "NHS Number")
    findings = [KnownFinding("MAND-02", name, REASON) for name in fields]
    submitted = submit(opened, tmp_path / "submission.csv", accepted=findings)
    known = known_in(findings, opened.extract, opened.result)
    figures = headline_table(opened)
    full = html_summary(opened, submitted, known, figures)
    assert "What is wrong, worst first" in full
    assert "<td" in full[full.index("Headline figures") :]
    assert printed_pages(full, tmp_path) == 1
    least = tmp_path / "least.csv"
    header, record = SAMPLE.read_text("utf-8").splitlines()[:2]
    least.write_text(f"{header}\n{record}\n", "utf-8")
    short = open_file(least)
    assert printed_pages(html_summary(short, figures=headline_table(short)), tmp_path) == 1
