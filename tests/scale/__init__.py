"""Benchmarks of the design's budgets: `make bench`. They print ratios and are no part of `make test`."""
