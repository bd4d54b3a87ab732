"""What tests of commands share."""

from __future__ import annotations

import pytest

from cldvalidator.command_line import main as cli


@pytest.fixture
def run(capsys):
    """Return a function that runs a command and gives its exit code and what it printed."""

    def command(*arguments):
        code = cli.main([str(a) for a in arguments])
        return code, capsys.readouterr()

    return command
