"""What became of the answers of teams, in lines for the terminal and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from cldvalidator.fixes.answer_words import AT_SOURCE, BLANK
from cldvalidator.fixes.answers import AnswerFate, Answers
from cldvalidator.wording import counted, elided

_MOST = 20


def summary(answers: Answers) -> str:
    """Say in a sentence what the answers are and how many of them fit."""
    given = len(answers.fates)
    fits, held = len(answers.fitting), sum(f.standing == "held" for f in answers.fates)
    words = [
        f"{counted(given, 'right value')} from {counted(len(answers.books), 'workbook')}: "
        f"{fits:,} {'fits' if fits == 1 else 'fit'}"
    ]
    if held:
        words.append(f"{held:,} {'is' if held == 1 else 'are'} there already")
    differing = sum(f.standing == "differs" for f in answers.fates)
    if differing:
        words.append(f"{differing:,} contradict each other")
    if left := len(answers.left) - differing:
        words.append(f"{left:,} {'is' if left == 1 else 'are'} refused")
    return f"{', '.join(words)}."


def more_sentences(answers: Answers) -> Iterator[str]:
    """Yield what else the answers say: findings called right, promises, lines not read."""
    if answers.explained:
        count = len(answers.explained)
        are = counted(count, "finding is", "findings are")
        stay = "It stays a finding" if count == 1 else "They stay findings"
        yield f"{are} answered as right by a team. {stay}, and the report says why."
    if answers.promised:
        says = counted(answers.promised, "line says", "lines say")
        yield f"{says} “{AT_SOURCE}”. Comparing your next extract with this one shows if it was."
    faults = [fault for book in answers.books for fault in book.faults]
    if faults or answers.lost:
        lines = counted(len(faults) + len(answers.lost), "answered line")
        yield f"{lines} could not be taken:"
    yield from (f"  {fault}" for fault in faults[:_MOST])
    yield from (f"  {ln.book}, row {ln.line:,}: {why}" for ln, why in answers.lost[:_MOST])
    more = max(len(faults) - _MOST, 0) + max(len(answers.lost) - _MOST, 0)
    if more:
        yield f"  and {more:,} more"


def fate_place(fate: AnswerFate) -> str:
    """Return the cell that a value is for."""
    row = fate.change.source_row if fate.change is not None else fate.line.key.row
    return f"row {row:,}, {fate.line.key.field}"


def answer_lines(answers: Answers) -> Iterator[str]:
    """Yield what became of the answers, each that is not applied with the reason."""
    yield f"Answers of the teams: {summary(answers)}"
    for fate in answers.left[:_MOST]:
        value = f"'{elided(fate.written)}'" if fate.written else BLANK
        yield f"  not applied: {fate_place(fate)}: {value} ({elided(fate.who)}). {fate.why}."
    if len(answers.left) > _MOST:
        yield f"  and {counted(len(answers.left) - _MOST, 'more was', 'more were')} not applied."
    yield from (f"  {sentence}" for sentence in more_sentences(answers))
    yield ""


def answers_json(answers: Answers) -> dict[str, Any]:
    """Return counts, and reasons with how many answers each is of; no cell value, no name."""
    faults = [fault for book in answers.books for fault in book.faults]
    return {
        "workbooks": len(answers.books),
        "right values": len(answers.fates),
        "fit": len(answers.fitting),
        "there already": sum(f.standing == "held" for f in answers.fates),
        "not applied": dict(Counter(f.why for f in answers.left)),
        "answered as right": len(answers.explained),
        "to be corrected at source": answers.promised,
        "lines not taken": dict(
            Counter([f.why for f in faults] + [why for _, why in answers.lost])
        ),
    }
