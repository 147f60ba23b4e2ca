"""Items in a Word document that an office program may change: what the writer and the reader share.

Every piece of an item that can be edited stands behind a label, and the label is a content control
whose tag says which piece it is (`options/A/text`). What follows belongs to that piece until the
next label. LibreOffice keeps the title of a control and loses its tag, so both say the same.

`fields` takes a content apart, `content` puts it together again, `codecs` are the words between.
"""
