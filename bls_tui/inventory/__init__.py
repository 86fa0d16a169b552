"""The inventory: TOML files in, a diff shown, rows written; and back to TOML."""
