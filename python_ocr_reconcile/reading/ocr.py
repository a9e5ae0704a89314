"""OCR engines behind one small interface (runs in the sandbox)."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from python_ocr_reconcile.errors import MissingToolError, ReadingTimeoutError, WorkerCrashError
from python_ocr_reconcile.models.page import Word
from python_ocr_reconcile.reading.sane_text import clean_word

if TYPE_CHECKING:
    from PIL import Image

AUTOMATIC, SINGLE_COLUMN, SINGLE_BLOCK = 3, 4, 6
"""Tesseract's page segmentation modes."""
TSV_COLUMNS = 12
SPARE_BYTES = 1 << 16
"""That must be free beside a table that was just written."""
WORD_LEVEL = "5"
"""Of a row of Tesseract's TSV: 1 page, 2 block, 3 paragraph, 4 line, 5 word."""


class OcrEngine(Protocol):
    """Reads the words of one page image."""

    needs_language: bool
    """Whether it reads better when it is told the language."""
    wants_print_of_one_size: bool
    """Whether a page is to be scaled to the resolution that it was taught on."""
    upright_confidence: float
    """Mean of a page, by letters, that upright ones reach; below it we ask how the page stands."""
    least_confidence: float
    """Of a sample: a page is not turned to stand in a way that reads worse."""
    clearly_better: float
    """Of two samples: how many times the confidence of the other settles which way is up."""
    smoothing_pixels: float
    """By how much a narrow page is to be blurred, see `prepare.smooth`."""

    def identity(self, languages: str) -> str:
        """Name and version, ``tesseract 5.3.0``: the same identity reads the same words.

        Raises `MissingToolError` where the engine or one of `languages` (``eng+deu``) is not installed.
        """
        ...

    def read(
        self, image: Image.Image, *, dpi: int, languages: str, seconds: float, block: bool = False
    ) -> list[Word]:
        """The words of the grey `image`, which stands upright: boxes in pixels, in reading order.

        A `block` is taken as plain lines from left to right: no columns, and no text turned on its side.
        Raises `ReadingTimeoutError` after `seconds`.
        """
        ...


class TesseractEngine:
    """Tesseract through `pytesseract`, one process a page, one thread a process.

    Upright scans come to a confidence of 0.7 and more; strips of poor ones to 0.43, upside down to half of
    that, on their side to 0.2 to 0.38.
    """

    needs_language = True
    wants_print_of_one_size = True
    upright_confidence = 0.6
    least_confidence = 0.4
    clearly_better = 1.3

    smoothing_pixels = 1.5

    def __init__(self, block_layout: int = SINGLE_BLOCK) -> None:
        """`block_layout` is the page segmentation mode of blocks."""
        self._block_layout = block_layout

    def identity(self, languages: str) -> str:
        """``tesseract 5.3.0``. Raises `MissingToolError`, which names the package to install."""
        tesseract = _pytesseract()
        if shutil.which(tesseract.tesseract_cmd) is None:
            raise MissingToolError("Tesseract is not installed: install the package tesseract-ocr.")
        try:
            installed = set(tesseract.get_languages())
            version = tesseract.get_tesseract_version()
        except (tesseract.TesseractNotFoundError, subprocess.CalledProcessError) as problem:
            # It is installed, so it was killed: by a machine that is short of memory, say.
            raise WorkerCrashError("The OCR program failed.") from problem
        if missing := [language for language in languages.split("+") if language not in installed]:
            packages = " ".join(f"tesseract-ocr-{language.replace('_', '-')}" for language in missing)
            raise MissingToolError(
                f"Tesseract lacks the language {', '.join(missing)}: install {packages}, or name the "
                "installed ones in OCR_RECONCILE_LANGUAGES.",
                languages=missing,
            )
        return f"tesseract {version}"

    def read(
        self, image: Image.Image, *, dpi: int, languages: str, seconds: float, block: bool = False
    ) -> list[Word]:
        """The words of the grey `image`, boxes in pixels, in reading order."""
        import PIL.TiffImagePlugin  # noqa: F401 - asked for it by name, Pillow would load all of its 40 formats

        tesseract = _pytesseract()
        # Left to itself Tesseract also reads text on its side, and says nothing of it.
        layout = self._block_layout if block else AUTOMATIC
        options = f"--dpi {dpi} --psm {layout} -c tessedit_create_tsv=1"
        with tempfile.NamedTemporaryFile(suffix=".tif") as file:
            # Uncompressed TIFF: Leptonica reads a PGM byte by byte, which takes 120 ms a page.
            image.save(file, format="TIFF")
            file.flush()
            try:
                # A path is handed on as it is; an image would be encoded as PNG here and decoded there.
                table = tesseract.run_and_get_output(file.name, "tsv", languages, options, timeout=seconds)
            except tesseract.TesseractNotFoundError as problem:
                raise MissingToolError(
                    "Tesseract is not installed: install the package tesseract-ocr."
                ) from problem
            except tesseract.TesseractError as problem:
                raise WorkerCrashError("The OCR program failed.", status=problem.status) from problem
            except RuntimeError as problem:  # what pytesseract raises past its timeout
                raise ReadingTimeoutError(
                    f"OCR took longer than {seconds:g} seconds.", limit=seconds
                ) from problem
            _check_whole(table, file.name)
        return _words(table)


class ColumnTesseractEngine(TesseractEngine):
    """Tesseract told to expect lines of all sizes, on a picture more blurred: another opinion.

    Alone it reads receipts no better: 20 of 25 days where the first way has 22. But it fails elsewhere.
    """

    smoothing_pixels = 2.1

    def __init__(self) -> None:
        """Lines in one column."""
        super().__init__(SINGLE_COLUMN)


def _check_whole(table: str, beside: str) -> None:
    """Raise `OSError` where the disk was full: Tesseract then writes less and says that all is well."""
    *lines, rest = table.split("\n")
    if len(lines) < 2 or rest or lines[-1].count("\t") != TSV_COLUMNS - 1:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with tempfile.NamedTemporaryFile(dir=Path(beside).parent) as file:
        os.posix_fallocate(file.fileno(), 0, max(len(table), SPARE_BYTES))


def _words(table: str) -> list[Word]:
    words = []
    for line in table.splitlines()[1:]:
        row = line.split("\t")
        if len(row) == TSV_COLUMNS and row[0] == WORD_LEVEL and (text := clean_word(row[11].strip())):
            x, y, width, height = (float(value) for value in row[6:10])
            words.append(Word(text, x, y, x + width, y + height, round(float(row[10]) / 100, 3)))
    return words


def _pytesseract() -> Any:
    """`pytesseract`'s one module.

    What it starts is in the process group of this child, and killed with it by the sandbox. Should the whole
    service be killed, it finishes its page or meets the CPU limit, which it inherits.
    """
    from pytesseract import pytesseract

    return pytesseract
