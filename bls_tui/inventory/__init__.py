"""The inventory: TOML files that say what is looked after, and how they become rows of the database."""
