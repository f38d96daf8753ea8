"""Opens what lies in `models/`: the encoder, the heads, and the manifest that vouches for them."""

from voc.models.encoder import open_encoder
from voc.models.heads import Heads, check_pair, open_heads
from voc.models.opening import for_journey, heads_folder, open_reader, with_corrections

__all__ = ["Heads", "check_pair", "for_journey", "heads_folder", "open_encoder", "open_heads", "open_reader", "with_corrections"]
