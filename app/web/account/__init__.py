"""Signing in and out, one's own password and display preferences, one's own jobs."""

from flask import Blueprint

bp = Blueprint("account", __name__, template_folder="templates")

from app.web.account import views  # noqa: E402, F401
