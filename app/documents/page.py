"""A PDF canvas whose bytes depend on nothing but what is drawn.

No clock, no host, no random: the same facts give the same file, so its digest can be compared
years later. The files are laid out for PDF/A-2u (fonts embedded, XMP, output intent, Unicode for
every glyph); no validator was at hand to confirm it.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, cast
from xml.sax.saxutils import escape

from PIL import ImageCms
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from app.documents import fonts, internals

PRODUCER = "Xuekao"
_one_at_a_time = threading.RLock()
"""reportlab reads a font through one shared position: two threads would mix their glyphs."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says about itself; `on` is the day it speaks of, not the day of printing."""

    title: str
    author: str
    subject: str
    keywords: str
    on: date


class _Stamp:
    """Midnight in China of the document's day, in the shape reportlab asks for."""

    def __init__(self, on: date) -> None:
        self.YMDhms = (on.year, on.month, on.day, 0, 0, 0)
        self.dhh, self.dmm = 8, 0
        self.t = 0.0


@contextmanager
def document(size: tuple[float, float], about: Metadata) -> Iterator[tuple[Canvas, io.BytesIO]]:
    """Give a canvas and the buffer that holds the finished file after the block.

    The caller ends each page with `showPage`.
    """
    with _one_at_a_time:
        fonts.load(fonts.Family.SONG)
        out = io.BytesIO()
        canvas = Canvas(
            out, pagesize=size, pageCompression=1, invariant=1, lang="zh-CN",
            initialFontName=cast("Any", fonts.Family.SONG.value), pdfVersion=(1, 7),
        )  # fmt: skip
        _describe(canvas, about)
        yield canvas, out
        canvas.save()


def _describe(canvas: Canvas, about: Metadata) -> None:
    canvas.setTitle(about.title)
    canvas.setAuthor(about.author)
    canvas.setSubject(about.subject)
    canvas.setKeywords(about.keywords)
    canvas.setCreator(PRODUCER)
    canvas.setProducer(PRODUCER)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    document = internals.document_of(canvas)
    internals.set_stamp(document, _Stamp(about.on))
    internals.allow_in_catalog(document, "OutputIntents")
    document.Catalog.Metadata = _xmp(about)
    document.Catalog.OutputIntents = _output_intents(document)


def _xmp(about: Metadata) -> pdfdoc.PDFStream:
    day = f"{about.on.isoformat()}T00:00:00+08:00"
    values = {key: escape(text) for key, text in _texts(about).items()}
    content = XMP.format(day=day, producer=PRODUCER, **values)
    entries = {"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")}
    return pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), content.encode(), filters=[])


def _texts(about: Metadata) -> dict[str, str]:
    return {
        "title": about.title,
        "author": about.author,
        "subject": about.subject,
        "keywords": about.keywords,
    }


def _output_intents(document: Any) -> pdfdoc.PDFArray:  # noqa: ANN401 - reportlab's
    profile = pdfdoc.PDFStream(
        pdfdoc.PDFDictionary({"N": 3}), srgb_profile(), filters=[pdfdoc.PDFZCompress]
    )
    intent = {
        "Type": pdfdoc.PDFName("OutputIntent"),
        "S": pdfdoc.PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": pdfdoc.PDFString("sRGB IEC61966-2.1"),
        "Info": pdfdoc.PDFString("sRGB IEC61966-2.1"),
        "DestOutputProfile": internals.reference(document, profile, "srgb"),
    }
    return pdfdoc.PDFArray([pdfdoc.PDFDictionary(intent)])


@cache
def srgb_profile() -> bytes:
    """Return a small sRGB colour profile without the moment of its making."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes((7, 211, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # the date field: 2003-01-01
    profile[84:100] = bytes(16)  # the digest of the profile, which the date would change
    return bytes(profile)


XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<pdf:Keywords>{keywords}</pdf:Keywords><pdf:Producer>{producer}</pdf:Producer>
<pdf:Trapped>False</pdf:Trapped><xmp:CreatorTool>{producer}</xmp:CreatorTool>
<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
