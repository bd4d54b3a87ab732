"""A number and its noun agree, whatever the number is: 1 error, 2 errors."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.rules import Severity
from cldvalidator.review.verdict import verdict

ROOT = Path(__file__).parents[1]
NOUNS = (
    "rows|records|cells|events|errors|warnings|queries|findings|figures|columns|fields|files|people|"
    "values|changes|codes|pairs|decisions|comparisons|lines|characters|persons|services|dates|areas|"
    "councils|locations|submissions|months|days|rules|teams|others|proposals|mappings|lists|names"
)
SEVERAL = re.compile(
    rf"^ (?!with )(\w+ )?({NOUNS})\b|^ (more |of them )?(are|have|were|fit|differ|remain)\b"
)
ALWAYS_MANY = {
    "cldvalidator/batch/files.py": "more files than a run takes",
    "cldvalidator/filters/reading.py": "the most characters that a filter may have",
    "cldvalidator/fixes/profile_rules.py": "more rules than a profile keeps",
    "cldvalidator/submissions/gathering.py": "more files than a set has",
    "cldvalidator/checks/cells/date_evidence.py": "the dates of many cells are the evidence",
    "cldvalidator/checks/cells/date_hours.py": "the hours of many cells are the evidence",
    "cldvalidator/checks/as_sent.py": "more cells than any file may have",
    "cldvalidator/extract/csv_file.py": "far more lines than any file of a council has",
    "cldvalidator/extract/header.py": "far more cells than a spreadsheet can have",
    "cldvalidator/extract/reading.py": "more records than Excel can show",
    "cldvalidator/extract/sheet_notices.py": "one hidden row has a sentence of its own",
    "cldvalidator/extract/two_encodings.py": "one line, and a few, have words of their own",
    "cldvalidator/jobs/reports.py": "too many values for teams",
    "cldvalidator/published/importing/cqc_locations.py": "a register of thousands",
    "cldvalidator/published/importing/gp_practices.py": "a register of thousands",
    "cldvalidator/review/views.py": "a list of one value names it",
    "cldvalidator/wording.py": "a text that is too long for a line",
    "cldvalidator/workbooks/book.py": "far more than any extract needs",
    "ui/findings/leave_out.py": "offered for more than one row",
    "ui/fixing/proposal_pane.py": "shown when several are chosen",
    "ui/grid/panel.py": "too many cells to copy",
    "ui/grid/entering.py": "too many cells to change",
}
"""Where a number is never 1, and why."""


def _said_as_several(path: Path) -> Iterator[str]:
    """Yield the f-strings that say a number and then several of something, whatever the number."""
    tree = ast.parse(path.read_text("utf-8"))
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr) or _depends(node, above):
            continue
        for place, (value, after) in enumerate(zip(node.values, node.values[1:], strict=False)):
            before = node.values[place - 1] if place else None
            share = isinstance(before, ast.Constant) and before.value.endswith(("of ", "than "))
            if (
                isinstance(value, ast.FormattedValue)
                and isinstance(after, ast.Constant)
                and SEVERAL.match(after.value)
                and _is_number(value)
                and not share
            ):
                yield f"line {value.lineno}: {ast.unparse(value.value)}{after.value[:40]!r}"


def _depends(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    """Whether a text is one of two, chosen by a condition."""
    while node in above and not isinstance(node, ast.stmt):
        node = above[node]
        if isinstance(node, ast.IfExp):
            return True
    return False


def _is_number(value: ast.FormattedValue) -> bool:
    """Whether a part of a text is a number that is found out, not a limit that is fixed."""
    if isinstance(value.value, ast.Name) and value.value.id.strip("_").isupper():
        return False
    asked = value.value
    counts = isinstance(asked, ast.Call) and isinstance(asked.func, ast.Name)
    has_commas = value.format_spec is not None and ast.unparse(value.format_spec) == "f','"
    return has_commas or (counts and asked.func.id == "len")


@pytest.mark.parametrize("package", ["cldvalidator", "ui"])
def test_no_sentence_says_one_as_several(package: str) -> None:
    """Where the number may be 1, the noun and the verb follow it: see `counted`."""
    found = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / package).rglob("*.py")
        if (lines := list(_said_as_several(path)))
    }
    unknown = {name: lines for name, lines in found.items() if name not in ALWAYS_MANY}
    assert unknown == {}
    named = {name for name in ALWAYS_MANY if name.startswith(package)}
    assert named <= found.keys(), "an exception that is needed no more"


@pytest.mark.parametrize("in_records", [0, 1, 2])
@pytest.mark.parametrize("of_file", [0, 1, 2])
@pytest.mark.parametrize("warnings", [0, 1, 2])
def test_the_verdict_agrees_with_its_counts(in_records: int, of_file: int, warnings: int) -> None:
    groups = [_Group(Severity.ERROR, range(in_records))] * bool(in_records)
    groups += [_Group(Severity.ERROR, [WHOLE_FILE])] * of_file
    groups += [_Group(Severity.WARNING, range(warnings))] * bool(warnings)
    findings = SimpleNamespace(
        groups=groups,
        count=lambda severity: sum(len(g) for g in groups if g.severity is severity),
        records_with=lambda severity: len(
            {row for g in groups if g.severity is severity for row in g.rows if row != WHOLE_FILE}
        ),
    )
    result = SimpleNamespace(findings=SimpleNamespace(national=findings), national_rules_off=())
    said = verdict(result).sentence  # type: ignore[arg-type]
    assert re.findall(r"\b1 (?:errors|warnings|records)\b", said) == []
    assert re.findall(r"\b[02] (?:error|warning|record)\b", said) == []
    errors = in_records + of_file
    assert ("It fails" in said) == (errors == 1)
    assert ("They fail" in said) == (errors > 1)


class _Group(SimpleNamespace):
    def __init__(self, severity: Severity, rows: object) -> None:
        super().__init__(severity=severity, rows=list(rows))  # type: ignore[call-overload]

    def __len__(self) -> int:
        return len(self.rows)
