"""Makes the process unable to reach a network, whatever any library tries."""

from __future__ import annotations

import sys
from typing import Any

_REFUSED = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "urllib.")


class NetworkRefused(RuntimeError):
    """Something tried to use the network."""


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(_REFUSED):
        raise NetworkRefused(f"CLD Validator does not use the network ({event})")


def refuse_network() -> None:
    """Refuse every connection, name look-up and listening socket from now on; cannot be undone."""
    sys.addaudithook(_refuse)
