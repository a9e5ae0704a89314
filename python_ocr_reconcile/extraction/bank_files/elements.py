"""Elements of one XML message by their local names, whatever the namespace, each with its place."""

from __future__ import annotations

from lxml import etree

from python_ocr_reconcile.extraction.bank_files.entries import Fact
from python_ocr_reconcile.extraction.bank_files.text import squeezed


class Elements:
    """Finds elements below another; the namespace is that of the first element seen.

    What is below an element is gathered once: an entry is asked for two dozen paths, and going down each took
    half the time of a file.
    """

    def __init__(self, first: etree._Element) -> None:
        tag = str(first.tag)
        self._prefix = tag[: tag.index("}") + 1] if tag.startswith("{") else ""
        self._gathered: dict[str, tuple[etree._Element, dict[str, list[etree._Element]]]] = {}
        """By name the last element that was asked, and what is below it by path."""

    @staticmethod
    def local(element: etree._Element) -> str:
        """Its name without the namespace."""
        return str(element.tag).rpartition("}")[2]

    def _below(self, element: etree._Element) -> dict[str, list[etree._Element]]:
        tag = str(element.tag)
        last, below = self._gathered.get(tag, (None, {}))
        if last is not element:
            below = {}
            self._gather(element, "", below)
            self._gathered[tag] = (element, below)
        return below

    def _gather(self, element: etree._Element, above: str, below: dict[str, list[etree._Element]]) -> None:
        for child in element:
            tag = str(child.tag)
            if tag.startswith(self._prefix):
                path = above + tag[len(self._prefix) :]
                below.setdefault(path, []).append(child)
                if len(child):
                    self._gather(child, path + "/", below)

    def find(self, element: etree._Element, path: str) -> etree._Element | None:
        """The first element at `path`."""
        found = self._below(element).get(path)
        return found[0] if found else None

    def all(self, element: etree._Element, path: str) -> list[etree._Element]:
        """Every element at `path`."""
        return self._below(element).get(path, [])

    def text(self, element: etree._Element, *paths: str) -> Fact[str] | None:
        """The text of the first of `paths` that has one."""
        below = self._below(element)
        for path in paths:
            if path in below:
                found = below[path][0]
                if found.text and (text := squeezed(found.text)):
                    return Fact(text, found.text, f"{self.local(element)}/{path} line {found.sourceline}")
        return None

    def texts(self, element: etree._Element, path: str) -> list[Fact[str]]:
        """Every text at `path`, without repetition."""
        seen: dict[str, Fact[str]] = {}
        for found in self.all(element, path):
            if found.text and (text := squeezed(found.text)):
                seen.setdefault(
                    text, Fact(text, found.text, f"{self.local(element)}/{path} line {found.sourceline}")
                )
        return list(seen.values())

    def place(self, element: etree._Element) -> str:
        """Its name below its parent, and its line."""
        parent = element.getparent()
        above = f"{self.local(parent)}/" if parent is not None else ""
        return f"{above}{self.local(element)} line {element.sourceline}"
