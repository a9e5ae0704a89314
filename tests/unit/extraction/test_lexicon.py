"""Labels are found in spite of accents, spacing and OCR, and never where they are not."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from paper import Sheet

from python_ocr_reconcile.extraction.layout import lines_of
from python_ocr_reconcile.extraction.lexicon import compact, fold, load_lexicon


def keys(text, name="invoice", *, noisy=False):
    sheet = Sheet()
    sheet.put(50, 100, text)
    return [label.key for label in load_lexicon(name).find(lines_of(sheet.page())[0].words, noisy=noisy)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Invoice No.: 4711", "invoice_number"),
        ("RECHNUNGS-NR. 4711", "invoice_number"),
        ("Rechnungsnummer: 4711", "invoice_number"),
        ("Facture n° 4711", "invoice_number"),
        ("Nº de factura 4711", "invoice_number"),
        ("Numero fattura 4711", "invoice_number"),
        ("Factuurnr. 4711", "invoice_number"),
        ("Date d'échéance 4711", "due_date"),
        ("Kundennummer 4711", "other_number"),
        ("Customer No. 4711", "other_number"),
    ],
)
def test_labels_of_six_languages(text, key):
    assert keys(text)[0] == key


@pytest.mark.parametrize("text", ["lnvoice Nurnber 4711", "Rechnungsnurnmer 4711", "Invoice Nuumber 4711"])
def test_ocr_slips_are_forgiven_on_a_scan_and_only_there(text):
    assert keys(text, noisy=True)[0] == "invoice_number"
    assert "invoice_number" not in keys(text)


def test_a_short_word_with_a_slip_beside_a_confusion_is_another_word():
    """ "Miete" is rent and no misread "flete", which is freight; "T0tal" and "Tofal" are totals."""
    assert keys("Miete Januar", "invoice_money", noisy=True) == []
    for text in ("T0tal", "Tofal"):
        assert keys(text, "invoice_money", noisy=True)[0] == "total"


def test_a_slip_that_names_two_labels_names_none():
    lexicon = load_lexicon("invoice")
    assert lexicon.meaning("Invoice No")
    assert lexicon.meaning("Invoice To")
    found = lexicon.meaning("Invoice Xo", noisy=True)
    assert found is None or len(set(found[0].keys)) == 1


def test_a_fuzzy_label_does_not_swallow_the_value_behind_it():
    sheet = Sheet()
    sheet.put(50, 100, "Date limite de paiement le 05 Juillet 2015")
    words = lines_of(sheet.page())[0].words
    label = load_lexicon("invoice").find(words, noisy=True)[0]
    assert label.key == "due_date"
    assert words[label.end].text == "05"


def test_a_label_does_not_reach_into_the_next_cell():
    sheet = Sheet()
    sheet.put(50, 100, "Date")
    sheet.put(180, 100, "Échéance")  # together they would read "date échéance"
    labels = load_lexicon("invoice").find(lines_of(sheet.page())[0].words)
    assert [label.key for label in labels] == ["invoice_date", "due_date"]


@pytest.mark.parametrize("name", ["invoice", "invoice_money", "invoice_columns"])
def test_every_phrase_of_a_lexicon_is_found_as_it_is_listed(name):
    table = tomllib.loads(files("python_ocr_reconcile").joinpath(f"lexicon/{name}.toml").read_text("utf-8"))
    lexicon = load_lexicon(name)
    for key, languages in table.items():
        assert set(languages) >= {"en", "de", "fr", "es", "it", "nl"} or key in {"vendor", "iban"}, key
        for phrases in languages.values():
            for phrase in phrases:
                assert compact(phrase), (key, phrase)
                assert key in lexicon.meaning(phrase)[0].keys


def test_fold_keeps_letters_digits_and_the_two_signs_that_labels_have():
    assert fold("Fälligkeits-Datum:") == "falligkeits datum"
    assert fold("Invoice #") == "invoice #"
    assert fold("Straße") == "strasse"
