"""Keeps files in memory.

A kernel may take idle pages back although nobody needs the memory (Linux with DAMON's `pageout`). Only large data sets
have such pages, so that their requests would pay for the disk as well.
"""

import ctypes
import os

PROT_READ, MAP_SHARED, MAP_FAILED = 1, 1, ctypes.c_void_p(-1).value

libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.mlock.argtypes = [ctypes.c_void_p, ctypes.c_size_t]


def hold(path):
    """Reads the file and locks it, in the length that it has now, until this program ends.

    Returns whether the system allowed it: it does for root, and below `ulimit -l`.
    """
    size = os.path.getsize(path)
    if size == 0:
        return True
    with open(path, "rb") as file:
        address = libc.mmap(None, size, PROT_READ, MAP_SHARED, file.fileno(), 0)
    return address != MAP_FAILED and libc.mlock(address, size) == 0
