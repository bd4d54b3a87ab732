"""All ten runs over nine submissions, by both methods: everything equals what the SQL gives."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest

from cldvalidator.events.derived_fields import with_derived_fields
from cldvalidator.events.event_filter import filtered
from cldvalidator.events.leaving import DUPLICATE, KEPT, Leaving
from cldvalidator.events.loading import load_events
from cldvalidator.events.references import References
from cldvalidator.measures.person_level import LISTS, person_level_list
from cldvalidator.specification import load_specification
from tests.measures import test_golden as of_one_file
from tests.measures.test_person_level import as_rows
from tests.submissions.golden import (
    METHODS,
    PLAN,
    RUNS,
    joined_run,
    measures_of,
    reads_of,
    results,
    rows,
)

CASES = [(method, run) for method in METHODS for run in RUNS]
WHEN = ("latest", "previous")


@pytest.fixture(params=CASES, ids=" ".join, scope="module", name="case")
def _case(request):
    return request.param


@pytest.fixture(name="joined")
def _joined(case):
    return joined_run(*case)


@pytest.fixture(name="golden")
def _golden(case):
    method, run = case
    return results(method)[run]


def stem(submission):
    return submission.path.stem if submission is not None else None


def iso(period):
    return [period.first.isoformat(), period.last.isoformat()]


def test_the_periods_of_every_submission(case, golden):
    """As stated and as derived, those of files that serve nothing too."""
    method, run = case
    submissions = {stem(r.submission): r.submission for r in reads_of(run)}
    assert set(submissions) == {e["file"] for e in golden["reporting_periods"]}
    for entry in golden["reporting_periods"]:
        found = submissions[entry["file"]]
        for prefix, period in (("", found.stated), ("Der_", found.derived(METHODS[method]))):
            ends = [entry[f"{prefix}Reporting_Period_{x}_Date"] for x in ("Start", "End")]
            assert iso(period) == ends
            assert period.months == entry[f"{prefix}Reporting_Period_Length"]
    for name, submission in submissions.items():
        complete = submission.complete()
        for kind in complete.types:
            flags = zip(
                kind.ends.tolist(), kind.complete.tolist(), kind.allowed.tolist(), strict=True
            )
            months = [(f"{complete.month(n):%Y-%m-%d}", *f) for n, f in enumerate(flags) if f[0]]
            assert method == "June" or months == [
                (m["mth"], m["n"], m["complete"], m["allowed"])
                for m in golden["reporting_period_months"]
                if (m["file"], m["Event_Type"]) == (name, kind.name)
            ]


def test_selection_and_reference_periods(joined, golden):
    selection = joined.selection
    assert [(*iso(q.period), stem(q.by)) for q in selection.quarters] == [
        tuple(q.values()) for q in golden["selection"]
    ]
    assert stem(selection.year.by) == golden["single"]["file"]
    assert iso(selection.year.period) == golden["period"]
    served = zip(joined.used, joined.references, strict=True)
    found = [
        (
            stem(r.submission),
            *iso(period),
            [q.first.isoformat() for q in selection.of(r.submission)],
        )
        for r, period in served
        if period is not None
    ]
    assert sorted(found) == sorted(tuple(e.values()) for e in golden["ref_periods"])


def test_stages_and_cropping(joined, golden):
    processed, expected = joined.processed, golden["stages"]
    assert {n: processed.stages[n] for n in expected} == expected
    names = [stem(r.submission) for r in joined.used]
    for step, of_file in golden["rows_by_file"].items():
        found = dict(zip(names, joined.stages[step].tolist(), strict=True))
        assert {n: c for n, c in found.items() if c} == of_file, step
    cropping = golden["cropping"]
    cropped = dict(zip(names, joined.stages["cropped"].tolist(), strict=True))
    assert {n: c for n, c in cropped.items() if c} == cropping["cropped_by_file"]
    assert sum(cropped.values()) == cropping["cropped"]
    assert int(processed.joined["cropped"].sum()) == cropping["cropped_and_kept"]
    if "open_unique" in cropping:
        still_open = processed.joined["Der_Event_End_Date"].isna()
        assert int(still_open.sum()) == cropping["open_unique"]
    types = processed.joined["Event_Type"].astype(object).fillna("none").str.upper()
    stated = {e["event_type"] or "NONE": e["n"] for e in golden["event_type_rows"]["joined"]}
    assert stated == types.value_counts().to_dict()


def test_every_row_of_a_reference_period(case, joined):
    """The rows before duplicates go: their events, ends, what was cut and what is kept."""
    expected = rows(*case, "joined_rows")
    processed, p = joined.processed, joined.processed.parameters
    events, people = load_events(
        processed.read, load_specification("2"), p.method, release_1=p.release_1
    )
    references = References(processed.files.file, joined.references)
    inside, _ = filtered(events, references, Leaving("", ""))
    found = with_derived_fields(inside, p.method)
    record = found["record"].to_numpy()
    names = np.array([stem(r.submission) for r in joined.used], object)
    story = processed.stories[1].reasons[record]
    assert np.isin(story, (KEPT, DUPLICATE)).all()
    ours = pd.DataFrame(
        {
            "file": names[processed.files.file[record]],
            "row": (processed.files.row[record] - 1).astype(str),
            "Der_Event_End_Date": of_one_file.iso(found["Der_Event_End_Date"].to_numpy()),
            "cropped": found["cropped"].astype(int).astype(str).to_numpy(),
            "kept": (story == KEPT).astype(int).astype(str),
            "event": found["event"].to_numpy(),
            "person": people[found["person"]],
            "Der_Latest_Age": found["Der_Latest_Age"].to_numpy(),
        }
    ).sort_values(["file", "row"], ignore_index=True)
    expected = expected.sort_values(["file", "row"], ignore_index=True)
    for column in ("file", "row", "Der_Event_End_Date", "cropped", "kept"):
        assert ours[column].tolist() == expected[column].tolist(), column
    if "person" in expected:
        assert ours["person"].tolist() == expected["person"].tolist()
        ages = pd.to_numeric(expected["Der_Latest_Age"])
        assert np.array_equal(ours["Der_Latest_Age"], ages, equal_nan=True)
    pairs = set(zip(ours["event"], expected["event"], strict=True))
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)


def test_persons(case, joined, golden):
    of_one_file.test_person_details(joined.processed, golden, partial(rows, *case))


@pytest.mark.parametrize("when", WHEN)
def test_ascof(case, joined, golden, when):
    """Every figure, breakdown, stage and row of the ASCOF measures, as for one file."""
    known, processed = partial(rows, *case), joined.processed
    made = measures_of(*case)
    of_one_file.test_ascof_2a(made, golden, known, processed, when)
    of_one_file.test_ascof_2b_2c(made, golden, known, processed, when)
    for measure, which in (("ASCOF 2E LD", "LD"), ("ASCOF 2E", "All")):
        of_one_file.test_ascof_2e(made, golden, known, processed, when, measure, which)
    of_one_file.test_ascof_3d(made, golden, known, processed, when)


def test_reablement_and_waiting_times(case, joined, golden):
    made = measures_of(*case)
    expected = dict(golden["ascof_2D_stage1"]["of_latest_year"])
    del expected["period"]
    assert dict(made["latest"]["ASCOF 2D"].stages) == expected
    of_one_file.test_waiting_times(made, golden, lambda table: None, joined.processed)
    requests = rows(*case, "waiting_times_requests")
    if requests is None:
        return
    files = joined.processed.files
    names = [stem(r.submission) for r in joined.used]
    waits = made["latest"]["Waiting times"].tables["requests"]
    found = {
        f"{names[files.file[r]]}:{files.row[r] - 1}": str(int(d))
        for r, d in zip(waits["record"].tolist(), waits["discounted"].tolist(), strict=True)
    }
    assert found == dict(zip(requests["request_id"], requests["discounted"], strict=True))


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("which", LISTS)
def test_person_level_lists(which, when):
    case = ("September", "latest")
    made, processed = measures_of(*case)[when], joined_run(*case).processed
    council = (PLAN["la_code"], "Test Council")
    found = person_level_list([made[m] for m in LISTS[which]], processed, processed.read, council)
    assert as_rows(found) == as_rows(rows(*case, f"person_level_{which}_{when}"))


def test_every_key_of_the_results_is_compared(golden):
    """A key that comes to the golden results needs a test here."""
    no_figures = {"files", "imports", "as_of", "period", "single", "person_level"}
    assert set(golden) - no_figures - {"reporting_period_months"} == {
        "reporting_periods",
        "selection",
        "ref_periods",
        "stages",
        "rows_by_file",
        "cropping",
        "event_type_rows",
        "person_details",
        "ascof",
        "ascof_2D_stage1",
        "waiting_times",
    }
