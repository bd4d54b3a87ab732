"""A file changed in a way that is known: the comparison says exactly that."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cldvalidator.submissions.compare import Flag, Status, compare
from cldvalidator.submissions.compare_columns import EARLIER, LATER
from cldvalidator.submissions.compare_findings import finding_movements
from cldvalidator.submissions.compare_periods import IN_PERIOD
from cldvalidator.submissions.compare_rules import rules_across_files
from tests.submissions.changed_files import before, made, opened

OWN, REFERENCE = "LA Person Unique Identifier", "Event Reference"
LINKS = [f"Adult {n} Linked Person_ID" for n in (1, 2, 3)]
SEEDS = (1, 2, 3)


def counts(comparison):
    return {s: n for s, n in comparison.counts.items() if n}


def shuffled(frame, seed):
    return frame.sample(frac=1, random_state=seed)


@pytest.fixture(params=SEEDS)
def seed(request):
    return request.param


def after(frame, seed, called="b"):
    return compare(before(seed), opened(frame, called, seed=seed))


def base(seed):
    return made(1_200, seed)[0].copy()


def test_rows_in_another_order_are_the_same(seed):
    found = after(shuffled(base(seed), seed), seed)
    assert found.same_content
    assert counts(found) == {Status.SAME: 1_200}
    assert finding_movements(found) == () or not any(m.counts[0] for m in finding_movements(found))


def test_every_reference_numbered_anew_is_one_change(seed):
    frame = base(seed)
    filled = frame[REFERENCE] != ""
    frame.loc[filled, REFERENCE] = [f"NEW{n:07}" for n in range(int(filled.sum()))]
    found = after(shuffled(frame, seed), seed)
    assert [(c.field, c.kind) for c in found.mass] == [(REFERENCE, "numbered anew")]
    assert not len(found.new)
    assert not len(found.gone)
    assert set(found.by_field) == {REFERENCE}
    assert found.flagged(Flag.RE_REFERENCED).sum() == filled.sum() == found.mass[0].changed
    assert not len(found.not_same)


def test_references_numbered_anew_with_numbers_that_were_there_are_not_mistaken(seed):
    frame = base(seed)
    filled = np.flatnonzero((frame[REFERENCE] != "").to_numpy())
    place = frame.columns.get_loc(REFERENCE)
    old = frame.iloc[filled, place].to_numpy().copy()
    frame.iloc[filled, place] = np.roll(old, 7)
    found = after(frame, seed)
    assert not len(found.new)
    assert not len(found.gone)
    assert (found.earlier == found.later).mean() > 0.99
    assert not len(found.not_same) or len(found.not_same) < 5


@pytest.mark.parametrize("change", [lambda t: "LAS-" + t, lambda t: t[1:], lambda t: t + "/A"])
def test_every_person_with_another_prefix_is_one_change(change):
    frame = base(1)
    for name in (OWN, *LINKS):
        frame[name] = [change(t) if t else t for t in frame[name]]
    found = after(shuffled(frame, 1), 1)
    assert [(c.field, c.kind) for c in found.mass] == [(OWN, "affixed")]
    assert not len(found.new)
    assert not len(found.gone)
    assert not len(found.not_same)


def test_persons_and_references_numbered_anew_together(seed):
    frame = base(seed)
    frame[OWN] = ["X" + t if t else t for t in frame[OWN]]
    for name in LINKS:
        frame[name] = ["X" + t if t else t for t in frame[name]]
    filled = frame[REFERENCE] != ""
    frame.loc[filled, REFERENCE] = [f"N{n}" for n in range(int(filled.sum()))]
    found = after(shuffled(frame, seed), seed)
    assert {(c.field, c.kind) for c in found.mass} == {
        (OWN, "affixed"),
        (REFERENCE, "numbered anew"),
    }
    assert not len(found.new)
    assert not len(found.gone)
    assert not len(found.not_same)


def test_one_column_written_in_other_codes_is_one_change(seed):
    frame = base(seed)
    name = "Primary Support Reason"
    codes = {text: f"PSR{n}" for n, text in enumerate(sorted(set(frame[name]) - {""}))}
    frame[name] = [codes.get(t, t) for t in frame[name]]
    found = after(shuffled(frame, seed), seed)
    assert [(c.field, c.kind) for c in found.mass] == [(name, "re-coded")]
    assert not len(found.new)
    assert not len(found.gone)
    assert set(found.by_field) == {name}


def test_a_column_that_is_now_blank_is_one_change():
    frame = base(1)
    frame["GP Practice Code"] = ""
    found = after(frame, 1)
    assert [(c.field, c.kind) for c in found.mass] == [("GP Practice Code", "emptied")]
    assert not len(found.not_same)


def test_a_team_that_is_missing_is_gone_and_nothing_else(seed):
    frame = base(seed)
    missing = frame["Provider CQC Location ID"].map(len).mod(7).eq(frame.index % 7)
    missing |= frame.index % 9 == 0
    found = after(shuffled(frame[~missing], seed), seed)
    assert counts(found) == {Status.SAME: int((~missing).sum()), Status.GONE: int(missing.sum())}
    assert sorted(found.gone.tolist()) == np.flatnonzero(missing).tolist()


def test_services_that_went_on_and_are_missing_are_rule_date_15():
    frame = base(1)
    went_on = (
        (frame["Event Type"] == "Service")
        & (frame["Event End Date"] == "")
        & (frame["Date of Death"] == "")
    )
    gone = np.flatnonzero(went_on)[::3]
    found = after(frame.drop(index=frame.index[gone]), 1)
    across = {a.rule.id: a for a in rules_across_files(found)}
    assert across["DATE-15"].rows.tolist() == gone.tolist()
    assert across["DATE-15"].side == EARLIER
    assert (found.gone_place == IN_PERIOD).all()


def test_a_resubmission_of_only_some_rows_is_rule_per_05():
    frame = base(1)
    across = rules_across_files(after(frame.iloc[:300], 1))
    assert "PER-05" in {a.rule.id for a in across}
    assert "PER-05" not in {a.rule.id for a in rules_across_files(after(frame.iloc[:900], 1))}


def test_a_provider_written_over_is_rule_svc_08():
    frame = base(1)
    services = np.flatnonzero(
        ((frame["Event Type"] == "Service") & (frame["Provider CQC Location ID"] != "")).to_numpy()
    )[:5]
    frame.iloc[services, frame.columns.get_loc("Provider CQC Location ID")] = "1-999999999"
    found = after(frame, 1)
    across = {a.rule.id: a for a in rules_across_files(found)}
    assert across["SVC-08"].rows.tolist() == services.tolist()
    assert across["SVC-08"].side == LATER


def test_a_service_that_was_ended_and_goes_on_is_rule_svc_07():
    frame = base(1)
    ended = (frame["Event Type"] == "Service") & (frame["Event End Date"] != "")
    rows = np.flatnonzero(ended)[:4]
    frame.iloc[rows, frame.columns.get_loc("Event End Date")] = ""
    found = after(frame, 1)
    assert found.counts[Status.REOPENED] == 4
    across = {a.rule.id: a for a in rules_across_files(found)}
    assert across["SVC-07"].rows.tolist() == rows.tolist()


def test_starts_reset_to_april_keep_their_events(seed):
    frame = base(seed)
    went_on = (frame["Event Type"] == "Service") & (frame["Event End Date"] == "")
    rows = np.flatnonzero(went_on)[::2]
    started = frame.iloc[rows, frame.columns.get_loc("Event Start Date")]
    moved = rows[(started != "01/04/2025").to_numpy()]
    frame.iloc[rows, frame.columns.get_loc("Event Start Date")] = "01/04/2025"
    found = after(shuffled(frame, seed), seed)
    assert len(found.new) == len(found.gone) == 0
    assert found.flagged(Flag.START_RESET).sum() == len(moved)
    assert found.earlier[found.flagged(Flag.START_RESET)].tolist() != []


def test_cells_that_changed_are_the_fields_that_are_told(seed):
    frame = base(seed)
    random = np.random.default_rng(seed)
    names = ["Event Outcome", "Employment Status", "Unit Cost", "Postcode"]
    expected = {}
    for name in names:
        place = frame.columns.get_loc(name)
        filled = np.flatnonzero((frame[name] != "").to_numpy())
        rows = random.choice(filled, 12, replace=False)
        frame.iloc[rows, place] = {"Unit Cost": "9999.99", "Postcode": "ZZ99 9ZZ"}.get(
            name, "Unknown"
        )
        for row in rows.tolist():
            if made(1_200, seed)[0].iloc[row, place] != frame.iloc[row, place]:
                expected.setdefault(row, set()).add(name)
    found = after(frame, seed)
    said = {
        int(found.earlier[p]): set(found.changed_fields(p))
        for p in np.flatnonzero(found.fields != 0).tolist()
    }
    assert said == expected


def test_copies_of_a_row_are_a_multiset():
    frame = base(1)
    row = frame.iloc[[5]]
    three = frame.iloc[[5, 5, 5]]
    one = compare(opened(together(frame, three), "c"), opened(together(frame, row), "d"))
    assert counts(one) == {Status.SAME: 1_201, Status.GONE: 2}
    other = compare(opened(together(frame, row), "c"), opened(together(frame, three), "d"))
    assert counts(other) == {Status.SAME: 1_201, Status.NEW: 2}


def together(*frames):

    return pd.concat(frames, ignore_index=True)


def test_a_finding_is_new_still_there_or_resolved():
    frame = base(1)
    place = frame.columns.get_loc("Gender")
    frame.iloc[:3, place] = "Nonsense"
    with_fault = opened(frame, "c")
    worse = frame.copy()
    worse.iloc[1:6, place] = "Nonsense"
    worse.iloc[0, place] = made()[0].iloc[0, place]
    found = compare(with_fault, opened(worse, "d"))
    of_gender = {(m.rule.id, m.field): m for m in finding_movements(found) if m.field == "Gender"}
    (movement,) = [m for m in of_gender.values() if len(m.still)]
    assert movement.new.tolist() == [3, 4, 5]
    assert movement.still.tolist() == [1, 2]
    assert movement.resolved.tolist() == [0]
    assert not len(movement.went)
