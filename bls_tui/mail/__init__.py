"""Mail in and out: IMAP mailboxes, what a message says, quotes, threads, SMTP. Knows no database and no call."""
