"""Pure rules of monitoring: no I/O, no clock; time is an argument in seconds since the Unix epoch (UTC)."""
