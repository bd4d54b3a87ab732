"""Rules on unit cost, cost frequency and planned units (method section 11)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cldvalidator.checks.context import Context, rows_of, thresholds
from cldvalidator.checks.running import Hit, rule

COST, FREQUENCY, UNITS = "Unit Cost", "Cost Frequency (Unit Type)", "Planned units per week"


@rule("COST-02", needs=(UNITS, FREQUENCY))
def units_not_above_zero(context: Context) -> Iterator[Hit]:
    """Planned units of zero or less where the weekly cost needs them."""
    needed = context.service & context.says(FREQUENCY, *context.specification.units_needed)
    yield Hit(UNITS, rows_of(needed & (context.number(UNITS) <= 0)))


@rule("COST-03", needs=(COST,))
def cost_not_above_zero(context: Context) -> Iterator[Hit]:
    """A unit cost of zero or less."""
    yield Hit(COST, rows_of(context.service & (context.number(COST) <= 0)))


@rule("COST-05", needs=(COST, FREQUENCY))
def cost_out_of_reason(context: Context) -> Iterator[Hit]:
    """A cost that is hardly possible for the service."""
    lines, cost = thresholds(), context.number(COST)
    weekly = context.says(FREQUENCY, "Weekly")
    care_home = context.says(
        "Service Type", "Long term support: Nursing care", "Long term support: Residential care"
    )
    units = np.nan_to_num(context.number(UNITS), nan=1.0)
    by_unit = context.says(FREQUENCY, *context.specification.units_needed)
    a_week = np.where(by_unit, cost * units, np.where(weekly, cost, np.nan))
    too_much = a_week > lines["weekly_cost_most"]
    too_much |= context.says(FREQUENCY, "Hourly") & (cost > lines["hourly_most"])
    too_much |= context.says(FREQUENCY, "Daily") & (cost > lines["daily_most"])
    too_little = weekly & care_home & (cost > 0) & (cost < lines["weekly_care_home_least"])
    yield Hit(COST, rows_of(context.service & (too_much | too_little)))


@rule("COST-06", needs=(FREQUENCY, UNITS))
def weekly_with_units(context: Context) -> Iterator[Hit]:
    """A weekly cost with planned units other than one."""
    units = context.number(UNITS)
    other = ~np.isnan(units) & (units != 1)
    yield Hit(UNITS, rows_of(context.service & context.says(FREQUENCY, "Weekly") & other))
