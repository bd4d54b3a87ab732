"""A person's story holds every record of theirs, and lights what the measure itself counts."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from cldvalidator.checks import check_extract
from cldvalidator.events import process
from cldvalidator.extract import read_extract
from cldvalidator.measures.effect import CheckedFile
from cldvalidator.measures.preview import preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.measures.why import can_explain, why
from cldvalidator.presentation.story_text import (
    bar_sentence,
    cells_of,
    columns_of,
    story_json,
    story_lines,
)
from cldvalidator.problems import InputProblem
from cldvalidator.review.person_story import NHS, NOBODY, OTHER, OWN, PersonStories
from cldvalidator.review.story_measure import DENOMINATOR, NUMERATOR, CountedRecords
from cldvalidator.review.views import FindingViews
from cldvalidator.sample_file import sample_file
from cldvalidator.specification import load_specification
from tests.submissions.golden import joined_run


def stories_from(extract, specification):
    checked = check_extract(extract, specification)
    processed = process(extract, specification, judged=checked.judged)
    return PersonStories(processed, [CheckedFile(extract, checked)])


@pytest.fixture(scope="module")
def stories():
    specification = load_specification("2")
    return stories_from(read_extract(sample_file(), specification), specification)


@pytest.fixture(scope="module")
def counted(stories):
    made = preview(stories.processed, Inputs(), latest_only=True)
    return {i.measure.text.id: CountedRecords(i.results[0], stories.processed) for i in made}


def test_every_record_is_a_bar_of_exactly_one_story(stories):
    known = np.unique(stories.processed.person_of)
    told = [b.record for p in known[known >= 0][:400] for b in stories.of_person(int(p)).bars]
    assert len(told) == len(set(told))
    people = stories.processed.person_of
    wanted = np.flatnonzero((people >= 0) & (people <= known[known >= 0][:400].max()))
    assert sorted(told) == wanted.tolist()


def test_bars_say_what_the_file_says(stories):
    extract = stories.extract
    story = stories.of_person(int(stories.processed.person_of[0]))
    starts = [b.start for b in story.bars if b.start]
    assert starts == sorted(starts)
    for bar in story.bars:
        assert bar.kind == extract.column("Event Type").text(bar.record)
        assert bar.row == extract.source_rows[bar.record]
        start = extract.column("Event Start Date").text(bar.record)
        assert start == (f"{bar.start:%d/%m/%Y}" if bar.start else start)
        assert bar.tables == tuple(stories.processed.story_of(bar.record, extract.source_rows))
    assert story.called in dict(story.identifiers).values()


@pytest.mark.parametrize(
    "measure",
    ["ASCOF 2A", "ASCOF 2B and 2C", "ASCOF 2E", "ASCOF 3D clients", "Waiting times", "Costs"],
)
def test_the_bars_that_are_lit_are_those_behind_the_figures(stories, counted, measure):
    """A person is lit exactly where a figure of the measure names them."""
    of, result = counted[measure], counted[measure].result
    behind = {int(p) for f in result.figures
              for p in (*f.behind.numerator_people, *f.behind.denominator_people)}  # fmt: skip
    assert behind == set(of.people.tolist())
    others = np.setdiff1d(np.unique(stories.processed.person_of), [*behind, -1])
    for person in [*sorted(behind)[:40], *others[:40].tolist()]:
        story = stories.of_person(person, of)
        assert story.counts == (person in behind)
        assert story.measure == measure
        if can_explain(result):
            assert story.says == tuple(why(result, person=person))
        if measure == "ASCOF 2A":
            assert any("denominator" in s for s in story.says) == story.counts
            for bar in story.bars:
                word = {NUMERATOR: "In the numerator", DENOMINATOR: "In the denominator only"}
                assert all(s.startswith(word.get(bar.side, "Not counted")) for s in bar.why)


def test_findings_stand_on_their_bars(stories):
    views = FindingViews(stories.files[0].extract, stories.files[0].result)
    found = 0
    for person in range(60):
        for bar in stories.of_person(person).bars:
            table = views.of_record(bar.record)
            told = sorted((f.field, f.rule) for f in bar.findings)
            assert told == sorted(zip(table["field"], table["rule"], strict=True))
            found += len(told)
    assert found


def test_people_are_found_by_identifier_and_by_name(records, extract_of, release_2):
    one = records["service"] | {
        NHS: "9990000018",
        OWN: "P1",
        "First Name": "Ann Mary",
        "Last Name": "Lee",
    }
    two = records["request"] | {NHS: "", OWN: "p2", "First Name": "Anna", "Last Name": "Leeds"}
    nobody = records["review"] | {NHS: "", OWN: "", "First Name": "Ann", "Last Name": "Lee"}
    stories = stories_from(extract_of([one, two, nobody]), release_2)
    called = [[stories.called(p) for p in stories.find(t)] for t in
              ("999 000 0018", "P2", "ann lee", "lee an", "leed", "zz", " ", "9990")]  # fmt: skip
    first, second = "9990000018", f"{two['LA Code']}_p2"
    assert called == [[first], [second], [first, second], [first, second], [second], [], [], []]
    alone = stories.of_record(2)
    assert (alone.note, len(alone.bars), alone.person) == (NOBODY, 1, -1)
    assert stories.of_record(stories.record_of_row(3)).called == second
    with pytest.raises(InputProblem, match="holds no record"):
        stories.record_of_row(99)


def test_open_ends_one_day_and_what_cannot_be_read(records, extract_of, release_2):
    base = records["service"] | {"Event End Date": ""}
    rows = [
        base,
        base | {"Event Start Date": "03/05/2025", "Event End Date": "03/05/2025"},
        base | {"Event Start Date": "unknown", "Event Type": "Visit"},
        base | {"Event Start Date": "", "Event End Date": "04/05/2025"},
    ]
    stories = stories_from(extract_of(rows), release_2)
    bars = {b.row: b for b in stories.of_record(0).bars}
    story = stories.of_record(0)
    assert bars[2].is_open
    assert not bars[3].is_open
    assert bars[3].start == bars[3].last == date(2025, 5, 3)
    assert "on 03/05/2025" in bar_sentence(story, bars[3])
    assert (bars[4].start, bars[4].kind, bars[4].is_open) == (None, OTHER, False)
    assert [b.start is None for b in story.bars] == [False, False, True, True]
    assert "no start date, ended 04/05/2025" in bar_sentence(story, bars[5])
    assert bars[5].tables[0].startswith("Not used")
    assert len(cells_of(story, bars[2])) == len(columns_of(story))


def test_nothing_personal_is_told_when_it_is_hidden(stories, counted):
    story = stories.of_person(int(counted["ASCOF 2A"].people[0]), counted["ASCOF 2A"])
    personal = [t for _, t in story.identifiers] + list(story.names)
    personal += [f"{d:%d/%m/%Y}" for d in story.births]
    open_text = "\n".join(story_lines(story)) + str(story_json(story))
    hidden = "\n".join(story_lines(story, hidden=True)) + str(story_json(story, hidden=True))
    assert personal
    for text in personal:
        assert text in open_text
        assert text not in hidden
    assert story.says[0] in open_text
    assert story.says[0] not in hidden


def test_bars_of_several_submissions_say_their_file_and_where_they_are_cut():
    joined = joined_run("September", "latest")
    stories = PersonStories(joined.processed)
    cut = joined.processed.joined
    cut = cut[cut["cropped"].to_numpy()]
    record = int(cut["record"].iloc[0])
    story = stories.of_record(record)
    bar = story.bars[story.bar_of(record)]
    files = joined.processed.files
    assert bar.file == files.names[files.file[record]]
    assert bar.cropped is not None
    assert (bar.cropped - date(1970, 1, 1)).days == cut["Der_Event_End_Date"].iloc[0]
    assert columns_of(story)[0] == "File"
    assert stories.record_of_row(bar.row, bar.file) == record
    with pytest.raises(InputProblem, match="is called nothing"):
        stories.record_of_row(bar.row)
    assert "cut there" in bar_sentence(story, bar)
