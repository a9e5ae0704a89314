"""Elements of one XML message by their local names, whatever the namespace, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from python_ocr_reconcile.extraction.bank_files.entries import Fact
from python_ocr_reconcile.extraction.bank_files.text import squeezed

_MOST_SHAPES = 1_000
_LARGEST_SHAPE = 200
"""Elements. The entries of a bank are of a few shapes; a batch of 5,000 payments is of its own, and large."""


@dataclass(slots=True)
class _Shape:
    """Which paths stand where below an element; elements are named by their place in document order."""

    name: str
    """Of the element."""
    at: int
    by_path: dict[str, list[int]] = field(default_factory=dict)
    apart: list[_Shape] = field(default_factory=list)
    """Of what is looked at by itself."""
    first_of: dict[tuple[str, ...], list[tuple[str, int]]] = field(default_factory=dict)
    """Paths asked for to those of them that are there: how their place begins, and their first element."""

    def first(self, paths: tuple[str, ...]) -> list[tuple[str, int]]:
        """What `first_of` has for `paths` from now on."""
        there = [(path, self.by_path[path][0]) for path in paths if path in self.by_path]
        found = self.first_of[paths] = [(f"{self.name}/{path} line ", at) for path, at in there]
        return found


class Below:
    """What is below one element, by path."""

    __slots__ = ("_elements", "_shape")

    def __init__(self, elements: list[etree._Element], shape: _Shape) -> None:
        self._elements, self._shape = elements, shape

    @property
    def element(self) -> etree._Element:
        """The element itself."""
        return self._elements[self._shape.at]

    @property
    def name(self) -> str:
        """Its local name."""
        return self._shape.name

    @property
    def apart(self) -> list[Below]:
        """Each element that was to be looked at by itself."""
        return [Below(self._elements, shape) for shape in self._shape.apart]

    def find(self, path: str) -> etree._Element | None:
        """The first element at `path`."""
        found = self._shape.by_path.get(path)
        return self._elements[found[0]] if found else None

    def all(self, path: str) -> list[etree._Element]:
        """Every element at `path`."""
        return [self._elements[at] for at in self._shape.by_path.get(path, ())]

    def text(self, *paths: str) -> Fact[str] | None:
        """The text of the first of `paths` that has one."""
        there = self._shape.first_of.get(paths)
        for place, at in self._shape.first(paths) if there is None else there:
            found = self._elements[at]
            raw = found.text
            if raw and (text := squeezed(raw)):
                return Fact(text, raw, f"{place}{found.sourceline}")
        return None

    def texts(self, path: str) -> Sequence[Fact[str]]:
        """Every text at `path`, without repetition."""
        if path not in self._shape.by_path:
            return ()
        if len(self._shape.by_path[path]) == 1:
            only = self.text(path)
            return (only,) if only else ()
        seen: dict[str, Fact[str]] = {}
        for found in self.all(path):
            raw = found.text
            if raw and (text := squeezed(raw)) and text not in seen:
                seen[text] = Fact(text, raw, f"{self.name}/{path} line {found.sourceline}")
        return tuple(seen.values())


class Elements:
    """Gathers what is below an element; the namespace is that of the first element seen.

    An entry is asked for two dozen paths. Going down each took half the time of a file, and writing down the
    path of each element a third: that is done once for each shape that entries come in.
    """

    def __init__(self, first: etree._Element) -> None:
        tag = str(first.tag)
        self._prefix = tag[: tag.index("}") + 1] if tag.startswith("{") else ""
        self._shapes: dict[tuple[str, tuple[str, ...], tuple[int, ...]], _Shape] = {}

    @staticmethod
    def local(element: etree._Element) -> str:
        """Its name without the namespace."""
        return _local(str(element.tag))

    def below(self, element: etree._Element, apart: str = "") -> Below:
        """What is below `element`; what stands at the path `apart` is looked at by itself."""
        elements = list(element.iter())
        # Tags and numbers of children, in document order, say all there is to a shape.
        outline = apart, tuple([each.tag for each in elements]), tuple(map(len, elements))
        shape = self._shapes.get(outline)
        if shape is None:
            shape = self._shape(*outline)
            if len(elements) <= _LARGEST_SHAPE and len(self._shapes) < _MOST_SHAPES:
                self._shapes[outline] = shape
        return Below(elements, shape)

    def _shape(self, apart: str, tags: Sequence[str], counts: Sequence[int]) -> _Shape:
        whole = _Shape(_local(tags[0]), 0)
        waiting: list[tuple[_Shape | None, str]] = [(whole, "")] * counts[0]
        """For each element to come, the last first: where it is noted, and below which path."""
        for at, (tag, children) in enumerate(zip(tags[1:], counts[1:], strict=True), 1):
            shape, above = waiting.pop()
            path = ""
            if not tag.startswith(self._prefix):
                shape = None  # of another namespace, with all that is below it
            if shape is not None:
                name = tag[len(self._prefix) :]
                path = f"{above}/{name}" if above else name
                shape.by_path.setdefault(path, []).append(at)
                if shape is whole and path == apart:
                    shape, path = _Shape(name, at), ""
                    whole.apart.append(shape)
            waiting += [(shape, path)] * children
        return whole

    def place(self, element: etree._Element) -> str:
        """Its name below its parent, and its line."""
        parent = element.getparent()
        above = f"{self.local(parent)}/" if parent is not None else ""
        return f"{above}{self.local(element)} line {element.sourceline}"


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
