"""SNMP: sessions that carry one conversation per device, and readers of MIB tables."""
