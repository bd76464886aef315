"""A random walk of shoppers through a Django shop and Hesap on one database; see `walk.py`."""
