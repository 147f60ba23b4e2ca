"""Words everyone uses: standard library only."""
