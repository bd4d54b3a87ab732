"""What the built program has in place of OpenBLAS and LAPACK does the same, or refuses aloud."""

from __future__ import annotations

import ctypes
import hashlib
import runpy
import shutil
import subprocess
import sys
from ctypes import c_int64, c_void_p
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

ROOT = Path(__file__).parents[2]
REPLACED = ROOT / "installer" / "replaced"
ROWS, COLUMNS, PLAIN, TURNED, CONJUGATE, UPPER, LOWER = 101, 102, 111, 112, 113, 121, 122
TYPES = {"s": np.float32, "d": np.float64, "c": np.complex64, "z": np.complex128}
Array = npt.NDArray[np.inexact]


@pytest.fixture(scope="module")
def blas(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    """The functions, compiled for this system."""
    if shutil.which("gcc") is None:
        pytest.skip("there is no gcc here")
    made = tmp_path_factory.mktemp("blas") / "blas.so"
    words = ["gcc", "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror"]
    subprocess.run([*words, str(REPLACED / "blas.c"), "-o", str(made), "-lm"], check=True)
    return ctypes.CDLL(str(made))


def some(letter: str, *shape: int, seed: int) -> Array:
    random = np.random.default_rng(seed)
    real = random.standard_normal(shape)
    if letter in "cz":
        return (real + 1j * random.standard_normal(shape)).astype(TYPES[letter])
    return real.astype(TYPES[letter])


def scalar(letter: str, value: complex) -> object:
    """A number as it is passed: complex ones by their address."""
    if letter in "cz":
        return np.array([value], TYPES[letter]).ctypes.data_as(c_void_p)
    number = ctypes.c_float if letter == "s" else ctypes.c_double
    return number(value.real)


def at(array: Array) -> c_void_p:
    return array.ctypes.data_as(c_void_p)


def used(matrix: Array, how: int) -> Array:
    turned = matrix if how == PLAIN else matrix.T
    return turned.conj() if how == CONJUGATE else turned


def laid_out(matrix: Array, order: int) -> tuple[Array, int]:
    """The matrix by rows or by columns, with room after each, and the distance between them."""
    lines = matrix if order == ROWS else matrix.T
    room = np.full((lines.shape[0], lines.shape[1] + 2), 99, matrix.dtype)
    room[:, :-2] = lines
    return room, room.shape[1]


def near(found: Array, wanted: Array, letter: str) -> bool:
    return np.allclose(found, wanted, rtol=1e-4 if letter in "sc" else 1e-12, atol=1e-5)


@pytest.mark.parametrize("letter", TYPES)
@pytest.mark.parametrize(("dx", "dy"), [(1, 1), (2, 3), (-1, 2), (-2, -1)])
def test_vectors(blas: ctypes.CDLL, letter: str, dx: int, dy: int) -> None:
    n = 7
    x, y = some(letter, n * abs(dx), seed=1), some(letter, n * abs(dy), seed=2)
    # A negative step begins at the end: the last used place comes first.
    xs = x[:: abs(dx)][:: -1 if dx < 0 else 1]
    ys = y[:: abs(dy)][:: -1 if dy < 0 else 1]
    if letter in "sd":
        dot = getattr(blas, f"scipy_cblas_{letter}dot64_")
        dot.restype = ctypes.c_float if letter == "s" else ctypes.c_double
        assert near(dot(c_int64(n), at(x), c_int64(dx), at(y), c_int64(dy)), xs @ ys, letter)
    else:
        for name, left in (("dotu", xs), ("dotc", xs.conj())):
            to = np.zeros(1, x.dtype)
            call = getattr(blas, f"scipy_cblas_{letter}{name}_sub64_")
            call(c_int64(n), at(x), c_int64(dx), at(y), c_int64(dy), at(to))
            assert near(to[0], left @ ys, letter)
    wanted = ys + TYPES[letter](1.5) * xs
    axpy = getattr(blas, f"scipy_cblas_{letter}axpy64_")
    axpy(c_int64(n), scalar(letter, 1.5), at(x), c_int64(dx), at(y), c_int64(dy))
    assert near(ys, wanted, letter)


@pytest.mark.parametrize("letter", TYPES)
@pytest.mark.parametrize("order", [ROWS, COLUMNS])
@pytest.mark.parametrize("how", [PLAIN, TURNED, CONJUGATE])
@pytest.mark.parametrize(("alpha", "beta"), [(1, 0), (0.5, 2)])
def test_matrices(
    blas: ctypes.CDLL, letter: str, order: int, how: int, alpha: float, beta: float
) -> None:
    m, n, k = 3, 4, 5
    a = some(letter, *((m, k) if how == PLAIN else (k, m)), seed=3)
    (lines, lda), x = laid_out(a, order), some(letter, k, seed=4)
    y = np.full(m, np.nan, a.dtype) if beta == 0 else some(letter, m, seed=5)
    wanted = alpha * used(a, how) @ x + (0 if beta == 0 else beta * y)
    gemv = getattr(blas, f"scipy_cblas_{letter}gemv64_")
    gemv(
        order, how, c_int64(a.shape[0]), c_int64(a.shape[1]), scalar(letter, alpha), at(lines),
        c_int64(lda), at(x), c_int64(1), scalar(letter, beta), at(y), c_int64(1),
    )  # fmt: skip
    assert near(y, wanted, letter)
    for how_b in (PLAIN, TURNED, CONJUGATE):
        b = some(letter, *((k, n) if how_b == PLAIN else (n, k)), seed=6)
        c = some(letter, m, n, seed=7)
        (other, ldb), (result, ldc) = laid_out(b, order), laid_out(c, order)
        gemm = getattr(blas, f"scipy_cblas_{letter}gemm64_")
        gemm(
            order, how, how_b, c_int64(m), c_int64(n), c_int64(k), scalar(letter, alpha),
            at(lines), c_int64(lda), at(other), c_int64(ldb), scalar(letter, beta), at(result),
            c_int64(ldc),
        )  # fmt: skip
        found = result[:, :-2] if order == ROWS else result[:, :-2].T
        assert near(found, alpha * used(a, how) @ used(b, how_b) + beta * c, letter)
        assert (result[:, -2:] == 99).all(), "nothing is written beside the matrix"


@pytest.mark.parametrize("letter", TYPES)
@pytest.mark.parametrize("order", [ROWS, COLUMNS])
@pytest.mark.parametrize("half", [UPPER, LOWER])
@pytest.mark.parametrize("how", [PLAIN, TURNED])
def test_a_matrix_by_itself(
    blas: ctypes.CDLL, letter: str, order: int, half: int, how: int
) -> None:
    n, k = 4, 3
    a = some(letter, *((n, k) if how == PLAIN else (k, n)), seed=8)
    c = some(letter, n, n, seed=9)
    (lines, lda), (result, ldc) = laid_out(a, order), laid_out(c, order)
    syrk = getattr(blas, f"scipy_cblas_{letter}syrk64_")
    syrk(
        order, half, how, c_int64(n), c_int64(k), scalar(letter, 2), at(lines), c_int64(lda),
        scalar(letter, 0.5), at(result), c_int64(ldc),
    )  # fmt: skip
    found = result[:, :-2] if order == ROWS else result[:, :-2].T
    whole = 2 * used(a, how) @ used(a, how).T + 0.5 * c
    inside = np.triu(np.ones((n, n), bool)) if half == UPPER else np.tril(np.ones((n, n), bool))
    assert near(found, np.where(inside, whole, c), letter)


def test_linear_algebra_that_is_left_out_refuses_and_numpy_works_without_it() -> None:
    hook = REPLACED / "linear_algebra.py"
    program = (
        f"import runpy; runpy.run_path({str(hook)!r})\n"
        "import numpy as np, pandas as pd\n"
        "print(pd.Series(np.eye(2) @ [2, 3]).tolist())\n"
        "try:\n    np.linalg.inv(np.eye(2))\n"
        "except NotImplementedError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[2.0, 3.0]\nnumpy.linalg (inv) is no part of this program.\n"


@pytest.mark.skipif(sys.platform != "win32", reason="it is Windows' own cryptography")
def test_windows_own_sha256_is_the_one_of_python() -> None:
    own = hashlib.sha256
    made = runpy.run_path(str(REPLACED / "sha256.py"))["Sha256"]
    for size in (0, 1, 55, 56, 64, 119, 100_001):
        data = bytes(range(256)) * (size // 256 + 1)
        assert made(data[:size]).hexdigest() == own(data[:size]).hexdigest()
