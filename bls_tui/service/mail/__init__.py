"""Use cases of mail: what comes in is kept, filed and counted."""
