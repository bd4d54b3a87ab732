"""What came of trying something many times, and its line in a table of docs/reliability.md."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """What came of one thing that was tried. kills: processes killed. refused: it was said so."""

    name: str
    tried: int = 0
    kills: int = 0
    refused: int = 0
    calls: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    @property
    def failures(self) -> str:
        """The failures as a cell of the table."""
        return ", ".join(f"{n:,} {what}" for what, n in self.failed.items()) or "0"
