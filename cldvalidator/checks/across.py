"""All rules across cells: importing this registers them."""

from cldvalidator.checks import (
    costs,
    dates_in_order,
    duplicates,
    fit,
    in_registers,
    people,
    portal,
    submission,
    where_people_live,
)
from cldvalidator.checks.running import run_rules

RULE_MODULES = (
    dates_in_order,
    fit,
    costs,
    people,
    duplicates,
    submission,
    portal,
    where_people_live,
    in_registers,
)

__all__ = ["RULE_MODULES", "run_rules"]
