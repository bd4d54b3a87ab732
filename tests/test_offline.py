"""No network: refused at run time, and never needed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ATTEMPTS = {
    "connect": "s = socket.socket(); s.connect(('127.0.0.1', 9))",
    "try to connect": "s = socket.socket(); s.connect_ex(('127.0.0.1', 9))",
    "look up": "socket.getaddrinfo('localhost', 80)",
    "look up a name": "socket.gethostbyname('localhost')",
    "look up a name and more": "socket.gethostbyname_ex('localhost')",
    "look up an address": "socket.gethostbyaddr('127.0.0.1')",
    "look up both": "socket.getnameinfo(('127.0.0.1', 80), 0)",
    "look up a whole name": "socket.getfqdn('localhost')",
    "look up a service": "socket.getservbyname('http')",
    "look up a port": "socket.getservbyport(80)",
    "listen": "s = socket.socket(); s.bind(('127.0.0.1', 0))",
    "send": "s = socket.socket(type=socket.SOCK_DGRAM); s.sendto(b'x', ('127.0.0.1', 9))",
    "send a message": "s = socket.socket(type=socket.SOCK_DGRAM); "
    "s.sendmsg([b'x'], [], 0, ('127.0.0.1', 9))",
    "serve": "import http.server; http.server.HTTPServer(('127.0.0.1', 0), None)",
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


def test_what_reaches_nobody_is_allowed():
    """Without them, asking for the system's name fails on Windows."""
    program = (
        "import socket\n"
        "from cldvalidator.offline import refuse_network\n"
        "refuse_network()\nsocket.gethostname()\nsocket.socket().close()\nprint('went on')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "went on\n"


def test_the_window_starts_and_opens_a_file_with_sockets_refused():
    """The real start, with the real hook, and another that notes what Python reports of sockets."""
    program = (
        "import sys\n"
        "seen = set()\n"
        "sys.addaudithook(lambda event, _: event.startswith('socket.') and seen.add(event))\n"
        "from PySide6.QtCore import QTimer\n"
        "import ui.app\n"
        "from ui.main_window import MainWindow\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from cldvalidator.sample_file import sample_file\n"
        "def watch():\n"
        "    all_of_them = QApplication.topLevelWidgets()\n"
        "    window = next(w for w in all_of_them if isinstance(w, MainWindow))\n"
        "    if window.workspace.opened is None:\n"
        "        return QTimer.singleShot(20, watch)\n"
        "    print('opened', len(window.workspace.opened.extract), sorted(seen))\n"
        "    window.workspace.written(())\n"
        "    QApplication.exit(0)\n"
        "load = ui.app._load_libraries\n"
        "ui.app._load_libraries = lambda window: (load(window), QTimer.singleShot(20, watch))\n"
        "raise SystemExit(ui.app.main([str(sample_file())]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "opened 2000 []\n"


def test_the_whole_job_runs_with_sockets_refused(tmp_path):
    program = (
        "import sys, socket\n"
        "def refuse(event, _):\n"
        "    if event.startswith('socket.'):\n"
        "        print('SOCKET', event); raise SystemExit(9)\n"
        "sys.addaudithook(refuse)\n"
        "from cldvalidator.command_line.main import main\n"
        f"raise SystemExit(main(['demo', '--folder', {str(tmp_path)!r}]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "SOCKET" not in done.stdout
    assert (tmp_path / "sample_submission.csv").is_file()
