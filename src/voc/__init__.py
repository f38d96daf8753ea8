"""voc: where the customer journey hurts, read from what customers write."""

__version__ = "0.1.0"
