"""Debian's Chromium without a screen: one process, in which every visitor has a context of their own."""

import os

# Debian's; Playwright's own build cannot be installed from a package registry.
PROGRAM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"


def launch(playwright):
    # Chromium's sandbox needs a user who is not root.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=PROGRAM, args=arguments, headless=True)
