"""`python3 dev.py fuzz`, `faults`, `attacks`, `canaries`, `test --coverage` and `test --stress`."""

from __future__ import annotations

import sys


def main(arguments: list[str]) -> int:
    """Run one of them; return its exit code."""
    from reliability import covered, stressed

    anywhere = {"covered": covered.main, "stressed": stressed.main}
    if arguments[0] in anywhere:
        return anywhere[arguments[0]](arguments[1:])
    if sys.platform == "win32":
        print("The harness needs fork and limits of resources, which Windows has not.")
        return 2
    from reliability import attacked, canaries, faults, fuzz

    tried = {
        "fuzz": fuzz.main,
        "faults": faults.main,
        "attacks": attacked.main,
        "canaries": canaries.main,
    }
    return tried[arguments[0]](arguments[1:])


if __name__ == "__main__":  # worker processes import this module too
    sys.exit(main(sys.argv[1:]))
