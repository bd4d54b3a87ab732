"""The version resource of the executables: what Windows shows under Properties, Details."""

from __future__ import annotations

from pathlib import Path

from installer.product import NAME, PUBLISHER, VERSION, WORK, version_numbers

_BRITISH, _UNICODE = 0x0809, 1200


def version_resource(name: str, description: str) -> str:
    """Write the version resource of an executable for PyInstaller; return the file's path."""
    numbers = version_numbers()
    texts = {
        "CompanyName": PUBLISHER,
        "FileDescription": description,
        "FileVersion": ".".join(map(str, numbers)),
        "InternalName": name,
        "LegalCopyright": f"{PUBLISHER}. MIT licence.",
        "OriginalFilename": f"{name}.exe",
        "ProductName": NAME,
        "ProductVersion": VERSION,
    }
    strings = ", ".join(f"StringStruct({key!r}, {text!r})" for key, text in texts.items())
    target = Path(WORK) / f"{name}.version.txt"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}), kids=["
        f"StringFileInfo([StringTable('{_BRITISH:04x}04b0', [{strings}])]), "
        f"VarFileInfo([VarStruct('Translation', [{_BRITISH}, {_UNICODE}])])])\n",
        "utf-8",
    )
    return str(target)
