"""Measurements: ratios beside the thing compared with, taken in one run on one machine (docs/performance.md)."""
