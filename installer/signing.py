"""Signs the programs, the uninstaller and the set-up. The certificate is the owner's.

On Windows with Microsoft's signtool, elsewhere with osslsigncode.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from installer.packing import make_release
from installer.product import (
    COMMAND_PROGRAM,
    NAME,
    PUBLISHER,
    WINDOW_PROGRAM,
    WORK,
    program_folder,
)
from installer.windows.tools import need


@dataclass(frozen=True)
class Certificate:
    """Where the certificate is, and who gives time stamps."""

    pfx: Path | None
    password_file: Path | None
    thumbprint: str | None
    timestamp: str | None

    @classmethod
    def given(cls, options: argparse.Namespace) -> Certificate:
        """Take the certificate from the command line. Raises ValueError when none is named."""
        if options.trial:
            return trial_certificate(WORK / "trial-certificate")
        if options.pfx is None and options.thumbprint is None:
            raise ValueError("Name a certificate: --pfx FILE, or --thumbprint on Windows.")
        if options.thumbprint and sys.platform != "win32":
            raise ValueError("--thumbprint needs Windows' own certificate store; use --pfx here.")
        if options.pfx is not None and not options.pfx.is_file():
            raise ValueError("The file named after --pfx is not there.")
        pfx = options.pfx.resolve() if options.pfx else None
        password = options.password_file.resolve() if options.password_file else None
        return cls(pfx, password, options.thumbprint, options.timestamp)

    def command(self) -> list[str]:
        """Return the command that signs, in place, the file named after it."""
        if sys.platform != "win32":
            script = [sys.executable, "-m", "installer.signing"]
            facts = [self.pfx, self.password_file or "", self.timestamp or ""]
            return [*script, *map(str, facts)]
        which = ["/f", str(self.pfx)] if self.pfx else ["/sha1", str(self.thumbprint)]
        if self.password_file:
            which += ["/p", self.password_file.read_text("utf-8").strip()]
        stamps = ["/tr", self.timestamp, "/td", "sha256"] if self.timestamp else []
        return ["signtool", "sign", "/fd", "sha256", "/d", NAME, *which, *stamps]


def sign_release(certificate: Certificate, release: Path) -> None:
    """Sign the two programs, then make a release whose uninstaller and set-up are signed too.

    Raises FileNotFoundError, ToolsMissing, subprocess.CalledProcessError.
    """
    if sys.platform != "win32":
        need("osslsigncode")
    command = certificate.command()
    if not certificate.timestamp:
        print("Without --timestamp the signatures end when the certificate does.")
    folder = program_folder(windows=True)
    for name in (WINDOW_PROGRAM, COMMAND_PROGRAM):
        subprocess.run([*command, str(folder / f"{name}.exe")], check=True)
    make_release(release, sign=subprocess.list2cmdline(command))


def trial_certificate(folder: Path) -> Certificate:
    """Make a certificate nobody trusts, to try the steps. Raises CalledProcessError."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    key, certificate, pfx = (folder / n for n in ("key.pem", "certificate.pem", "trial.pfx"))
    password = folder / "password.txt"
    password.write_text("trial")
    subject = f"/O={PUBLISHER}/CN={NAME} trial, trusted by nobody"
    request = ["openssl", "req", "-x509", "-newkey", "rsa:3072", "-nodes", "-sha256", "-days", "30"]
    use = ["-addext", "extendedKeyUsage=codeSigning"]
    made = ["-keyout", str(key), "-out", str(certificate)]
    quiet = subprocess.DEVNULL
    subprocess.run([*request, *use, "-subj", subject, *made], check=True, stderr=quiet)
    export = ["openssl", "pkcs12", "-export", "-inkey", str(key), "-in", str(certificate)]
    subprocess.run([*export, "-out", str(pfx), "-passout", f"file:{password}"], check=True)
    return Certificate(pfx, password, None, None)


def sign_with_osslsigncode(pfx: Path, password: str, timestamp: str, target: Path) -> None:
    """Sign a file in place; it stays as it was when signing fails."""
    signed = target.with_name(target.name + ".signed")
    signed.unlink(missing_ok=True)
    command = ["osslsigncode", "sign", "-h", "sha256", "-n", NAME, "-pkcs12", str(pfx)]
    command += ["-readpass", password] if password else []
    command += ["-ts", timestamp] if timestamp else []
    subprocess.run(
        [*command, "-in", str(target), "-out", str(signed)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    shutil.copymode(target, signed)
    signed.replace(target)


if __name__ == "__main__":
    sign_with_osslsigncode(Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]))
