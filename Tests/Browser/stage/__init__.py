"""What the browser meets: the real server, a real mailbox, a shopper's second device."""
