"""The chance of a fault test: printed, and replayed from the environment."""

from __future__ import annotations

import os
import random


def chance_of(name: str) -> random.Random:
    """A new seed, or the one in the environment variable `name`; said on standard output either way."""
    seed = int(os.environ.get(name, "0")) or random.SystemRandom().randrange(1, 10**6)
    print(f"{name}={seed}")  # noqa: T201 - set it to replay the same faults
    return random.Random(seed)


def times(name: str, short: int) -> int:
    """How often: `short` in the tests, what the environment variable `name` says in `make faults`."""
    return int(os.environ.get(name, short))
