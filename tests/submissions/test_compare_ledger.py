"""The comparison held against the truth of nine submissions: every event in every file.

A row that is an exact copy of another cannot be told from it, so statuses are counted by what a row
holds. Two files alone do not tell that an event is back: there it is new.
"""

from __future__ import annotations

import csv
import gzip
import itertools
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

from cldvalidator.jobs.check import open_file
from cldvalidator.submissions.compare import Comparison, Flag, Status, compare
from cldvalidator.submissions.compare_columns import EARLIER, LATER, PERIOD, Hashed
from cldvalidator.submissions.compare_rules import rules_across_files

GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "joined"
FILES = tuple(f"f{n}" for n in range(1, 10))
NEIGHBOURS = tuple(itertools.pairwise(FILES))
OTHERS = (("f1", "f4"), ("f1", "f8"), ("f2", "f7"), ("f4", "f9"))
FLOORS = {
    **dict.fromkeys(("same", "changed", "closed", "new", "gone"), 0.995),
    **dict.fromkeys(("re-referenced", "start reset", "release text"), 0.98),
}
FLAGS = {
    Flag.RE_REFERENCED: "re-referenced",
    Flag.START_RESET: "start reset",
    Flag.RELEASE_TEXT: "release text",
}
ABSENT = ("vanished", "left the period", "after the period", "missing from a partial file")


@cache
def opened(name):
    return open_file(GOLDEN / "files" / f"{name}.csv.gz")


@cache
def compared(earlier, later) -> Comparison:
    return compare(opened(earlier), opened(later))


