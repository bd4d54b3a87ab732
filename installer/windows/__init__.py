"""A Windows build made and tried on Linux: wine, a pinned Windows Python, Windows libraries."""
