"""Questions to a checked file: its verdict, its findings from every side, what it is."""
