"""Elements of one XML message by their local names, whatever the namespace, each with its place."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from python_ocr_reconcile.extraction.bank_files.entries import Fact
from python_ocr_reconcile.extraction.bank_files.text import squeezed


class Below:
    """What is below one element, by path."""

    __slots__ = ("_by_path", "element", "name")

    def __init__(self, element: etree._Element, name: str, by_path: dict[str, list[etree._Element]]) -> None:
        self.element, self.name = element, name
        self._by_path = by_path

    def find(self, path: str) -> etree._Element | None:
        """The first element at `path`."""
        found = self._by_path.get(path)
        return found[0] if found else None

    def all(self, path: str) -> list[etree._Element]:
        """Every element at `path`."""
        return self._by_path.get(path, [])

    def text(self, *paths: str) -> Fact[str] | None:
        """The text of the first of `paths` that has one."""
        for path in paths:
            if path in self._by_path:
                found = self._by_path[path][0]
                raw = found.text
                if raw and (text := squeezed(raw)):
                    return Fact(text, raw, f"{self.name}/{path} line {found.sourceline}")
        return None

    def texts(self, path: str) -> Sequence[Fact[str]]:
        """Every text at `path`, without repetition."""
        if path not in self._by_path:
            return ()
        seen: dict[str, Fact[str]] = {}
        for found in self._by_path[path]:
            raw = found.text
            if raw and (text := squeezed(raw)) and text not in seen:
                seen[text] = Fact(text, raw, f"{self.name}/{path} line {found.sourceline}")
        return tuple(seen.values())


class Elements:
    """Gathers what is below an element; the namespace is that of the first element seen.

    An entry is asked for two dozen paths, and going down each took half the time of a file.
    """

    def __init__(self, first: etree._Element) -> None:
        tag = str(first.tag)
        self._prefix = tag[: tag.index("}") + 1] if tag.startswith("{") else ""
        self._paths: dict[str, dict[str, str]] = {}
        """By the path above: tag to path, which is empty for what is of another namespace."""

    @staticmethod
    def local(element: etree._Element) -> str:
        """Its name without the namespace."""
        return str(element.tag).rpartition("}")[2]

    def below(self, element: etree._Element, apart: str = "") -> Below:
        """What is below `element`, but not below what stands at the path `apart`."""
        by_path: dict[str, list[etree._Element]] = {}
        self._gather(element, "", by_path, apart)
        return Below(element, self.local(element), by_path)

    def _gather(
        self, element: etree._Element, above: str, by_path: dict[str, list[etree._Element]], apart: str
    ) -> None:
        paths = self._paths.setdefault(above, {})
        for child in element:
            tag = child.tag
            path = paths.get(tag)
            if path is None:
                path = paths[tag] = self._path(above, str(tag))
            if not path:
                continue
            if path in by_path:
                by_path[path].append(child)
            else:
                by_path[path] = [child]
            if len(child) and path != apart:
                self._gather(child, path, by_path, apart)

    def _path(self, above: str, tag: str) -> str:
        if not tag.startswith(self._prefix):
            return ""
        name = tag[len(self._prefix) :]
        return f"{above}/{name}" if above else name

    def place(self, element: etree._Element) -> str:
        """Its name below its parent, and its line."""
        parent = element.getparent()
        above = f"{self.local(parent)}/" if parent is not None else ""
        return f"{above}{self.local(element)} line {element.sourceline}"
