"""No network: refused at run time, and never needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

ATTEMPTS = {
    "connect": "s = socket.socket(); s.connect(('127.0.0.1', 9))",
    "look up": "socket.getaddrinfo('localhost', 80)",
    "listen": "s = socket.socket(); s.bind(('127.0.0.1', 0))",
    "send": "s = socket.socket(type=socket.SOCK_DGRAM); s.sendto(b'x', ('127.0.0.1', 9))",
    "open a page": "import urllib.request; urllib.request.urlopen('http://localhost')",
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_every_attempt_is_refused(attempt):
    program = (
        "import socket\n"
        "from cldvalidator.offline import NetworkRefused, refuse_network\n"
        f"refuse_network()\ntry:\n    {attempt}\nexcept NetworkRefused:\n    print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "refused\n"


def test_the_whole_job_runs_with_sockets_refused(tmp_path):
    program = (
        "import sys, socket\n"
        "def refuse(event, _):\n"
        "    if event.startswith('socket.'):\n"
        "        print('SOCKET', event); raise SystemExit(9)\n"
        "sys.addaudithook(refuse)\n"
        "from cldvalidator.cli import main\n"
        f"raise SystemExit(main(['demo', '--folder', {str(tmp_path)!r}]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "SOCKET" not in done.stdout
    assert (tmp_path / "sample_submission.csv").is_file()
