"""What will be full, used up, expired or saturated in the weeks to come, from the values of the weeks before. Pure."""
