"""What the fits share: a logistic with a ridge, and the lower bound of a share."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize


def fit_logistic(
    x: np.ndarray, y: np.ndarray, weight: np.ndarray | None = None, ridge: float = 1.0
) -> np.ndarray:
    """Newton's method with a small ridge; a few dozen constants, so it converges in a few steps."""
    weight = np.ones(len(y)) if weight is None else weight
    constants = np.zeros(x.shape[1])
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(x @ constants, -30, 30)))
        gradient = x.T @ (weight * (y - p)) - ridge * constants
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + ridge * np.eye(x.shape[1])
        step = np.linalg.solve(hessian, gradient)
        constants += step
        if np.abs(step).max() < 1e-6:
            break
    return constants


def fit_signed(
    x: np.ndarray, y: np.ndarray, names: list[str], signs: dict[str, int], weight: np.ndarray | None = None
) -> np.ndarray:
    """`fit_logistic` on the columns whose constants keep to `signs` (1, -1 or 0: free); 0 for others."""
    used = np.ones(len(names), dtype=bool)
    while True:
        constants = np.zeros(len(names))
        constants[used] = fit_logistic(x[:, used], y, weight)
        wrong = np.array([constants[at] * signs.get(name, 0) < 0 for at, name in enumerate(names)])
        if not wrong.any():
            return constants
        used &= ~wrong


def fit_bounded(
    x: np.ndarray, y: np.ndarray, names: list[str], signs: dict[str, int], sums: list[dict[str, float]]
) -> np.ndarray:
    """`fit_signed` where also no one of `sums`, each of constants times a number, is below zero."""
    start = fit_signed(x, y, names, signs)
    scale = 1 / np.maximum(x.std(axis=0), 1e-9)
    scale[x.std(axis=0) == 0] = 1.0
    scaled = x * scale
    rows = np.array([[each.get(name, 0.0) for name in names] for each in sums]).reshape(-1, len(names))

    def loss(constants: np.ndarray) -> tuple[float, np.ndarray]:
        linear = np.clip(scaled @ constants, -30, 30)
        value = float((np.logaddexp(0, linear) - y * linear).sum()) + ridge(constants)
        return value / len(y), (scaled.T @ (1 / (1 + np.exp(-linear)) - y) + constants * scale**2) / len(y)

    def ridge(constants: np.ndarray) -> float:
        return 0.5 * float(((constants * scale) ** 2).sum())

    found = minimize(
        loss, start / scale, jac=True, method="SLSQP", options={"maxiter": 500, "ftol": 1e-12},
        bounds=[{1: (0, None), -1: (None, 0)}.get(signs.get(name, 0), (None, None)) for name in names],
        constraints={"type": "ineq", "fun": lambda c: rows @ (c * scale), "jac": lambda _: rows * scale},
    )  # fmt: skip
    if not found.success:
        raise RuntimeError(found.message)
    return np.asarray(found.x * scale)


def lower_bound(right: float, of: int) -> float:
    """Wilson's 95% lower bound of a share."""
    if not of:
        return 0.0
    z, share = 1.645, right / of
    middle = share + z * z / (2 * of)
    return (middle - z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))) / (1 + z * z / of)
