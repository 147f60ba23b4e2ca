"""Headers of every answer, and the CSRF check of plain button forms and scripts."""

from __future__ import annotations

from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; media-src 'self' data:; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing from outside, nothing inline."""
CSP_WITH_ENGINE = CSP.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
"""The same, and the calculation engine of the spreadsheet may be compiled (decision 0013)."""


def allow_engine() -> None:
    """Let the page of this request run the calculation engine of the spreadsheet."""
    g.needs_engine = True


def init_app(app: Flask) -> None:
    """Add the headers to every answer; believe our own proxies about who asks, and no others."""
    if proxies := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )

    @app.after_request
    def add_headers(response: Response) -> Response:
        policy = CSP_WITH_ENGINE if g.get("needs_engine") else CSP
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response
