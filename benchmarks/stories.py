"""A story of invented events, to be drawn."""

from __future__ import annotations

import random
from datetime import date, timedelta

from cldvalidator.checks.rules import Severity
from cldvalidator.review.person_story import (
    KINDS,
    PersonStory,
    StoryBar,
    StoryFinding,
    quarters_of,
)
from cldvalidator.selection.period import Period

SETTINGS = (
    "Long term support: Community, Home support or domiciliary care",
    "Short term support: ST-Max, Reablement",
    "Planned",
)
FOUND = StoryFinding("Event Outcome", "MAND-01", "A mandatory field is blank", Severity.ERROR)


def story_of(events: int) -> PersonStory:
    """Return a story of so many events over three years; half have findings, a third count."""
    chance = random.Random(1)
    bars = []
    for record in range(events):
        start = date(2023, 10, 1) + timedelta(days=chance.randrange(900))
        kind, is_open = chance.choice(KINDS), chance.random() < 0.2
        end = None if is_open else start + timedelta(days=chance.randrange(90))
        found = (FOUND,) if chance.random() < 0.5 else ()
        side = chance.choice(("", "numerator", "denominator"))
        setting = chance.choice(SETTINGS)
        bars.append(
            StoryBar(
                record, record + 2, "", kind, setting, "", start, end, None, (), True, found, side
            )
        )
    bars.sort(key=lambda bar: bar.start or date.max)
    year = Period(date(2025, 4, 1), date(2026, 3, 31))
    return PersonStory(
        1, "invented", (), (), (), (), tuple(bars), year, quarters_of(year), "ASCOF 2A"
    )
