"""What is stored of the pages comes back as it was, or is refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from python_ocr_reconcile.errors import DamagedFileError
from python_ocr_reconcile.models.page import Page, Word
from python_ocr_reconcile.reading.page_layer import pack, unpack

lengths = st.floats(0, 10_000, allow_nan=False)
words = st.builds(
    Word, st.text(min_size=1, max_size=12), lengths, lengths, lengths, lengths, st.none() | st.floats(0, 1)
)
pages = st.builds(
    Page,
    st.integers(1, 10_000),
    lengths,
    lengths,
    st.sampled_from(["text_layer", "ocr", "mixed", "blank", "bank_file"]),
    st.lists(words, max_size=5),
    rotation=st.sampled_from([0, 90, 180, 270]),
    skew=st.floats(-10, 10),
    ocr_engine=st.none() | st.just("tesseract 5.3.0"),
    languages=st.none() | st.just("deu+eng"),
)


@given(st.lists(pages, max_size=4))
def test_round_trip(original):
    assert unpack(pack(original)) == original


def one_page() -> bytes:
    words = [Word(f"word{n}", n, n, n + 1, n + 1, 0.5) for n in range(200)]
    return pack([Page(1, 595.0, 842.0, "ocr", words)])


def test_a_changed_byte_is_found():
    packed = one_page()
    for place in range(0, len(packed), math.ceil(len(packed) / 50)):
        changed = bytearray(packed)
        changed[place] ^= 0x20
        with pytest.raises(DamagedFileError):
            unpack(bytes(changed))


def test_a_cut_layer_is_refused():
    with pytest.raises(DamagedFileError):
        unpack(one_page()[:-10])


def test_it_is_small():
    words = [Word("1.234,56", 400 + n % 3, 10 * n, 440, 10 * n + 9, 0.96) for n in range(500)]
    assert len(pack([Page(1, 595.0, 842.0, "ocr", words)])) < 500 * 12
