"""The polling engine: APScheduler bundles in, batches of judged results out to the database."""
