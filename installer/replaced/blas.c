/* What NumPy's core calls of BLAS, and nothing else, in place of the 20 MB of OpenBLAS.

   The names and calls are those of NumPy's wheels: CBLAS with 64-bit integers, `scipy_cblas_x64_`.
   Definitions: https://www.netlib.org/blas. Plain loops, for a program that multiplies no large
   matrices. tests/installer/test_replaced.py holds each against NumPy's own. */
#include <complex.h>
#include <stdint.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

typedef int64_t i64;
typedef float complex c32;
typedef double complex c64;
enum { ROWS = 101, COLUMNS, PLAIN = 111, TURNED, CONJUGATE, UPPER = 121, LOWER };

static inline float conj_s(float x) { return x; }
static inline double conj_d(double x) { return x; }
static inline c32 conj_c(c32 x) { return conjf(x); }
static inline c64 conj_z(c64 x) { return conj(x); }

/* Where a vector begins whose step is negative. */
static inline i64 first(i64 n, i64 step) { return step < 0 ? (1 - n) * step : 0; }

/* For each type: T, how its functions are called, how a scalar is passed (A) and read (V). */
#define ALL(T, p, A, V)                                                                          \
    static T dot_##p(i64 n, const T *x, i64 dx, const T *y, i64 dy, int conjugate) {             \
        T sum = 0;                                                                               \
        x += first(n, dx);                                                                       \
        y += first(n, dy);                                                                       \
        for (i64 i = 0; i < n; i++)                                                              \
            sum += (conjugate ? conj_##p(x[i * dx]) : x[i * dx]) * y[i * dy];                    \
        return sum;                                                                              \
    }                                                                                            \
    EXPORT void scipy_cblas_##p##axpy64_(i64 n, A a, const T *x, i64 dx, T *y, i64 dy) {         \
        x += first(n, dx);                                                                       \
        y += first(n, dy);                                                                       \
        for (i64 i = 0; i < n; i++)                                                              \
            y[i * dy] += V(T, a) * x[i * dx];                                                    \
    }                                                                                            \
    /* a[i, k] of a matrix as it is used: turned round or not, conjugate or not. */              \
    static inline T at_##p(const T *a, i64 down, i64 right, int how, i64 i, i64 k) {             \
        T v = how == PLAIN ? a[i * down + k * right] : a[k * down + i * right];                  \
        return how == CONJUGATE ? conj_##p(v) : v;                                               \
    }                                                                                            \
    static inline T scaled_##p(T beta, T old) { return beta == 0 ? 0 : beta * old; }             \
    EXPORT void scipy_cblas_##p##gemv64_(int order, int how, i64 m, i64 n, A alpha, const T *a,  \
                                         i64 lda, const T *x, i64 dx, A beta, T *y, i64 dy) {    \
        i64 down = order == ROWS ? lda : 1, right = order == ROWS ? 1 : lda;                     \
        i64 rows = how == PLAIN ? m : n, inner = how == PLAIN ? n : m;                           \
        x += first(inner, dx);                                                                   \
        y += first(rows, dy);                                                                    \
        for (i64 i = 0; i < rows; i++) {                                                         \
            T sum = 0;                                                                           \
            for (i64 k = 0; k < inner; k++)                                                      \
                sum += at_##p(a, down, right, how, i, k) * x[k * dx];                            \
            y[i * dy] = V(T, alpha) * sum + scaled_##p(V(T, beta), y[i * dy]);                   \
        }                                                                                        \
    }                                                                                            \
    EXPORT void scipy_cblas_##p##gemm64_(int order, int how_a, int how_b, i64 m, i64 n,          \
                                         i64 inner, A alpha, const T *a, i64 lda, const T *b,    \
                                         i64 ldb, A beta, T *c, i64 ldc) {                       \
        int by_rows = order == ROWS;                                                             \
        for (i64 i = 0; i < m; i++)                                                              \
            for (i64 j = 0; j < n; j++) {                                                        \
                T sum = 0, *cell = c + (by_rows ? i * ldc + j : j * ldc + i);                    \
                for (i64 k = 0; k < inner; k++)                                                  \
                    sum += at_##p(a, by_rows ? lda : 1, by_rows ? 1 : lda, how_a, i, k) *        \
                           at_##p(b, by_rows ? ldb : 1, by_rows ? 1 : ldb, how_b, k, j);         \
                *cell = V(T, alpha) * sum + scaled_##p(V(T, beta), *cell);                       \
            }                                                                                    \
    }                                                                                            \
    EXPORT void scipy_cblas_##p##syrk64_(int order, int half, int how, i64 n, i64 inner,         \
                                         A alpha, const T *a, i64 lda, A beta, T *c, i64 ldc) {  \
        int by_rows = order == ROWS;                                                             \
        i64 down = by_rows ? lda : 1, right = by_rows ? 1 : lda;                                 \
        for (i64 i = 0; i < n; i++)                                                              \
            for (i64 j = half == UPPER ? i : 0; j < (half == UPPER ? n : i + 1); j++) {          \
                T sum = 0, *cell = c + (by_rows ? i * ldc + j : j * ldc + i);                    \
                for (i64 k = 0; k < inner; k++)                                                  \
                    sum += at_##p(a, down, right, how, i, k) * at_##p(a, down, right, how, j, k);\
                *cell = V(T, alpha) * sum + scaled_##p(V(T, beta), *cell);                       \
            }                                                                                    \
    }

#define REAL(T, a) (a)
#define COMPLEX(T, a) (*(const T *)(a))
ALL(float, s, float, REAL)
ALL(double, d, double, REAL)
ALL(c32, c, const void *, COMPLEX)
ALL(c64, z, const void *, COMPLEX)

EXPORT float scipy_cblas_sdot64_(i64 n, const float *x, i64 dx, const float *y, i64 dy) {
    return dot_s(n, x, dx, y, dy, 0);
}
EXPORT double scipy_cblas_ddot64_(i64 n, const double *x, i64 dx, const double *y, i64 dy) {
    return dot_d(n, x, dx, y, dy, 0);
}
#define COMPLEX_DOTS(T, p)                                                                       \
    EXPORT void scipy_cblas_##p##dotu_sub64_(i64 n, const T *x, i64 dx, const T *y, i64 dy,      \
                                             T *to) {                                            \
        *to = dot_##p(n, x, dx, y, dy, 0);                                                       \
    }                                                                                            \
    EXPORT void scipy_cblas_##p##dotc_sub64_(i64 n, const T *x, i64 dx, const T *y, i64 dy,      \
                                             T *to) {                                            \
        *to = dot_##p(n, x, dx, y, dy, 1);                                                       \
    }
COMPLEX_DOTS(c32, c)
COMPLEX_DOTS(c64, z)
