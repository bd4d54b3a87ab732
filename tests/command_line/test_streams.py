"""What a file holds neither steers a terminal nor runs in Excel when it is printed."""

from __future__ import annotations

import io

import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.command_line.streams import GuardedStream


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a\\u202eb"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x9b", "\\x9b"),
        ("é ☃\n", "é ☃\n"),
    ],
)
def test_what_would_steer_a_terminal_is_shown(text, shown):
    terminal = Terminal()
    GuardedStream(terminal).write(text)
    assert terminal.getvalue() == shown
    plain = io.StringIO()
    GuardedStream(plain).write(text)
    assert plain.getvalue() == text


@pytest.mark.parametrize("by", ["value", "fixes"])
def test_values_printed_as_csv_are_no_formulas(tmp_path, release_2, records, capsys, by):
    record = records["request"] | {"Gender": '=HYPERLINK("x")', "Ethnicity": "\u200b＝1"}
    path = tmp_path / "e.csv"
    cells = ['"' + record.get(n, "").replace('"', '""') + '"' for n in release_2.names]
    path.write_text("\n".join([",".join(release_2.names), ",".join(cells)]), "utf-8")
    assert cli.main(["check", str(path), "--by", by]) == 1
    printed = capsys.readouterr().out
    assert "'=HYPERLINK" in printed
    assert ",=HYPERLINK" not in printed
    assert ',"=HYPERLINK' not in printed
    assert "'\u200b＝1" in printed


def test_a_long_header_is_cut(tmp_path, release_2, records, capsys):
    names = [*release_2.names, "x" * 40_000]
    path = tmp_path / "e.csv"
    cells = [records["request"].get(n, "") for n in release_2.names]
    path.write_text("\n".join([",".join(names), ",".join([*cells, "1"])]), "utf-8")
    for options in ([], ["--all"]):
        cli.main(["check", str(path), *options])
        assert max(map(len, capsys.readouterr().out.splitlines())) < 2_000
