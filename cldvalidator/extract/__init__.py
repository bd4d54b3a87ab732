"""From a file to an Extract: delimiter, encoding, sheets, header; all cells kept as text."""

from cldvalidator.extract.table import Column, Extract, HeaderMatch, RaggedRow, Reading

__all__ = ["Column", "Extract", "HeaderMatch", "RaggedRow", "Reading"]
