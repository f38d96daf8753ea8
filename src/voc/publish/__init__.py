"""What leaves the night: snapshots of the published tables, their contract, and the same tables in a database."""

from voc.publish.gate import Check, gate
from voc.publish.snapshot import Published, current, publish
from voc.publish.sql import write_sql

__all__ = ["Check", "Published", "current", "gate", "publish", "write_sql"]
