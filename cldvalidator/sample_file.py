"""Where the bundled sample is; apart from what makes it, so that asking costs nothing."""

from __future__ import annotations

from pathlib import Path

from cldvalidator.bundled import bundled

FILE_NAME = "sample_council_2025-26.csv"


def sample_file() -> Path:
    """Return the path of the sample, a file of about 2,000 events of people who do not exist."""
    return Path(str(bundled("sample", FILE_NAME)))
