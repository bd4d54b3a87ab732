"""What came before the sample, for the pictures: an earlier file, and manifests of quarters."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

QUARTERS = 6


def earlier_file(sample: Path, folder: Path) -> Path:
    """Write the sample as a quarter before might have been: rows gone and new, values changed."""
    frame = pd.read_csv(sample, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    random = np.random.default_rng(5)
    earlier = frame[random.random(len(frame)) < 0.93].copy()
    opened = (random.random(len(earlier)) < 0.05) & (earlier["Event Type"] == "Service").to_numpy()
    earlier.loc[opened, "Event End Date"] = ""
    unknown = random.random(len(earlier)) < 0.06
    earlier.loc[unknown, "Accommodation Status"] = "Unknown"
    vanished = earlier[opened].head(12).copy()
    vanished["LA Person Unique Identifier"] += "V"
    vanished["Event Reference"] += "V"
    target = folder / "sample_council_2025-12.csv"
    pd.concat([earlier, vanished]).to_csv(target, index=False)
    return target


def manifests(sample: Path, folder: Path) -> Path:
    """Write manifests of quarters up to the sample's, with fewer findings each; return the folder.

    Figures and shares move a little. The first two were made by an earlier version.
    """
    from cldvalidator.jobs.check import open_file, submit

    submit(open_file(sample), folder / "submission.csv", figures=True, overwrite=True)
    content = json.loads((folder / "submission.manifest.json").read_text("utf-8"))
    place = folder / "sent"
    place.mkdir(exist_ok=True)
    for number in range(QUARTERS):
        made = _quarter(content, QUARTERS - 1 - number, np.random.default_rng(number))
        target = place / f"quarter {number + 1}.manifest.json"
        target.write_text(json.dumps(made), "utf-8")
    return place


def _quarter(content: dict[str, Any], back: int, random: np.random.Generator) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(content))
    if not back:
        return made
    first, last = (_quarters_before(date.fromisoformat(day), back) for day in made["period"])
    made["period"] = [first.isoformat(), last.isoformat()]
    made["output"]["sha256"] = f"{back:064x}"
    findings = made["findings as written"]
    for counts in findings["by rule"].values():
        for severity in counts:
            counts[severity] = int(counts[severity] * (1 + back * random.uniform(0.1, 0.4)))
    for severity in findings["by severity"]:
        rules = findings["by rule"].values()
        findings["by severity"][severity] = sum(counts.get(severity, 0) for counts in rules)
    for counts in made["unknown values"].values():
        share = 1 + back * random.uniform(0, 0.15)
        counts["unknown"] = min(counts["filled"], int(counts["unknown"] * share))
    for name, count in made["records by event type"].items():
        made["records by event type"][name] = int(count * random.uniform(0.9, 1.05))
    for figure in made["figures"]:
        if figure["value"]:
            figure["value"] = round(figure["value"] * random.uniform(0.93, 1.07), 1)
    if back > 3:
        made["program"]["version"] = "0.1.0"
        rule = max(findings["by rule"])
        made["rules of this version"].remove(rule)
        del findings["by rule"][rule]
    return made


def _quarters_before(day: date, back: int) -> date:
    """Return a first or a last day of a month, so many quarters before."""
    following = day + timedelta(days=1)
    is_last = following.day == 1
    months = (following if is_last else day).month - 1 - 3 * back
    year = (following if is_last else day).year + months // 12
    found = date(year, months % 12 + 1, (following if is_last else day).day)
    return found - timedelta(days=1) if is_last else found
