"""Expected processes: their runs planned and judged, their mails bound, what is proposed, awaited and taught."""
