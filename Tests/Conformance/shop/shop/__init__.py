"""A small real Django shop, the neighbour that Hesap is tried beside. It is for tests only."""
