"""Work that is done in the page and not in a file: what is handed in is a small JSON object."""
