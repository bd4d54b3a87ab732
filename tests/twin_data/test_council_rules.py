"""The proof of a twin says nothing of the council's own rules: they are not run on the twin."""

from __future__ import annotations

import json

from cldvalidator.checks.local_rules import CouncilRule
from cldvalidator.jobs.check import open_file
from cldvalidator.jobs.twin import write_twin
from tests.ui.driving import SAMPLE


def test_rules_of_the_council_are_no_part_of_the_proof(tmp_path):
    ours = CouncilRule("LOCAL-01", "Everybody is called Quxpelzor", "Gender = Other")
    opened = open_file(SAMPLE, rules=[ours])
    assert opened.result.findings.by_rule()["LOCAL-01"] > 100
    written = write_twin(opened, tmp_path / "twin.csv", seed=1)
    text = written.page.read_text("utf-8") + json.dumps(json.loads(written.data.read_text("utf-8")))
    assert "MAND-01" in text
    assert "LOCAL-01" not in text
    assert "Quxpelzor" not in text
