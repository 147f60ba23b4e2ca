"""Pages of personnel departments, one module a subject."""

from app.web.hr.views import dashboard, exports, hours, results

__all__ = ["dashboard", "exports", "hours", "results"]
