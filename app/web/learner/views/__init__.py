"""The routes of the learning pages."""

from app.web.learner.views import activity, home, hours, lessons, modules, practicals, quizzes

__all__ = ["activity", "home", "hours", "lessons", "modules", "practicals", "quizzes"]
