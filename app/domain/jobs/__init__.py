"""Background jobs and the outbox."""
