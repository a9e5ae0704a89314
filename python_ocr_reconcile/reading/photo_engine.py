"""The photo reader: a detector and a recogniser of text lines, both neural networks (runs in the sandbox).

`rapidocr` ships the models of PP-OCR in its wheel; it finds the lines, and its recogniser is run here by
`onnxruntime` directly, because the places of the characters and the alphabet are wanted, which the line's
text alone does not have. Optional: the extra ``photo`` installs both packages (Apache-2.0, MIT).
"""

from __future__ import annotations

import math
import time
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from python_ocr_reconcile.errors import MissingToolError, ReadingTimeoutError, WorkerCrashError
from python_ocr_reconcile.models.page import Word
from python_ocr_reconcile.reading.ctc import Alphabet, alphabet, words_of_line

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

    Pixels = np.ndarray[Any, np.dtype[np.uint8]]
    Quad = np.ndarray[Any, np.dtype[np.float32]]

THREADS = 1
"""Of one page: pages run side by side, one a core."""
DETECTED_SIDE = 1_280
"""Pixels of the longer side in which lines are looked for; with 2,000 they take 2.5 times as long, and on 50
receipts no value more is found."""
DETECTED_WIDTH = 480
"""Pixels; of the shorter side of a long receipt at least as much is looked at."""
MOST_DETECTED_PIXELS = 1_700_000
"""What both come to on an upright page; a flat strip, made as high, took 8 s and 1.6 GB."""
LINE_HEIGHT = 48
"""Pixels, as the recogniser was taught."""
LEAST_LINE_WIDTH, MOST_LINE_WIDTH = 320, 4_800
"""A line is padded to the first, and squeezed to the second: what is 100 times as long as high is a rule."""
MOST_LINES, MOST_COLUMNS = 8, 6_000
"""Lines, and pixels in all, that are recognised at a time: about 60 MB of scores."""


class PhotoReaderError(WorkerCrashError):
    """The photo reader failed."""


class PhotoEngine:
    """PP-OCR through `rapidocr` and `onnxruntime`, in this process, on one thread.

    Upright text comes to a confidence of 0.95 and more, even where it is blurred; upside down to 0.7.
    """

    needs_language = False
    wants_print_of_one_size = False
    upright_confidence = 0.9
    least_confidence = 0.8
    clearly_better = 1.15
    smoothing_pixels = 0.0

    def identity(self, languages: str) -> str:  # noqa: ARG002 - one model reads all of them
        """``rapidocr 3.10.0``. Raises `MissingToolError`, which names the extra to install."""
        if any(find_spec(name) is None for name in ("rapidocr", "onnxruntime", "cv2")):
            raise _not_installed()
        try:
            return f"rapidocr {version('rapidocr')}"
        except PackageNotFoundError:
            raise _not_installed() from None

    def read(
        self,
        image: Image.Image,
        *,
        dpi: int,  # noqa: ARG002 - any size will do
        languages: str,
        seconds: float,
        block: bool = False,  # noqa: ARG002 - lines are found wherever they stand
    ) -> list[Word]:
        """The words of the grey `image`, boxes in pixels, in reading order."""
        import numpy as np

        deadline = time.monotonic() + seconds
        try:
            return _Sheet(np.asarray(image), languages, deadline, seconds).words()
        except (MemoryError, ReadingTimeoutError):
            raise
        except Exception as problem:
            # OpenCV, onnxruntime and rapidocr each have errors of their own, and none for memory.
            if any(word in str(problem).lower() for word in ("bad_alloc", "alloc", "insufficient memory")):
                raise MemoryError from problem
            raise PhotoReaderError("The photo reader failed.", cause=type(problem).__name__) from problem


def _not_installed() -> MissingToolError:
    return MissingToolError("The photo reader is not installed: pip install 'python-ocr-reconcile[photo]'.")


