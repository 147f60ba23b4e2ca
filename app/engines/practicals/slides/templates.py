"""Layouts and masters: what a slide inherits, found once for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.engines.practicals.data import load
from app.engines.practicals.ooxml.names import Element, down, local
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.slides.model import TITLES, Placeholder
from app.engines.practicals.slides.names import a, children, p
from app.engines.practicals.slides.theme import Palette, Theme, read_theme

_ON_MASTER = {"ctrTitle": "title", "dt": "dt", "ftr": "ftr", "sldNum": "sldNum", "title": "title"}


@dataclass(slots=True)
class Sheet:
    """A master or layout: its part, its root, and the shapes that others inherit from."""

    part: str
    root: Element
    targets: dict[str, str]
    holders: list[tuple[Placeholder, Element]] = field(default_factory=list)

    @property
    def tree(self) -> Element | None:
        """The tree of its shapes."""
        return down(self.root, p("cSld"), p("spTree"))


@dataclass(slots=True)
class Master(Sheet):
    """A master with its theme, colour map and text styles."""

    theme: Theme = field(default_factory=Theme)
    mapping: dict[str, str] = field(default_factory=dict)

    def style(self, name: str) -> Element | None:
        """Return titleStyle, bodyStyle or otherStyle."""
        return down(self.root, p("txStyles"), p(name))

    def holder(self, wanted: Placeholder) -> Element | None:
        """Return the placeholder of the master that a kind of placeholder inherits from."""
        kind = _ON_MASTER.get(wanted.kind, "body")
        return next((shape for own, shape in self.holders if own.kind == kind), None)


@dataclass(slots=True)
class Layout(Sheet):
    """A layout with its master."""

    master: Master | None = None

    @property
    def kind(self) -> str:
        """Its type, by its name where it states none."""
        stated = self.root.get("type", "")
        if stated and stated not in {"cust", "tx"}:
            return stated
        return str(load("slides")["layouts"].get(self.name.strip(), stated or "cust"))

    @property
    def name(self) -> str:
        """Its name."""
        content = self.root.find(p("cSld"))
        return "" if content is None else content.get("name", "")

    def holder(self, wanted: Placeholder) -> tuple[Placeholder, Element] | None:
        """Return the placeholder that one on a slide inherits from: same index, or same kind."""
        same = [(own, shape) for own, shape in self.holders if own.idx == wanted.idx]
        for own, shape in same:
            if wanted.kind in {own.kind, "obj"} or wanted.idx != "0":
                return own, shape
        alike = TITLES if wanted.kind in TITLES else {wanted.kind}
        return next(((own, shape) for own, shape in self.holders if own.kind in alike), None)


def placeholder_of(shape: Element) -> Placeholder | None:
    """Return what kind of placeholder a shape is, None if it is none."""
    for properties in shape:
        if local(properties).startswith("nv"):
            found = down(properties, p("nvPr"), p("ph"))
            if found is not None:
                return Placeholder(found.get("type", "obj"), found.get("idx", "0"))
    return None


def _holders(tree: Element | None) -> Iterator[tuple[Placeholder, Element]]:
    for shape in children(tree):
        own = placeholder_of(shape)
        if own is not None:
            yield own, shape


@dataclass(slots=True)
class Templates:
    """All layouts and masters of a package, each read when first asked for."""

    package: Package
    _layouts: dict[str, Layout] = field(default_factory=dict)
    _masters: dict[str, Master] = field(default_factory=dict)

    def layout(self, part: str | None) -> Layout | None:
        """Return a layout with its master; None if the package has none of that name."""
        root = self.package.xml(part)
        if part is None or root is None:
            return None
        if part not in self._layouts:
            found = Layout(part, root, targets_of(self.package, part))
            found.holders = list(_holders(found.tree))
            found.master = self.master(self.package.related(part, "slideMaster"))
            self._layouts[part] = found
        return self._layouts[part]

    def master(self, part: str | None) -> Master | None:
        """Return a master with its theme."""
        root = self.package.xml(part)
        if part is None or root is None:
            return None
        if part not in self._masters:
            found = Master(part, root, targets_of(self.package, part))
            found.holders = list(_holders(found.tree))
            found.theme = read_theme(self.package.xml(self.package.related(part, "theme")))
            found.mapping = _mapping(root.find(p("clrMap")))
            self._masters[part] = found
        return self._masters[part]


def palette_of(slide: Element, layout: Layout | None) -> Palette:
    """Return the colours a slide sees: its own map, that of its layout, or that of its master."""
    master = layout.master if layout else None
    if layout is None or master is None:
        return Palette(Theme(), {})
    for root in (slide, layout.root):
        own = down(root, p("clrMapOvr"), a("overrideClrMapping"))
        if own is not None:
            return Palette(master.theme, _mapping(own))
    return Palette(master.theme, master.mapping)


def _mapping(element: Element | None) -> dict[str, str]:
    if element is None:
        return {}
    return {str(name): str(value) for name, value in element.attrib.items()}


def targets_of(package: Package, part: str) -> dict[str, str]:
    """Return the parts that a part refers to, by relationship id."""
    return {relation.id: relation.target for relation in package.relations(part)}
