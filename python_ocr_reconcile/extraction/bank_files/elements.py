"""Elements of one XML message by their local names, whatever the namespace, each with its place."""

from __future__ import annotations

from lxml import etree

from python_ocr_reconcile.extraction.bank_files.entries import Fact
from python_ocr_reconcile.extraction.bank_files.text import squeezed


class Elements:
    """Finds elements below another; the namespace is that of the first element seen."""

    def __init__(self, first: etree._Element) -> None:
        tag = str(first.tag)
        self._prefix = tag[: tag.index("}") + 1] if tag.startswith("{") else ""
        self._paths: dict[str, str] = {}

    @staticmethod
    def local(element: etree._Element) -> str:
        """Its name without the namespace."""
        return str(element.tag).rpartition("}")[2]

    def _path(self, path: str) -> str:
        known = self._paths.get(path)
        if known is None:
            known = "/".join(self._prefix + part for part in path.split("/"))
            self._paths[path] = known
        return known

    def find(self, element: etree._Element, path: str) -> etree._Element | None:
        """The first element at `path`."""
        return element.find(self._path(path))

    def all(self, element: etree._Element, path: str) -> list[etree._Element]:
        """Every element at `path`."""
        return element.findall(self._path(path))

    def text(self, element: etree._Element, *paths: str) -> Fact[str] | None:
        """The text of the first of `paths` that has one."""
        for path in paths:
            found = element.find(self._path(path))
            if found is not None and found.text and (text := squeezed(found.text)):
                return Fact(text, found.text, f"{self.local(element)}/{path} line {found.sourceline}")
        return None

    def texts(self, element: etree._Element, path: str) -> list[Fact[str]]:
        """Every text at `path`, without repetition."""
        seen: dict[str, Fact[str]] = {}
        for found in element.findall(self._path(path)):
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