class _Sheet:
    """The reading of one image."""

    def __init__(self, grey: Pixels, languages: str, deadline: float, limit: float) -> None:
        import cv2

        cv2.setNumThreads(THREADS)
        self._pixels: Any = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)
        self._languages = languages
        self._deadline = deadline
        self._limit = limit

    def words(self) -> list[Word]:
        lines = _in_reading_order(self._lines())
        words: dict[int, list[Word]] = {}
        pictures = [self._picture(quad) for quad in lines]
        for batch in _batches([picture.shape[1] for picture in pictures]):
            if time.monotonic() > self._deadline:
                raise ReadingTimeoutError(f"OCR took longer than {self._limit:g} seconds.", limit=self._limit)
            read = self._recognise([pictures[place] for place in batch], [lines[place] for place in batch])
            words.update(zip(batch, read, strict=True))
        return [word for number in range(len(lines)) for word in words[number]]

    def _lines(self) -> list[Quad]:
        """The corners of each line of text, in pixels of the image."""
        import cv2
        import numpy as np

        height, width = self._pixels.shape[:2]
        least = DETECTED_WIDTH / min(height, width)
        scale = min(max(DETECTED_SIDE / max(height, width), least), max(1.0, least))
        scale = min(scale, math.sqrt(MOST_DETECTED_PIXELS / (height * width)))
        smooth = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        size = max(32, round(width * scale)), max(32, round(height * scale))
        found = _detector()(
            cv2.resize(self._pixels, size, interpolation=smooth), use_det=True, use_cls=False, use_rec=False
        )
        if found.boxes is None:
            return []
        back = np.array([width / size[0], height / size[1]], dtype=np.float32)
        return [np.asarray(quad, dtype=np.float32) * back for quad in found.boxes]

    def _picture(self, quad: Quad) -> Pixels:
        """The line at `quad`, straight, as high as the recogniser wants it."""
        import cv2
        import numpy as np

        wide, high = _size(quad)
        corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=np.float32)
        straight = cv2.warpPerspective(
            self._pixels,
            cv2.getPerspectiveTransform(quad, corners),
            (wide, high),
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REPLICATE,
        )
        width = min(MOST_LINE_WIDTH, max(8, round(LINE_HEIGHT * wide / high)))
        smooth = cv2.INTER_AREA if high > LINE_HEIGHT else cv2.INTER_LINEAR
        return np.asarray(cv2.resize(straight, (width, LINE_HEIGHT), interpolation=smooth), dtype=np.uint8)

    def _recognise(self, pictures: list[Pixels], lines: list[Quad]) -> list[list[Word]]:
        import numpy as np

        session, letters = _recogniser(self._languages)
        widest = max(LEAST_LINE_WIDTH, *(picture.shape[1] for picture in pictures))
        batch = np.zeros((len(pictures), 3, LINE_HEIGHT, widest), dtype=np.float32)
        for place, picture in enumerate(pictures):
            batch[place, :, :, : picture.shape[1]] = picture.transpose(2, 0, 1).astype(np.float32) / 127.5 - 1
        (scores,) = session.run(None, {session.get_inputs()[0].name: batch})
        scores = scores[:, :, letters.classes]
        columns = [scores.shape[1] * picture.shape[1] / widest for picture in pictures]
        return [
            words_of_line(scores[place], letters, columns[place], quad) for place, quad in enumerate(lines)
        ]


def _size(quad: Quad) -> tuple[int, int]:
    """Width and height of a line, in pixels, at least 1."""
    import numpy as np

    top, right, bottom, left = (float(np.linalg.norm(quad[side] - quad[(side + 1) % 4])) for side in range(4))
    return max(1, round(max(top, bottom))), max(1, round(max(left, right)))


def _in_reading_order(lines: list[Quad]) -> list[Quad]:
    """From top to bottom, and from left to right where they stand side by side."""
    rows: list[list[Quad]] = []
    for quad in sorted(lines, key=lambda quad: float(quad[:, 1].mean())):
        middle = float(quad[:, 1].mean())
        last = rows[-1][-1] if rows else None
        if last is not None and abs(middle - float(last[:, 1].mean())) < _size(last)[1] / 3:
            rows[-1].append(quad)
        else:
            rows.append([quad])
    return [quad for row in rows for quad in sorted(row, key=lambda quad: float(quad[:, 0].min()))]


def _batches(widths: list[int]) -> list[list[int]]:
    """Places of lines to be recognised together: of like width, since each is padded to the widest."""
    batches: list[list[int]] = []
    for place in sorted(range(len(widths)), key=widths.__getitem__):
        together = len(batches[-1]) + 1 if batches else 0
        if batches and together <= MOST_LINES and together * widths[place] <= MOST_COLUMNS:
            batches[-1].append(place)
        else:
            batches.append([place])
    return batches


def _models() -> Path:
    import rapidocr

    return Path(rapidocr.__file__).parent / "models"


def _model(kind: str) -> str:
    """The model in the wheel; named outright, so that nothing is ever looked for elsewhere."""
    found = sorted(_models().glob(f"*_{kind}_*.onnx"))
    if not found:
        raise MissingToolError(
            f"The installed rapidocr has no {kind} model: pip install 'python-ocr-reconcile[photo]'."
        )
    return str(found[0])


@cache
def _detector() -> Any:
    """Finds lines. Kept: loading takes half a second."""
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_preprocess_img": False,  # scaled here
            "Det.model_path": _model("det"),
            "Det.limit_type": "max",
            "Det.limit_side_len": 10**6,
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": THREADS,
        }
    )


@cache
def _session() -> Any:
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = THREADS
    options.enable_cpu_mem_arena = False  # it would keep what the widest line needed
    options.log_severity_level = 4
    return InferenceSession(_model("rec"), sess_options=options, providers=["CPUExecutionProvider"])


@cache
def _recogniser(languages: str) -> tuple[Any, Alphabet]:
    session = _session()
    characters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return session, alphabet(["", *characters, " "], languages)
