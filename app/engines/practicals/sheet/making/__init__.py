"""Making workbooks: starters with data of their own for each candidate, and model answers."""
