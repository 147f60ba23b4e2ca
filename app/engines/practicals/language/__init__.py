"""The language of tasks: quantities, expected values, selectors, and strict reading of them."""
