"""A long list is written as several arrays, which come to the same bytes as one."""

import pytest

from python_ocr_reconcile.models import encoding
from python_ocr_reconcile.models.encoding import encode, joined_arrays, json_arrays


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1_733])
def test_the_same_bytes_in_arrays(monkeypatch, count):
    monkeypatch.setattr(encoding, "_ARRAY_BYTES", 2_000)
    members = [{"n": n} for n in range(count)]
    arrays = [bytes(array) for array in json_arrays(iter(members))]
    assert (len(arrays) > 1) == (count > 500)
    assert bytes(joined_arrays(arrays)) == encode(members)
    assert arrays == []
