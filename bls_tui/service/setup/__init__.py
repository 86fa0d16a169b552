"""What keeps bls itself in order: the inventory, the database, the doctor."""
