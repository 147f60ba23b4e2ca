"""What hands do in LibreOffice: open, choose, type, set, save. For the Python that has `uno`."""

import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import Locale

ZH = Locale("zh", "CN", "")
FILTERS = {
    "docx": "MS Word 2007 XML",
    "xlsx": "Calc MS Excel 2007 XML",
    "pptx": "Impress MS PowerPoint 2007 XML",
}


def connect(port):
    """Return the component context of a LibreOffice that listens."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    for _ in range(200):
        try:
            return resolver.resolve(
                f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
            )
        except Exception:
            time.sleep(0.2)
    raise SystemExit("LibreOffice does not answer")


def named(**values):
    """Return property values as the interfaces want them."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


class Hand:
    """One document in one hidden window."""

    def __init__(self, context, path, words=""):
        """Open a file as a candidate opens it, with the words of the task beside it."""
        self.words = words
        make = context.ServiceManager.createInstanceWithContext
        self.context = context
        self.desktop = make("com.sun.star.frame.Desktop", context)
        self.dispatcher = make("com.sun.star.frame.DispatchHelper", context)
        url = uno.systemPathToFileUrl(str(path))
        self.doc = self.desktop.loadComponentFromURL(url, "_blank", 0, ())

    def number(self, pattern):
        """Return a number that the task names, as it is read there."""
        return int(pattern.search(self.words).group(1))

    @property
    def controller(self):
        """What holds the selection."""
        return self.doc.CurrentController

    def command(self, name, **arguments):
        """Choose a command of the menus."""
        frame = self.controller.Frame
        self.dispatcher.executeDispatch(frame, f".uno:{name}", "", 0, named(**arguments))

    def save(self, path):
        """Save in the format of the name."""
        ending = str(path).rsplit(".", 1)[1]
        url = uno.systemPathToFileUrl(str(path))
        self.doc.storeToURL(url, named(FilterName=FILTERS[ending]))

    def leave(self):
        """Close the document."""
        self.doc.close(True)

    def locale_format(self, code):
        """Return the key of a number format, as one types it into the dialog."""
        formats = self.doc.NumberFormats
        key = formats.queryKey(code, ZH, False)
        return key if key != -1 else formats.addNew(code, ZH)
