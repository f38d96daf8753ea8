"""What changed: each cell held against the days before."""

from voc.friction.trends.trends import trends, with_trends

__all__ = ["trends", "with_trends"]
