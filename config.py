"""Settings: every value from the environment or a default; docs/settings.md explains each."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parent
TRUE = {"1", "true", "yes", "on"}


class SettingError(RuntimeError):
    """A setting is missing or cannot be read; the text names it and the cure."""


def env_str(name: str, default: str) -> str:
    """Read a text; an empty value counts as unset."""
    return os.environ.get(name) or default


def env_bool(name: str, *, default: bool) -> bool:
    """Read a switch: 1, true, yes, on."""
    value = os.environ.get(name)
    return default if not value else value.strip().lower() in TRUE


def env_int(name: str, default: int) -> int:
    """Read a whole number."""
    value = os.environ.get(name)
    try:
        return default if not value else int(value)
    except ValueError as error:
        raise SettingError(f"{name} must be a whole number, not {value!r}.") from error


def env_secret(name: str, *, file: Path) -> str:
    """Read a secret from NAME, from the file named by NAME_FILE, or from a file we keep.

    The embedded default makes the file once, readable by its owner only. In production (see
    XUEKAO_ENV) the secret must be given.
    """
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    if os.environ.get("XUEKAO_ENV") == "production":
        raise SettingError(f"Set {name} or {name}_FILE: a production start needs it.")
    if not file.exists():
        _make_secret(file)
    return file.read_text(encoding="utf-8").strip()


def _make_secret(file: Path) -> None:
    """Write a new secret in one step: of two processes that start at once, the first one wins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent)  # mode 0600
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(secrets.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):
        os.link(name, file)
    Path(name).unlink()


class Config:
    """What every place shares; made when the application starts, not when this file is read."""

    def __init__(self) -> None:
        self.VAR_DIR = Path(env_str("XUEKAO_VAR", str(ROOT / "var"))).absolute()
        self.SECRET_KEY = env_secret("XUEKAO_SECRET_KEY", file=self.VAR_DIR / "secret_key")
        self.FIELD_KEY = env_secret("XUEKAO_FIELD_KEY", file=self.VAR_DIR / "field_key")
        database = f"sqlite:///{self.VAR_DIR / 'xuekao.db'}"
        self.SQLALCHEMY_DATABASE_URI = env_str("DATABASE_URL", database)
        self.PUBLIC_URL = env_str("XUEKAO_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
        self.ISSUER_NAME = env_str("XUEKAO_ISSUER", "广东省公务员电子政务培训考核办公室（演示）")
        self.ISSUER_CODE = env_str("XUEKAO_ISSUER_CODE", "4400")
        self.STANDARD_NAME = env_str("XUEKAO_STANDARD", "《公务员电子政务和计算机应用培训标准》")
        self.CERTIFICATE_YEARS = env_int("XUEKAO_CERTIFICATE_YEARS", 5)
        self.BABEL_DEFAULT_LOCALE = "zh_CN"
        self.BABEL_DEFAULT_TIMEZONE = env_str("XUEKAO_TIMEZONE", "Asia/Shanghai")
        self.BABEL_TRANSLATION_DIRECTORIES = str(self.VAR_DIR / "translations")
        self.SESSION_COOKIE_NAME = "xuekao"
        self.SESSION_COOKIE_HTTPONLY = True
        self.SESSION_COOKIE_SAMESITE = "Lax"
        self.SESSION_COOKIE_SECURE = env_bool("XUEKAO_HTTPS", default=False)
        self.PERMANENT_SESSION_LIFETIME = timedelta(hours=8)
        self.MAX_CONTENT_LENGTH = env_int("XUEKAO_MAX_UPLOAD_MB", 24) * 1024 * 1024
        self.RATELIMIT_ENABLED = True
        self.RATELIMIT_STORAGE_URI = "memory://"
        self.PROXIES = env_int("XUEKAO_PROXIES", 0)
        self.PASSWORD_DAYS = env_int("XUEKAO_PASSWORD_DAYS", 90)
        self.SIGN_IN_RATE = env_str("XUEKAO_SIGN_IN_RATE", "30 per minute")
        self.SEB_CONFIG_KEYS = tuple(env_str("XUEKAO_SEB_CONFIG_KEYS", "").lower().split())
        self.EMBEDDED_WORKER = env_bool("XUEKAO_EMBEDDED_WORKER", default=True)
        self.EXPORT_DAYS = env_int("XUEKAO_EXPORT_DAYS", 7)
        self.PASS_TARGET = env_int("XUEKAO_PASS_TARGET", 85)
        self.LIBREOFFICE = env_str("XUEKAO_LIBREOFFICE", "")
        self.CONVERSIONS = env_int("XUEKAO_CONVERSIONS", 2)
        self.QUESTION_BANKS = Path(env_str("XUEKAO_QUESTION_BANKS", str(ROOT / "question_banks")))


class Testing(Config):
    """The test suite: in memory, fixed secrets, no worker thread."""

    def __init__(self) -> None:
        super().__init__()
        self.TESTING = True
        self.SECRET_KEY = "test-secret-key"  # noqa: S105
        self.FIELD_KEY = "test-field-key"
        self.SQLALCHEMY_DATABASE_URI = "sqlite://"
        self.RATELIMIT_ENABLED = False
        self.EMBEDDED_WORKER = False
