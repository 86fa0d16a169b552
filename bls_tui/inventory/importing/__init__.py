"""Other systems' configurations as an inventory of ours: what they describe, what becomes of it, and what does not."""
