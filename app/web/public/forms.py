"""Forms of the public pages."""

from __future__ import annotations

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FileField, Form, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from app.kernel.errors import InvalidError
from app.kernel.numbers import read_certificate_number
from app.web.forms import BaseForm
from app.web.i18n import translate

MOST_BYTES = 2 * 1024 * 1024
"""Ours have 50 kB; a scanned or printed copy is larger and cannot match anyway."""


class NumberForm(Form):
    """The number as people type it; sent by GET, so that the answer has an address."""

    number = StringField(
        _("Certificate number"),
        [InputRequired(_("Please enter the certificate number.")), Length(max=60)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )

    def validate_number(self, field: StringField) -> None:
        """Read the number, or say what is wrong with it."""
        try:
            field.data = str(read_certificate_number(field.data or ""))
        except InvalidError as error:
            problem = error.problems[0]
            cure = f" {translate(problem.cure)}" if problem.cure else ""
            raise ValidationError(translate(problem.reason) + cure) from error


class FileForm(BaseForm):
    """The PDF of a certificate."""

    content = b""
    """What was sent, once the form is sound."""

    file = FileField(_("PDF file of the certificate"), render_kw={"accept": ".pdf,application/pdf"})

    def validate_file(self, _field: FileField) -> None:
        """Ask for a PDF of a certificate's size."""
        upload = request.files.get("file")
        if upload is None or not upload.filename:
            raise ValidationError(gettext("Please choose the PDF file of the certificate."))
        data = upload.stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise ValidationError(
                gettext("This file is larger than 2 MB: it is not the PDF that was issued.")
            )
        if not data.startswith(b"%PDF-"):
            raise ValidationError(
                gettext("This is not a PDF file. For a photo or a scan, enter the number instead.")
            )
        self.content = data
