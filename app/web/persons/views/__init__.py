"""Views of the roster."""

from app.web.persons.views import accounts, adding, listing, posts

__all__ = ["accounts", "adding", "listing", "posts"]
