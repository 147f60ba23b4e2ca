"""What LibreOffice makes of documents: run by the Python that has `uno`, one JSON line a file.

soffice --headless --accept="socket,host=127.0.0.1,port=PORT;urp" …
python3 listen.py PORT < paths
"""

# ruff: noqa: ANN001, ANN201, BLE001, FBT003 - a script for another Python, without our types

import json
import sys

import uno  # type: ignore[import-not-found]
from hands.kit import connect, named

BOLD_FROM = 110
ADJUST = {0: "left", 1: "right", 2: "both", 3: "center", 4: "both", 5: "both"}


def portion(one):
    """Return text and character properties of a portion."""
    return {
        "text": one.String,
        "font.cjk": one.CharFontNameAsian,
        "font.latin": one.CharFontName,
        "size.cjk": round(one.CharHeightAsian, 2),
        "size.latin": round(one.CharHeight, 2),
        "bold.cjk": one.CharWeightAsian > BOLD_FROM,
        "bold.latin": one.CharWeight > BOLD_FROM,
        "italic.latin": one.CharPosture.value != "NONE",
        "strike": one.CharStrikeout != 0,
    }


def paragraph(one):
    """Return a paragraph with its portions; lengths in points."""
    points = 72 / 2540
    return {
        "text": one.String,
        "align": ADJUST.get(one.ParaAdjust, str(one.ParaAdjust)),
        "indent.first": round(one.ParaFirstLineIndent * points, 2),
        "indent.left": round(one.ParaLeftMargin * points, 2),
        "indent.right": round(one.ParaRightMargin * points, 2),
        "space.before": round(one.ParaTopMargin * points, 2),
        "space.after": round(one.ParaBottomMargin * points, 2),
        "line": [one.ParaLineSpacing.Mode, one.ParaLineSpacing.Height],
        "numbered": bool(one.NumberingStyleName) and one.NumberingIsNumber,
        "portions": [portion(p) for p in one if p.TextPortionType == "Text"],
    }


def read(desktop, path):
    """Return the paragraphs of the body, tables left out."""
    url = uno.systemPathToFileUrl(path)
    document = desktop.loadComponentFromURL(url, "_blank", 0, named(Hidden=True))
    try:
        kind = "com.sun.star.text.Paragraph"
        return [paragraph(one) for one in document.Text if one.supportsService(kind)]
    finally:
        document.close(True)


def main():
    """Read paths, write lines."""
    context = connect(int(sys.argv[1]))
    make = context.ServiceManager.createInstanceWithContext
    desktop = make("com.sun.star.frame.Desktop", context)
    for line in sys.stdin:
        path = line.strip()
        try:
            print(json.dumps({"path": path, "paragraphs": read(desktop, path)}), flush=True)
        except Exception as error:
            print(json.dumps({"path": path, "error": str(error)[:200]}), flush=True)


main()
