"""Flask extensions, made once and bound to the app in `create_app`."""

from __future__ import annotations

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy

from app.schema import Base

db = SQLAlchemy(metadata=Base.metadata)  # engines and configuration only: tables extend Base
babel = Babel()
login_manager = LoginManager()
limiter = Limiter(get_remote_address)
migrate = Migrate()
