"""Match weights as shipped: log2 Bayes factors per feature and comparison level."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import log2

import numpy as np

from python_ocr_reconcile.models.memory import LevelCount
from python_ocr_reconcile.reconciliation.load import Floats

DIGITS = 3
"""Weights are rounded to this many digits where they are made, so that a printed waterfall adds up."""


MOST_MOVED = 2.0
"""Bits that the judgements of one tenant move a weight by at most."""
PATIENCE = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The weight of every comparison level, in bits."""

    version: str
    paying_share: float
    """Share of the transactions that pay an invoice of the file."""
    bundle_share: float
    """Share of a payer's transactions that pay several invoices."""
    instalment_share: float
    """Share of the invoices that are paid in parts."""
    levels: dict[str, tuple[str, ...]]
    """By feature, from the strongest level to the weakest."""
    bits: dict[str, Floats]
    """By feature, log2(m / u) for each of its levels."""
    chance: dict[str, Floats]
    """By feature, u for each of its levels."""

    def level(self, feature: str, name: str) -> int:
        """Index of a comparison level."""
        return self.levels[feature].index(name)

    def usual(self, feature: str) -> Floats:
        """For each level, how often a payment for the invoice shows it where the feature is known."""
        m = self.chance[feature] * 2 ** self.bits[feature]
        return np.asarray(m / m[[name != "unknown" for name in self.levels[feature]]].sum())

    def moved(self, judged: Mapping[str, LevelCount]) -> Weights:
        """These weights moved by what people said of links that showed each level, by at most `MOST_MOVED`.

        A level is as right as its confirmed links out of all that were judged, seen beside the same share
        over all levels; `PATIENCE` imagined judgements keep a few from moving much.
        """
        if not judged:
            return self
        confirmed = sum(count.confirmed for count in judged.values())
        rejected = sum(count.rejected for count in judged.values())
        usual = log2((confirmed + PATIENCE) / (rejected + PATIENCE))
        bits = {feature: column.copy() for feature, column in self.bits.items()}
        for name, count in judged.items():
            feature, _, level = name.partition("/")
            if level in self.levels.get(feature, ()):
                share = (PATIENCE * 2**usual + count.confirmed) / (PATIENCE + count.rejected)
                move = min(max(log2(share) - usual, -MOST_MOVED), MOST_MOVED)
                bits[feature][self.level(feature, level)] += round(move, DIGITS)
        return replace(self, bits=bits)


@cache
def shipped_weights() -> Weights:
    """The weights of ``weights.toml``."""
    path = files("python_ocr_reconcile").joinpath("reconciliation/weights.toml")
    table = tomllib.loads(path.read_text("utf-8"))
    version, prior = table.pop("version"), table.pop("prior")
    return Weights(
        version=version,
        paying_share=prior["paying_share"],
        bundle_share=prior["bundle_share"],
        instalment_share=prior["instalment_share"],
        levels={feature: tuple(levels) for feature, levels in table.items()},
        bits={
            feature: np.array([round(log2(odds["m"] / odds["u"]), DIGITS) for odds in levels.values()])
            for feature, levels in table.items()
        },
        chance={
            feature: np.array([odds["u"] for odds in levels.values()]) for feature, levels in table.items()
        },
    )
