"""The official workbooks, which a council has and we do not: read over the built-in pack."""

from cldvalidator.official.council_pack import (
    base_pack,
    current_specification,
    forget_council_pack,
    merged_pack,
    save_council_pack,
)
from cldvalidator.official.differences import Differences, differences
from cldvalidator.official.workbook import WorkbookContent, read_official_workbook

__all__ = [
    "Differences",
    "WorkbookContent",
    "base_pack",
    "current_specification",
    "differences",
    "forget_council_pack",
    "merged_pack",
    "read_official_workbook",
    "save_council_pack",
]
