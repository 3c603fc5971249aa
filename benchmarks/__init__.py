"""Benchmarks: ratios measured in one paired run each; `docs/performance.md` keeps their tables."""
