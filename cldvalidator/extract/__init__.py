"""From a file to an Extract: delimiter, encoding, sheets, header; all cells kept as text."""

from cldvalidator.extract.column import Column
from cldvalidator.extract.reading import read_extract
from cldvalidator.extract.release import ReleaseEvidence, find_release
from cldvalidator.extract.table import Extract, HeaderMatch, RaggedRow, Reading

__all__ = [
    "Column",
    "Extract",
    "HeaderMatch",
    "RaggedRow",
    "Reading",
    "ReleaseEvidence",
    "find_release",
    "read_extract",
]
