"""Flask pages by audience."""
