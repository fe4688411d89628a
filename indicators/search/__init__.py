"""Finding tables by words: an index of pairs of characters on both databases (docs/adr/0020)."""
