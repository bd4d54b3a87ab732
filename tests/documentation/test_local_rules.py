"""Every condition on the page about a council's own rules can be read, and names listed values."""

from __future__ import annotations

import re
from pathlib import Path

from cldvalidator.filters.rule_reading import fields_of_rules, read_rule_condition
from cldvalidator.filters.unlisted import unlisted_values
from cldvalidator.specification import load_specification

PAGE = Path(__file__).parents[2] / "docs" / "local-rules.md"


def conditions():
    text = PAGE.read_text("utf-8")
    for block in re.findall(r"^```\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        yield from (s for s in block.splitlines() if not s.startswith("cldvalidator"))
    examples = text.split("## Ten examples")[1].split("\n## ")[0]
    yield from re.findall(r"`([^`]+)`", examples)


def test_every_condition_on_the_page_can_be_read():
    specification, found = load_specification("2"), list(conditions())
    fields = fields_of_rules(specification)
    assert len(found) > 20
    read = [read_rule_condition(text, fields) for text in found]
    assert not [*unlisted_values(read, specification)], "An example would find nothing."
