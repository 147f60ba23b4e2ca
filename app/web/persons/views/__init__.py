"""Views of the roster."""

from app.web.persons.views import accounts, adding, importing, listing, posts

__all__ = ["accounts", "adding", "importing", "listing", "posts"]
