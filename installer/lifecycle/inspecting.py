"""Steps: nothing that the program needs is missing, and nothing is inside that must not be."""

from __future__ import annotations

import re
from pathlib import Path

import pefile

from installer.contents import archived_modules, files_of, is_archive
from installer.lifecycle.place import Installed
from installer.lifecycle.steps import Steps
from installer.product import COMMAND_PROGRAM, PUBLISHER, VERSION, WINDOW_PROGRAM
from installer.windows.kit import KIT_DLLS

_IMPORTS = ("IMAGE_DIRECTORY_ENTRY_IMPORT", "IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT")
_NETWORK_DLLS = frozenset({"winhttp", "wininet", "webservices", "urlmon", "dnsapi", "wsock32"})
# Arrow's library holds code for cloud storage, which nothing here calls; docs/it-pack.md says so.
_MAY_NAME_NETWORK = frozenset({"arrow.dll"})
_NETWORK_MODULES = re.compile(
    r"(_?socket|_?ssl|http|urllib\.(request|error)|ftplib|smtplib|asyncio|xmlrpc|socketserver"
    r"|multiprocessing|PySide6\.QtNetwork)(\.|$)"
)
_RUNTIME = ("vcruntime140", "vcruntime140_1", "msvcp140", "msvcp140_1", "msvcp140_2", "concrt140")


def nothing_missing(steps: Steps, folder: Path) -> None:
    """Every DLL that a file of the folder imports is in the folder, or part of Windows."""
    programs = [p for p in files_of(folder) if p.suffix.lower() in (".exe", ".dll", ".pyd")]
    inside = {p.name.lower() for p in programs}
    of_windows = _dlls_of_windows()
    missing, network, machines = [], [], set()
    for path in programs:
        image = pefile.PE(str(path), fast_load=True)
        machines.add(image.FILE_HEADER.Machine)
        wanted = [pefile.DIRECTORY_ENTRY[name] for name in _IMPORTS]
        image.parse_data_directories(directories=wanted)
        entries = [*getattr(image, "DIRECTORY_ENTRY_IMPORT", [])]
        entries += getattr(image, "DIRECTORY_ENTRY_DELAY_IMPORT", [])
        for name in {entry.dll.decode().lower() for entry in entries}:
            stem = name.removesuffix(".dll")
            if stem in _NETWORK_DLLS and path.name not in _MAY_NAME_NETWORK:
                network.append(f"{path.name}: {name}")
            if name not in inside and not _is_of_windows(stem, of_windows):
                missing.append(f"{path.name}: {name}")
        image.close()
    steps.check(not missing, f"no DLL is missing to any of {len(programs)} programs", missing[:5])
    steps.check(machines == {pefile.MACHINE_TYPE["IMAGE_FILE_MACHINE_AMD64"]}, "all are 64-bit")
    steps.check(not network, "only Arrow's library names a DLL for networks", network)
    shipped = inside & set(KIT_DLLS)
    steps.check(not shipped, "nothing that stands in for Windows under wine is inside", shipped)


def _dlls_of_windows() -> set[str]:
    lines = (Path(__file__).parent / "dlls_of_windows.txt").read_text("utf-8").splitlines()
    return {name for line in lines if not line.startswith("#") for name in line.split()}


def _is_of_windows(stem: str, of_windows: set[str]) -> bool:
    return stem in of_windows or stem.startswith(("api-ms-win-", "ext-ms-win-"))


def no_network_module(steps: Steps, folder: Path) -> None:
    """Neither program holds a network module of Python, nor the folder one of Qt or Python."""
    for path in (p for p in files_of(folder) if is_archive(p)):
        modules, name = [m for m, _ in archived_modules(path)], path.stem
        found = [m for m in modules if _NETWORK_MODULES.match(m)]
        steps.check(modules and not found, f"{name}: none of Python's network modules", found)
    files = [p.name.lower() for p in files_of(folder)]
    steps.check("qsvg.dll" in files, "the plugin that draws the marks of boxes and lists is inside")
    found = [
        f for f in files if re.match(r"(_socket|_ssl|libssl|qt6network|qtnetwork|arrow_flight)", f)
    ]
    steps.check(not found, "no network library of Python, OpenSSL, Qt or Arrow Flight", found)


def version_shown(steps: Steps, folder: Path) -> None:
    """Properties, Details of both programs names version and publisher."""
    for name in (WINDOW_PROGRAM, COMMAND_PROGRAM):
        image = pefile.PE(str(folder / f"{name}.exe"))
        texts = {
            key.decode(): value.decode()
            for info in image.FileInfo
            for part in info
            for table in getattr(part, "StringTable", [])
            for key, value in table.entries.items()
        }
        image.close()
        found = (texts.get("ProductVersion"), texts.get("CompanyName"))
        steps.check(
            found == (VERSION, PUBLISHER), f"{name}.exe names its version and publisher", found
        )


def without_wines_runtime(steps: Steps, place: Installed, where: Path) -> None:
    """The job runs on the folder's own Visual C++ runtime; without one of its DLLs it fails."""
    wine, before = place.wine, dict(place.wine.overrides)
    wine.overrides |= dict.fromkeys(_RUNTIME, "n")
    try:
        done = wine.run(place.command_program, "demo", "--folder", where)
        steps.check(
            done.returncode == 0, "runs with wine's own runtime DLLs out of the way", done.stdout
        )
        moved = [p for p in place.folder.rglob("*.dll") if p.name.lower().startswith("msvcp140")]
        for path in moved:
            path.rename(path.with_suffix(".away"))
        done = wine.run(place.command_program, "demo", "--folder", where)
        steps.check(moved and done.returncode, "and fails, as it must, when one is taken away")
        for path in moved:
            path.with_suffix(".away").rename(path)
    finally:
        wine.overrides = before
