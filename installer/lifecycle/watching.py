"""Steps: the kernel is asked whether the program ever reaches for a network."""

from __future__ import annotations

import re
import time
from pathlib import Path

from installer.lifecycle.place import Installed
from installer.lifecycle.running import SAMPLE, closed
from installer.lifecycle.screen import Screen
from installer.lifecycle.steps import Steps
from installer.product import NAME
from installer.windows.tools import need

_CALLS = "trace=socket,connect,bind,listen,sendto,sendmsg,sendmmsg"
_REACHED = re.compile(r"(connect|bind|sendto|sendmsg|sendmmsg)\(.*AF_INET")


def reaches_no_network(steps: Steps, place: Installed, screen: Screen, scratch: Path) -> None:
    """Every system call of wine and the program is watched during a whole job and a window.

    Wine itself asks the kernel for its network cards, with a socket that it neither binds nor
    connects; a connection, a port or a message to an address would be the program's.
    """
    need("strace")
    wine, log = place.wine, scratch / "system-calls.txt"
    wine.stop()  # so that wine's server, which makes the sockets, is watched as well
    wine.watched_by = ["strace", "-f", "-A", "-qq", "--seccomp-bpf", "-e", _CALLS, "-o", str(log)]
    try:
        done = wine.run(place.command_program, "demo", "--folder", scratch / "watched")
        steps.check(done.returncode == 0, "the whole job while its system calls are watched")
        wine.start(place.window_program, SAMPLE)
        shown = screen.wait_for(f"^{SAMPLE.name}.*{NAME}", 120)
        steps.check(shown is not None, "the window with a file while its system calls are watched")
        time.sleep(3)
        wine.watched_by = []
        closed(steps, place, screen)
    finally:
        wine.watched_by = []
        wine.stop()
    calls = log.read_text("utf-8", errors="replace").splitlines() if log.is_file() else []
    steps.check(any("AF_UNIX" in c for c in calls), "the watch sees sockets at all")
    reached = [c for c in calls if _REACHED.search(c)]
    steps.check(not reached, "no connection, no port, no message to any network", reached[:3])
