"""Write pictures of receipts and their truth into a folder, for the scorers.

PYTHONPATH=tests python -m receipt_generator.printed.write FOLDER [--kept] [--seeds 3]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from receipt_generator.printed import KEPT_TILLS, TILLS, picture


def main() -> None:
    """Write `--seeds` pictures of each layout."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kept", action="store_true")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    truths = {}
    for till in KEPT_TILLS if given.kept else TILLS:
        for seed in range(given.first, given.first + given.seeds):
            drawn = picture(till, seed)
            name = f"{till.__name__}_{seed}.jpg"
            (given.folder / name).write_bytes(drawn.jpeg)
            if not given.kept:
                (given.folder / name).with_suffix(".txt").write_text("\n".join(drawn.lines), encoding="utf-8")
            truths[name] = drawn.truth
    (given.folder / "truth.json").write_text(json.dumps({"documents": truths}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
