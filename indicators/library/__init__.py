"""The indicator library (指标库): what is written in stored tables, put together, and what administrators add to it."""