@cache
def ledger():
    """By event and file: the line of the ledger."""
    found = defaultdict(dict)
    with gzip.open(GOLDEN / "ledger.csv.gz", "rt", encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            found[line["event"]][line["file"]] = line
    return found


def contents(comparison):
    two = comparison.two
    names = [n for n in two.names if n not in PERIOD]
    return [Hashed(two).of(names, side) for side in (EARLIER, LATER)]


def told(comparison):
    """By status or flag: how often it is said of a row that holds something."""
    one, other = contents(comparison)
    found = defaultdict(Counter)
    for pair, row in enumerate(comparison.later.tolist()):
        found[Status(comparison.status[pair]).name.lower()][other[row]] += 1
        for flag, word in FLAGS.items():
            if comparison.flags[pair] & flag:
                found[word][other[row]] += 1
    for row in comparison.new.tolist():
        found["new"][other[row]] += 1
    for row in comparison.gone.tolist():
        found["gone"][one[row]] += 1
    return found


def truth(comparison, earlier, later):
    """Return the same from the ledger; of files that are no neighbours, from the rows compared."""
    one, other = contents(comparison)
    found = defaultdict(Counter)
    for lines in ledger().values():
        before, after = (_row(lines, name) for name in (earlier, later))
        if after is None:
            if before is not None:
                found["gone"][one[before]] += 1
        elif before is None:
            found["new"][other[after]] += 1
        elif (earlier, later) in NEIGHBOURS:
            line = lines[later]
            found[line["status"]][other[after]] += 1
            for word in filter(None, line["flags"].split(";")):
                found[word][other[after]] += 1
        else:
            found[_status(comparison, before, after)][other[after]] += 1
    return found


def _row(lines, name):
    row = lines.get(name, {}).get("row")
    return int(row) - 1 if row else None


def _status(comparison, before, after):
    """Compare two rows that the ledger pairs, text by text."""
    two = comparison.two
    texts = [(two.read[s].column(n), r) for s, r in ((0, before), (1, after)) for n in two.compared]
    half = len(two.compared)
    pairs = [
        (a.text(i).casefold(), b.text(j).casefold())
        for (a, i), (b, j) in zip(texts[:half], texts[half:], strict=True)
    ]
    end = two.compared.index("Event End Date")
    if bool(pairs[end][0]) != bool(pairs[end][1]):
        return "closed" if pairs[end][1] else "reopened"
    return "same" if all(a == b for a, b in pairs) else "changed"


def measured(pairs):
    """By status: how many there are, how many are told, how many of these are right."""
    table = defaultdict(lambda: [0, 0, 0])
    for earlier, later in pairs:
        comparison = compared(earlier, later)
        said, true = told(comparison), truth(comparison, earlier, later)
        for word in FLOORS:
            table[word][0] += true[word].total()
            table[word][1] += said[word].total()
            table[word][2] += (true[word] & said[word]).total()
    return table


def show(title, table):
    print(f"\n{title}\n{'status':<15}{'ledger':>8}{'told':>8}{'recall':>9}{'precision':>11}")
    for word, (true, said, right) in table.items():
        if true or said:
            recall, precision = (f"{100 * right / max(n, 1):.2f}%" for n in (true, said))
            print(f"{word:<15}{true:>8}{said:>8}{recall:>9}{precision:>11}")


def held(table):
    for word, floor in FLOORS.items():
        true, said, right = table[word]
        assert right >= floor * true, f"recall of {word}: {right} of {true}"
        assert right >= floor * said, f"precision of {word}: {right} of {said}"


def test_neighbours_are_told_apart_as_in_the_ledger():
    table = measured(NEIGHBOURS)
    show("Eight pairs of neighbours", table)
    assert all(table[word][0] for word in FLOORS)
    held(table)


def test_from_release_1_to_release_2_only_what_changed_is_a_change():
    table = measured([("f1", "f2")])
    show("Release 1 to 2 (f1, f2)", table)
    for word in ("same", "closed", "new", "gone", "release text"):
        true, said, right = table[word]
        assert right >= 0.995 * max(true, said), word
    assert table["release text"][0] > 4_500


def test_files_that_are_no_neighbours():
    # From Release 1 the texts of the rows do not say what changed; the rest is held all the same.
    table = measured([p for p in OTHERS if p[0] != "f1"])
    show("No neighbours", table)
    for word in ("same", "changed", "closed", "new", "gone"):
        true, said, right = table[word]
        assert right >= 0.995 * max(true, said), word


@pytest.mark.parametrize(("earlier", "later"), [("f4", "f5"), ("f5", "f6")])
def test_a_partial_file_is_seen(earlier, later):
    covered = compared("f4", "f5").covered[LATER]
    assert f"{covered.partial.first:%d/%m/%Y} {covered.partial.last:%d/%m/%Y}" == (
        "01/11/2025 31/12/2025"
    )
    held_ = measured([(earlier, later)])
    for word in ("new", "gone", "closed"):
        true, said, right = held_[word]
        assert right == true == said


def test_what_is_back_is_told_when_older_files_are_given():
    comparison = compare(opened("f6"), opened("f7"), older=(opened("f5"),))
    lines = [found["f7"]["status"] for found in ledger().values() if "f7" in found]
    back = comparison.counts[Status.BACK]
    # Some of those back were last seen in a file before f5.
    assert 0.99 * lines.count("back") <= back <= lines.count("back")


def test_which_of_several_rows_is_meant_is_listed_where_it_cannot_be_told():
    unsure = sum(int(compared(*pair).flagged(Flag.UNSURE).sum()) for pair in NEIGHBOURS)
    assert 0 < unsure < 50


def services_without_end(comparison, earlier, later):
    """By what it holds: services open in the earlier file that the ledger says have vanished."""
    one, read = contents(comparison)[EARLIER], comparison.two.read[EARLIER]
    found = Counter()
    for lines in ledger().values():
        row, line = _row(lines, earlier), lines.get(later)
        if row is None or line is None or line["status"] not in ABSENT[::3]:
            continue
        if "ervice" in read.column("Event Type").text(row):
            ends = [read.column(n).text(row) for n in ("Event End Date", "Date of Death")]
            found[one[row]] += not any(ends)
    return found


@pytest.mark.parametrize(("earlier", "later"), NEIGHBOURS)
def test_rules_between_files_find_what_the_ledger_tells(earlier, later):
    comparison = compared(earlier, later)
    found = {a.rule.id: a for a in rules_across_files(comparison)}
    true = services_without_end(comparison, earlier, later)
    rows = found["DATE-15"].rows if "DATE-15" in found else []
    said = Counter(contents(comparison)[EARLIER][r] for r in rows)
    # f5 is cut in October: of 30 services open in it, 12 ended before f6's period, which f5 does
    # not know. Two services of f8 start after the period of f9, which came late.
    assert (said - true).total() == (12 if later == "f6" else 0)
    assert (true - said).total() == (2 if later == "f9" else 0)
    assert ("PER-05" in found) == (later == "f5")
    assert not {"SVC-07", "SVC-08", "FILE-01"} & set(found)  # the ledger has none of them
