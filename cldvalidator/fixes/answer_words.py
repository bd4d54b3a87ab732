"""The words of a team's workbook that are written in one place and read in another."""

from __future__ import annotations

IDENTITY = "CLD Validator row identity"
"""The header of the hidden column; no other workbook has it."""
RIGHT, BECAUSE, AT_SOURCE, BY = (
    "Right value",
    "It is right because",
    "Will be corrected at source",
    "Answered by",
)
ANSWERS = (RIGHT, BECAUSE, AT_SOURCE, BY)
"""The columns that a team fills in."""
SHOWN = ("Row", "Rule", "Field")
"""The columns of a finding by which a line that was sorted in part only is recognised."""
BLANK = "(blank)"
"""What stands for a cell that should be empty."""
YES_AND_NO = ("yes", "no")
LISTS, ABOUT = "Lists", "About this workbook"
"""The hidden sheets."""
TEAM, PROGRAM = "Team", "Program"
"""What the second says beside the file."""
WHOLE_ROW = "(whole row)"
"""What stands for the field of a finding about a row as a whole."""
LONGEST_VALUE, LONGEST_WORDS, LONGEST_NAME = 4_000, 500, 100
"""Characters of an answer that are read."""
