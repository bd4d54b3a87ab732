"""A person's story in words: for a terminal, for scripts, as a table and as a sentence a bar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from cldvalidator.review.own_rules import own_rules
from cldvalidator.review.person_story import PersonStories, PersonStory, StoryBar, StoryFinding
from cldvalidator.review.story_measure import DENOMINATOR, NUMERATOR
from cldvalidator.wording import counted

COVERED = "hidden"
WHY_COVERED = "Why it counts is not shown while personal fields are hidden."
SIDES = {NUMERATOR: "in the figure", DENOMINATOR: "in the denominator only", "": ""}
NO_DATE = "no start date"
OPEN = "open"


def columns_of(story: PersonStory) -> tuple[str, ...]:
    """Return the headers of the table of a story."""
    file = ("File",) if any(bar.file for bar in story.bars) else ()
    measure = (story.measure,) if story.measure else ()
    about = ("Row", "Event", "What", "Starts", "Ends", "Outcome")
    return (*file, *about, *measure, "Findings", "Not used")


def cells_of(story: PersonStory, bar: StoryBar) -> tuple[str, ...]:
    """Return the texts of a bar under `columns_of`."""
    file = (bar.file,) if any(b.file for b in story.bars) else ()
    measure = (SIDES[bar.side] or "no",) if story.measure else ()
    return (
        *file,
        f"{bar.row}",
        bar.kind,
        bar.setting,
        day_words(bar.start),
        ends_in_words(bar),
        bar.outcome,
        *measure,
        findings_in_words(bar),
        "; ".join(left_out_briefly(bar)),
    )


def day_words(day: date | None) -> str:
    """Return a day as it is written here, "" for none."""
    return f"{day:%d/%m/%Y}" if day is not None else ""


def ends_in_words(bar: StoryBar) -> str:
    """Return the end of a bar: a day, the day that it is cut to, or that it is open."""
    if bar.cropped is not None:
        return f"{day_words(bar.cropped)} (cut there: the next file does not have it)"
    return OPEN if bar.is_open else day_words(bar.end)


def when_in_words(bar: StoryBar) -> str:
    """Return from when to when a bar runs."""
    if bar.start is None:
        return f"{NO_DATE}, ended {day_words(bar.end)}" if bar.end else NO_DATE
    if bar.start == bar.last:
        return f"on {day_words(bar.start)}"
    if bar.is_open:
        return f"from {day_words(bar.start)}, {OPEN}"
    return f"{day_words(bar.start)} to {ends_in_words(bar)}"


def findings_in_words(bar: StoryBar) -> str:
    """Return the findings of a bar, each with its severity, rule and field.

    A rule of the council's own is given with its name: no catalogue has it.
    """
    return "; ".join(
        f"{_own_rule(f) if f.is_local else f'{f.severity.word} {f.rule}'} in {f.field}"
        for f in bar.findings
    )


def _own_rule(found: StoryFinding) -> str:
    return f"{found.severity.word} {found.rule} {found.title} (your own rule)"


def rules_not_run(stories: PersonStories) -> Iterator[str]:
    """Say which of the council's own rules were not run on a file, and why."""
    for file in stories.files:
        own = own_rules(file.result)
        of = f" on {file.extract.reading.name}" if len(stories.files) > 1 else ""
        for run in own.rules if own is not None else ():
            if run.why_not:
                named = f"{run.rule.id} {run.rule.title} (your own rule)"
                yield f"{named} not run{of}: {run.why_not}"


def left_out(bar: StoryBar) -> list[str]:
    """Return the sentences on the tables that do not hold a record."""
    return [sentence for sentence in bar.tables if sentence.startswith("Not ")]


def left_out_briefly(bar: StoryBar) -> list[str]:
    """Return for each table that does not hold a record its name and why."""
    return [s.partition("(")[2].replace("):", ":", 1).rstrip(".") for s in left_out(bar)]


