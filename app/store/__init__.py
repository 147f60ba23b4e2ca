"""SQLAlchemy without Flask."""
