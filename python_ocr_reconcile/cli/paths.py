"""Files named on the command line."""

from __future__ import annotations

import os
from pathlib import Path

from python_ocr_reconcile.errors import MissingFileError


class NoSuchFileError(MissingFileError):
    """There is no such file."""

    exit_code = 66  # EX_NOINPUT
    advice = "Check the path, and that you may read the file."


def existing_file(path: Path) -> Path:
    """`path`, which is a file that can be read. Raises `NoSuchFileError` that says what is wrong with it."""
    if path.is_dir():
        raise NoSuchFileError(f"{path} is a folder, not a file")
    if not path.exists():
        raise NoSuchFileError(f"there is no file {path}")
    if not os.access(path, os.R_OK):
        raise NoSuchFileError(f"{path} may not be read by this user")
    return path


def files_in(paths: tuple[Path, ...]) -> list[Path]:
    """The files that `paths` name: files as they are, folders as every visible file below them, by name."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [p for p in sorted(path.rglob("*")) if p.is_file()]
            found += [
                p for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts)
            ]
        else:
            found.append(existing_file(path))
    return found
