"""All rules across cells: importing this registers them."""

from cldvalidator.checks import costs, dates_in_order, duplicates, fit, people, portal, submission
from cldvalidator.checks.running import run_rules

RULE_MODULES = (dates_in_order, fit, costs, people, duplicates, submission, portal)

__all__ = ["RULE_MODULES", "run_rules"]
