"""Read models across rooms: every query takes the scope of its reader."""
