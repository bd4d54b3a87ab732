"""Reads a window that runs through AT-SPI, as Linux screen readers do; needs gi, not this project.

Prints as JSON, for each step that is named, the role and the name of every part that is shown, and
what was announced when all safe fixes were accepted. It goes from step to step by pressing their
tabs.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import gi  # type: ignore[import-not-found]

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # type: ignore[import-not-found]  # noqa: E402

PATIENCE = 60.0


def wait_for(find: Any) -> Any:
    """Return what a function finds, once it finds something; events come in between."""
    end = time.monotonic() + PATIENCE
    context = GLib.MainContext.default()
    while time.monotonic() < end:
        try:
            if found := find():
                return found
        except GLib.Error:
            pass  # the tree changed while it was read
        while context.iteration(False):
            pass
        time.sleep(0.1)
    sys.exit(f"not found in time: {find.__name__}")


def window() -> Any:
    desktop = Atspi.get_desktop(0)
    for place in range(desktop.get_child_count()):
        if desktop.get_child_at_index(place).get_name() == "CLD Validator":
            return desktop.get_child_at_index(place)
    return None


def parts(of: Any) -> list[Any]:
    """Return the parts that are shown, in the order of the tree; of a table only itself."""
    if of is None or not of.get_state_set().contains(Atspi.StateType.SHOWING):
        return []
    found = [of]
    if of.get_role() != Atspi.Role.TABLE:
        for place in range(of.get_child_count()):
            found += parts(of.get_child_at_index(place))
    return found


def shown() -> list[tuple[str, str]]:
    found = [(p.get_role_name(), p.get_name()) for p in parts(window().get_child_at_index(0))]
    return [(role, name) for role, name in found if name]


def press(role: str, name: str) -> None:
    """Press the part of a role whose name holds a text, once it is there."""

    def pressed() -> bool:
        for part in parts(window().get_child_at_index(0)):
            if part.get_role_name() == role and name in part.get_name():
                names = [part.get_action_name(n) for n in range(part.get_n_actions())]
                return "Press" in names and bool(part.do_action(names.index("Press")))
        return False

    wait_for(pressed)


def go_to(step: str) -> list[tuple[str, str]]:
    """Press the tab of a step, and return what is shown once its title is there."""

    def is_there() -> bool:
        return ("heading", step) in shown()

    press("page tab", f": {step}")
    wait_for(is_there)
    return shown()


def announced_on_accepting() -> list[str]:
    """Accept all safe fixes, and return what is announced then."""
    announced: list[str] = []
    listener = Atspi.EventListener.new(lambda event: announced.append(event.any_data))
    listener.register("object:announcement")
    press("push button", "Accept all")

    def is_announced() -> list[str]:
        return announced

    wait_for(is_announced)
    listener.deregister("object:announcement")
    return announced


def main() -> None:
    wait_for(window)

    def is_open() -> bool:
        return any("council.csv" in name for role, name in shown() if role == "heading")

    wait_for(is_open)
    read: dict[str, Any] = {"Open": shown()}
    for step in sys.argv[1:]:
        read[step] = go_to(step)
        if step == "Fix":
            read["announced"] = announced_on_accepting()
    print(json.dumps(read))


main()
