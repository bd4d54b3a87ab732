"""The data grid: the whole file, drawn from the engine's columns through an array of rows."""
