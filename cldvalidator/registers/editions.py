"""Which editions of the registers are here, and from whom."""

from __future__ import annotations

from dataclasses import dataclass

from cldvalidator.registers.imported import (
    REGISTERS,
    UnreadableRegister,
    imported_register,
    register_facts,
)
from cldvalidator.registers.postcodes import postcode_facts


@dataclass(frozen=True)
class RegisterEdition:
    """An edition of a register. id: what it is forgotten by; empty for one of the program."""

    title: str
    edition: str
    attribution: str
    id: str = ""


def register_editions() -> tuple[RegisterEdition, ...]:
    """Return the register of postcodes, and those that were imported and can be read."""
    postcodes = postcode_facts()
    found = [
        RegisterEdition(postcodes["title"], postcodes["edition"], postcodes["attribution"]),
    ]
    for name in REGISTERS:
        try:
            if imported_register(name) is None:
                continue
        except UnreadableRegister:
            continue
        facts = register_facts(name)
        source = f"Source: {facts['publisher']}, {facts['source']}. {facts['licence']}."
        found.append(RegisterEdition(facts["title"], facts["edition"], source, name))
    return tuple(found)
