"""Finding machines in a network: who answers, on which ports, and what they tell over SNMP."""
