"""Pages of personnel departments, one module a subject."""

from app.web.hr.views import checks, dashboard, exports, hours, regrades, results

__all__ = ["checks", "dashboard", "exports", "hours", "regrades", "results"]
