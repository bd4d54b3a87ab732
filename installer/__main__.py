"""`python -m installer COMMAND`; started by `dev.py`, which installs what it needs first."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from installer.product import DIST
from installer.windows.tools import ToolsMissing
from installer.windows.wine import WineFailed

DONE, FAILED, NOT_TRIED = 0, 1, 3


def main() -> int:
    """Run a command; return 0 when done, 1 when it failed, 3 when it could not be tried here."""
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="the program's folder, in dist")
    build.add_argument("--windows", action="store_true", help="for Windows, on Linux with wine")
    release = commands.add_parser("installer", help="set-up, portable zip, SBOM, hashes")
    release.add_argument("--fast", action="store_true", help="compress less, for trials")
    sign = commands.add_parser("sign", help="sign programs, then make a signed set-up")
    sign.add_argument("--pfx", type=Path, help="certificate with its key, as a PKCS#12 file")
    sign.add_argument("--password-file", type=Path, help="its password, in a file")
    sign.add_argument("--thumbprint", help="certificate in Windows' store (signtool only)")
    sign.add_argument("--timestamp", metavar="URL", help="your certificate authority's time stamps")
    sign.add_argument("--trial", action="store_true", help="with a certificate made for the trial")
    tried = commands.add_parser("lifecycle", help="try the set-up under wine, install to removal")
    tried.add_argument("--if-changed", action="store_true", help="not when these inputs were tried")
    tried.add_argument("--as-built", action="store_true", help="try what is in dist; no record")
    options = parser.parse_args()
    try:
        return _run(options)
    except (ToolsMissing, WineFailed) as problem:
        print(f"NOT TRIED: {problem}", file=sys.stderr)
        return NOT_TRIED
    except (FileNotFoundError, LookupError, ValueError) as problem:
        print(problem, file=sys.stderr)
    except subprocess.CalledProcessError as problem:
        print(f"{problem.cmd[0]} failed with code {problem.returncode}.", file=sys.stderr)
    return FAILED


def _run(options: argparse.Namespace) -> int:
    from installer.building import build_here
    from installer.packing import make_release

    match options.command:
        case "build" if options.windows and sys.platform != "win32":
            from installer.windows.build import build_for_windows

            build_for_windows()
        case "build":
            build_here()
        case "installer":
            make_release(DIST / "release", fast=options.fast)
        case "sign":
            from installer.signing import Certificate, sign_release

            sign_release(Certificate.given(options), DIST / "release")
        case "lifecycle":
            from installer.lifecycle.trial import run_trial

            return run_trial(if_changed=options.if_changed, as_built=options.as_built)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
