#!/usr/bin/env python3
"""Django's own command line for the shop; the settings come from `SHOP_…` variables."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    execute_from_command_line(sys.argv)
