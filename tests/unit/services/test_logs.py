"""The log tells where something went wrong and never what a document says."""

import json
import logging

import pytest

from python_ocr_reconcile.logs import JSONFormatter


def logged(**extra):
    record = logging.getLogger("python_ocr_reconcile.test").makeRecord(
        "python_ocr_reconcile.test", logging.INFO, __file__, 1, "reading ended", (), extra.pop("exc", None),
        extra=extra,
    )  # fmt: skip
    return json.loads(JSONFormatter().format(record))


def test_extra_values_become_keys_of_one_line():
    line = logged(upload_id=7, seconds=1.5)
    assert (line["message"], line["level"], line["upload_id"], line["seconds"]) == (
        "reading ended",
        "info",
        7,
        1.5,
    )
    assert line["time"].endswith("Z")


def test_an_error_is_told_by_kind_and_place_without_its_message():
    printed = f"DE08 {2 * 3500} 0100"
    with pytest.raises(ValueError, match=printed) as caught:
        int(printed)
    line = logged(exc=(caught.type, caught.value, caught.tb))
    assert line["exception"] == "ValueError"
    assert "test_logs.py" in line["trace"]
    assert printed not in json.dumps(line)
