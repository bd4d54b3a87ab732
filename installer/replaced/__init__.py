"""What is in the built program in place of large parts that it hardly uses."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from installer.product import WORK

BLAS = WORK / "blas.dll"
"""What `build.spec` puts in the place of OpenBLAS, if it is there."""
_COMPILERS = ("x86_64-w64-mingw32-gcc", "gcc")
_HOW = ("-shared", "-O3", "-s", "-static-libgcc", "-Wl,--no-insert-timestamp")


def make_blas() -> None:
    """Compile the few functions of BLAS that NumPy calls, for Windows, into `BLAS`.

    Without a compiler it is not made: the program then keeps OpenBLAS, and is 20 MB larger. Raises
    subprocess.CalledProcessError.
    """
    BLAS.unlink(missing_ok=True)
    compiler = next((found for name in _COMPILERS if (found := shutil.which(name))), None)
    if compiler is None:
        print("There is no gcc for Windows here: OpenBLAS stays in the program (20 MB).")
        return
    BLAS.parent.mkdir(parents=True, exist_ok=True)
    source = Path(__file__).with_name("blas.c")
    subprocess.run([compiler, *_HOW, str(source), "-o", str(BLAS)], check=True)
