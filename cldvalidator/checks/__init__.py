"""Extract + Specification -> findings: what the national pipeline would reject or miscount."""

from cldvalidator.checks.check import CheckResult, check_extract, check_the_same_way

__all__ = ["CheckResult", "check_extract", "check_the_same_way"]
