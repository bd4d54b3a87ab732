"""The bundled sample: a synthetic council's year with a modest share of mistakes.

`python -m cldvalidator.synthetic_data.sample FOLDER` writes it anew; it is the same every time.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cldvalidator.extract import Extract
from cldvalidator.sample_file import FILE_NAME
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data.faults import Ledger, ledger_content, plant, replaced
from cldvalidator.synthetic_data.generator import generate, write_csv

LEDGER_NAME = "sample_council_2025-26.ledger.json"
ROWS = 2000
LOCAL_CODES = (
    # field, right, what the council writes, how often, the rule that finds it
    ("Client Type", "Service user", "Service User", 40, "LIST-CASE"),
    ("Accommodation Status", "Tenant: Private landlord", "Private rented", 25, "MAND-02"),
    ("Ethnicity", "White: Irish", "White - Irish", 18, "MAND-03"),
    ("Event Outcome", "NFA: Support declined", "NFA - Support declined", 15, "MAND-03"),
)


def make_sample() -> tuple[Extract, Ledger]:
    """Return the sample and the ledger of its faults."""
    specification = load_specification("2")
    valid = generate(ROWS, seed=2026, specification=specification)
    sample, ledger = plant(valid, specification, share=0.035, seed=31)
    planted = list(ledger.planted)
    spoilt = {p.row for p in planted}
    for name, right, wrong, most, rule in LOCAL_CODES:
        sample, more = replaced(sample, name, right, wrong, most=most, rule=rule, leave=spoilt)
        planted += more.planted
        spoilt |= {p.row for p in more.planted}
    return sample, Ledger(tuple(sorted(planted, key=lambda p: (p.row, p.field))))


def write_sample(folder: Path) -> None:
    """Write the sample and its ledger into a folder."""
    sample, ledger = make_sample()
    write_csv(sample, folder / FILE_NAME)
    text = json.dumps(ledger_content(ledger), indent=1, ensure_ascii=False) + "\n"
    (folder / LEDGER_NAME).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    write_sample(Path(sys.argv[1]))
