"""How many examples a property is tried with: few by default, many by hand.

EXAMPLES=10 tries each property with ten times as many, and with other ones each time.
"""

from __future__ import annotations

import os

TIMES = int(os.environ.get("EXAMPLES", "1"))


def examples(count: int) -> int:
    """Return how many examples are tried where a count would do."""
    return count * TIMES