def bar_sentence(story: PersonStory, bar: StoryBar) -> str:
    """Say what a bar is in one line, as a screen reader hears it; nothing personal is in it."""
    where = f" of {bar.file}" if bar.file else ""
    parts = [f"{bar.kind}, row {bar.row:,}{where}", when_in_words(bar), bar.setting]
    if story.measure:
        parts.append(f"{SIDES[bar.side] or 'not counted'}, {story.measure}")
    if not bar.is_used:
        parts.append("in no table of the method")
    if bar.findings:
        parts.append(counted(len(bar.findings), "finding"))
    return "; ".join(filter(None, parts))


def person_sentence(story: PersonStory, *, hidden: bool = False) -> str:
    """Say who a story is about. hidden: without identifiers, names, dates of birth and death."""
    events = counted(len(story.bars), "event")
    if hidden:
        return f"One person, {events}"
    if story.person < 0:
        return f"A row without identifiers, {events}"
    born = _dates("born", story.births)
    died = _dates("died", story.deaths)
    names = " ".join(story.names)
    return ", ".join(filter(None, (f"Person {story.called}", names, born, died, events)))


def _dates(word: str, found: tuple[date, ...]) -> str:
    return f"{word} {' and '.join(map(day_words, found))}" if found else ""


def story_lines(story: PersonStory, *, hidden: bool = False) -> Iterator[str]:
    """Yield a story for reading. hidden: without what is personal."""
    yield person_sentence(story, hidden=hidden)
    if not hidden:
        known = "; ".join(f"{name} {text}" for name, text in story.identifiers)
        yield from filter(None, (known, story.note))
    yield f"Year {day_words(story.year.first)} to {day_words(story.year.last)}"
    sentences = (WHY_COVERED,) if hidden and story.says else story.says
    yield from (f"{story.measure}: {sentence}" for sentence in sentences)
    for bar in story.bars:
        yield ""
        yield bar_sentence(story, bar)
        if not hidden:
            yield from (f"  {sentence}" for sentence in bar.why if sentence not in story.says)
        yield from (f"  {sentence}" for sentence in left_out(bar))
        for f in bar.findings:
            whose = " (your own rule)" if f.is_local else ""
            yield f"  {f.severity.word} {f.rule} in {f.field}: {f.title}{whose}"


def story_json(story: PersonStory, *, hidden: bool = False) -> dict[str, Any]:
    """Return a story for scripts. hidden: without what is personal."""
    who: dict[str, Any] = {"person": COVERED}
    if not hidden:
        who = {
            "person": story.called,
            "identifiers": [{"field": n, "text": t} for n, t in story.identifiers],
            "names": list(story.names),
            "born": [d.isoformat() for d in story.births],
            "died": [d.isoformat() for d in story.deaths],
        }
    return {
        **who,
        "note": story.note,
        "year": [story.year.first.isoformat(), story.year.last.isoformat()],
        "measure": story.measure,
        "counted": story.counts if story.measure else None,
        "why": [] if hidden else list(story.says),
        "events": [_bar_json(bar, hidden) for bar in story.bars],
    }


def _bar_json(bar: StoryBar, hidden: bool) -> dict[str, Any]:
    return {
        **({"file": bar.file} if bar.file else {}),
        "row": bar.row,
        "event": bar.kind,
        "what": bar.setting,
        "start": bar.start.isoformat() if bar.start else None,
        "end": bar.end.isoformat() if bar.end else None,
        "cut to": bar.cropped.isoformat() if bar.cropped else None,
        "open": bar.is_open,
        "outcome": bar.outcome,
        "side": bar.side,
        "why": [] if hidden else list(bar.why),
        "tables": list(bar.tables),
        "findings": [
            {"rule": f.rule, "field": f.field, "severity": f.severity.word}
            | ({"your own rule": f.title} if f.is_local else {})
            for f in bar.findings
        ],
    }
