"""Monitoring: knows machines. Rules are pure, probes talk to devices, the engine ties both to the database."""
