"""One IMAP mailbox: connecting, listing, fetching, moving, waiting for news."""
