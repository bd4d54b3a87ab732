"""Makes the process unable to reach a network, whatever any library tries."""

from __future__ import annotations

import sys
from typing import Any

_LOCAL = frozenset({"socket.__new__", "socket.gethostname"})
"""These reach nobody: an object that nothing is done with, and the computer's own name, which
Python's `platform` asks for on Windows to say what system it is."""


class NetworkRefused(RuntimeError):
    """Something tried to use the network."""


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(("socket.", "urllib.")) and event not in _LOCAL:
        raise NetworkRefused(f"CLD Validator does not use the network ({event})")


def refuse_network() -> None:
    """Refuse all that Python reports of sockets (its audit events) from now on; cannot be undone.

    That is every connection, listening socket, datagram and look-up of a name, address or service.
    """
    sys.addaudithook(_refuse)
