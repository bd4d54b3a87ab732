"""The price of fixes: what is tried is true, what cannot be tried is not made up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cldvalidator.checks import check_extract
from cldvalidator.fixes import CellChange, apply_changes, pricing, propose
from cldvalidator.fixes.prices import HALF_HOUR
from cldvalidator.jobs.preview import preview_file
from cldvalidator.jobs.preview_inputs import PreviewInputs
from cldvalidator.jobs.price import price_file, pricer_of, prices_or_why
from cldvalidator.measures.headline import headline_figures
from cldvalidator.measures.preview import preview
from cldvalidator.presentation.price_text import (
    plan_sentences,
    price_text,
    prices_json,
    prices_text,
    short_text,
)
from cldvalidator.review.opened import Opened
from cldvalidator.specification import load_specification
from tests.measures.golden import GOLDEN, golden_extract

OWNER = "Owner occupier or shared ownership scheme"
PRIVATE = "Tenant: Private landlord"
OWN, OLD = "Private rented", "Tenant - private landlord"
INPUTS = PreviewInputs(population={"18 to 64": 300_000, "65 and above": 90_000})


@pytest.fixture(scope="module")
def mistaken():
    """The golden file with a third of its accommodation as councils write it."""
    release_2 = load_specification("2")
    extract = golden_extract(GOLDEN / "september")
    column = extract.column("Accommodation Status")
    rows = np.flatnonzero(column.codes == column.values.index(OWNER).as_py())[::3].tolist()
    numbers = extract.source_rows
    changes = [
        CellChange("Accommodation Status", r, int(numbers[r]), OWNER, own)
        for place, r in enumerate(rows)
        for own in [OWN if place % 3 else OLD]
    ]
    changes += [
        CellChange("Gender", r, int(numbers[r]), extract.column("Gender").text(r), "Wombat")
        for r in (3, 4)
    ]
    changes += [
        CellChange(
            "Date of Birth", r, int(numbers[r]), extract.column("Date of Birth").text(r), "x"
        )
        for r in (10, 200)
    ]
    extract = apply_changes(extract, changes)
    result = check_extract(extract, release_2)
    return Opened(extract, release_2, None, result)


@pytest.fixture(scope="module")
def prices(mistaken):
    return price_file(mistaken, INPUTS)


def headline(opened):
    """Return the headline figures of a file, by key."""
    found = preview_file(opened.extract, opened.result, INPUTS)
    items = preview(found.processed, found.inputs, latest_only=True)
    return {
        (item.measure.text.id, f.description, f.group): f
        for item in items
        for f in headline_figures(item.results[0])
    }


def priced(prices, field):
    return [p for p in prices.prices if p.field == field]


def test_a_proposal_is_priced_as_the_preview_has_it_afterwards(mistaken, prices):
    price = next(p for p in prices.prices if p.proposal is not None and p.proposal.found == OLD)
    assert price.proposal.written == PRIVATE
    assert price.known == "exact"
    after = apply_changes(mistaken.extract, [price.proposal.change()])
    checked = check_extract(after, mistaken.specification)
    now = headline(replace(mistaken, extract=after, result=checked))
    was = headline(mistaken)
    assert {m.key for m in price.seen} == {key for key in now if now[key].value != was[key].value}
    assert price.seen
    for moved in price.moved:
        figure = now[moved.key]
        assert moved.after == (figure.value, figure.numerator, figure.denominator)
    assert "Takes ASCOF 2E" in price_text(price)


def test_where_somebody_has_to_choose_each_choice_is_tried(mistaken, prices):
    price = next(p for p in prices.prices if p.proposal is not None and p.proposal.found == OWN)
    assert price.proposal.written is None
    assert price.known == "choice"
    assert price.between
    values = {b.key: [] for b in price.between}
    for text in (PRIVATE, "Unknown", "Registered care home"):
        assert text in price.proposal.choices
        after = apply_changes(mistaken.extract, [price.proposal.change(text)])
        checked = check_extract(after, mistaken.specification)
        now = headline(replace(mistaken, extract=after, result=checked))
        for key, found in values.items():
            found.append(now[key].value)
    for between in price.between:
        assert all(between.low <= v <= between.high for v in values[between.key])
    assert any(len(set(found)) > 1 for found in values.values())
    assert "Depends on what you choose: ASCOF 2E" in price_text(price)


def test_of_far_too_many_texts_a_few_are_tried_and_the_others_are_said(
    mistaken, prices, monkeypatch
):
    monkeypatch.setattr(pricing, "FAR_TOO_MANY", 3)
    monkeypatch.setattr(pricing, "FEW_TRIED", 1)
    few = price_file(mistaken, INPUTS)
    assert len(few.prices) == len(prices.prices)
    exact = [p for p in few.prices if p.proposal is not None and p.known == "exact"]
    others = [p for p in few.prices if p.proposal is not None and p.known != "exact"]
    assert len(exact) == 1
    assert exact[0] in prices.prices
    assert others
    assert {short_text(p) for p in others} == {"Not tried"}


def test_what_nobody_knows_is_not_tried(prices):
    unknown = [p for p in prices.prices if p.proposal is None]
    assert unknown
    assert not any(p.moved or p.others for p in unknown)
    born = next(p for p in priced(prices, "Date of Birth") if p.proposal is None)
    assert born.known == "bounds"
    for between in born.between:
        assert between.low <= between.now <= between.high
    assert "Depends on what the cells should say" in price_text(born)
    gender = next(p for p in priced(prices, "Gender") if p.proposal.found == "Wombat")
    assert gender.known == "choice"
    assert short_text(gender) == "No figure"


def test_the_plan_begins_with_what_moves_most_and_says_where_to_stop(mistaken, prices):
    plan = prices.plan
    assert len(plan.steps) <= HALF_HOUR
    assert plan.steps[0].seen
    counts = [len(step.seen) for step in plan.steps]
    assert counts == sorted(counts, reverse=True)
    assert all(step.may_move for step in plan.steps[: plan.stop])
    assert not any(step.may_move for step in plan.steps[plan.stop :])
    changes = [step.proposal.change() for step in plan.steps if step.seen]
    after = apply_changes(mistaken.extract, changes)
    now = headline(
        replace(mistaken, extract=after, result=check_extract(after, mistaken.specification))
    )
    assert plan.together
    for moved in plan.together:
        assert now[moved.key].value == moved.after.value
    assert any("Together" in sentence for sentence in plan_sentences(plan))


def test_every_proposal_and_every_open_finding_has_one_price(mistaken, prices):
    every = propose(
        mistaken.extract, mistaken.result, certainties=("safe", "documented", "likely", "ask")
    )
    of_proposals = [p.proposal for p in prices.prices if p.proposal is not None]
    assert sorted(map(hash, of_proposals)) == sorted(map(hash, every))
    without = [(p.rule, p.field) for p in prices.prices if p.proposal is None]
    assert len(without) == len(set(without))
    open_groups = {(g.rule.id, g.field) for g in mistaken.result.findings.groups}
    assert set(without) <= open_groups


def test_prices_in_words_and_for_scripts_hold_no_value_that_may_tell_of_somebody(prices):
    text, told = prices_text(prices), prices_json(prices)
    assert "Your best half hour" in text
    first = prices.prices[0].proposal
    assert first.field in prices.listed
    assert f"“{first.found}” becomes “{first.written}”" in text
    assert "Private rented" not in str(told)
    assert len(told["decisions"]) == len(prices.prices)
    assert told["plan"]["stop after"] == prices.plan.stop


def test_another_period_is_said_and_no_figure_made_up(mistaken):
    from cldvalidator.fixes.proposals import Proposal

    column = mistaken.extract.column("Reporting Period End Date")
    found = column.text(0)
    other = Proposal(
        "Reporting Period End Date", found, "30/06/2024", "X", None, "likely", "", len(column)
    )
    price = pricer_of(mistaken).of_proposals([other])[0]
    assert price.known == "another time"
    assert "another period" in price_text(price)


def test_a_file_without_a_period_says_why_it_has_no_prices(mistaken):
    from cldvalidator.extract import Column

    blank = Column.blank(len(mistaken.extract))
    names = ("Reporting Period Start Date", "Reporting Period End Date")
    columns = {**mistaken.extract.columns, **dict.fromkeys(names, blank)}
    extract = replace(mistaken.extract, columns=columns)
    result = check_extract(extract, mistaken.specification)
    prices, why = prices_or_why(replace(mistaken, extract=extract, result=result))
    assert prices is None
    assert why.startswith("The price of fixes cannot be told. The file states no reporting period")
