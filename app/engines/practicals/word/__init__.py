"""Word documents: what every paragraph, character, table and page really looks like, and why."""
