"""A person's official outcome of an exam: scored, checked, released, corrected, exported."""
