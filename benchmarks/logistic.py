"""What the fits share: a logistic with a ridge, and the lower bound of a share."""

from __future__ import annotations

import numpy as np


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


def lower_bound(right: float, of: int) -> float:
    """Wilson's 95% lower bound of a share."""
    if not of:
        return 0.0
    z, share = 1.645, right / of
    middle = share + z * z / (2 * of)
    return (middle - z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))) / (1 + z * z / of)
