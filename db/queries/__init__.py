"""Named queries, one function each, by subject. Rows come back as the frozen dataclasses of db.rows."""
