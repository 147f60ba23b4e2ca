"""Read models across rooms."""
