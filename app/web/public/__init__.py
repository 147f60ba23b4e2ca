"""Pages without sign-in: the first page, and checking a certificate."""

from flask import Blueprint

bp = Blueprint("public", __name__, template_folder="templates")

from app.web.public import receipts, views  # noqa: E402, F401
