"""Who looks at the pages: a browser with eyes on everything that must not happen, and hands or a keyboard."""
