"""Every text of the pages, by key: ``texts/en.toml`` is the original, another language is another file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

ENGLISH = "en"


class Texts:
    """The texts of one language."""

    def __init__(self, language: str, texts: Mapping[str, Mapping[str, str]]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of `key` (``section.name``), with `values` filled in. Raises `KeyError`."""
        section, name = key.split(".", 1)
        text = self._texts[section][name]
        return text.format(**values) if values else text

    def counted(self, key: str, count: int, /, **values: object) -> str:
        """The text of ``key_one`` or ``key_many``, as `count` says."""
        return self(f"{key}_one" if count == 1 else f"{key}_many", count=f"{count:,}", **values)

    def known(self, key: str, otherwise: str) -> str:
        """The text of `key`, or `otherwise` where there is none: for codes that grow faster than texts."""
        section, name = key.split(".", 1)
        return self._texts.get(section, {}).get(name, otherwise)

    def section(self, name: str) -> Mapping[str, str]:
        """A whole section, for a script."""
        return self._texts[name]


@cache
def texts(language: str = ENGLISH) -> Texts:
    """The texts of `language`, an ISO 639 code that has a file."""
    file = files("python_ocr_reconcile.web").joinpath(f"texts/{language}.toml")
    return Texts(language, tomllib.loads(file.read_text("utf-8")))
