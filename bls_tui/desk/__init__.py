"""Pure rules of the desk: text safety, filters, words. No I/O, no clock."""
