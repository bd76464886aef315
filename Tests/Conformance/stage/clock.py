"""The wall clock of the servers under test, moved by hand."""

import mmap
import shutil
import struct
import subprocess
from pathlib import Path

MICROSECOND = 1_000


class Clock:
    """Stands still between moves, so that the last second of a session and the first one after it can be told apart."""

    def __init__(self, folder, start_microseconds):
        """`start` should lie in the future of the machine: a few waits inside libraries end by the real wall clock,
        and under one that is behind they would end at once, again and again."""
        folder = Path(folder)
        self.library = folder / "clock.so"
        if not self.library.exists():
            self._compile()
        self.file = folder / "clock"
        self.file.write_bytes(bytes(8))
        with self.file.open("r+b") as file:
            self._page = mmap.mmap(file.fileno(), 8)
        self.now = 0
        self.move_to(start_microseconds)

    def _compile(self):
        # Swift brings clang along; a machine that builds Hesap has one of the two.
        compiler = shutil.which("cc") or shutil.which("clang")
        source = Path(__file__).with_name("clock.c")
        command = [compiler, "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", self.library, source, "-ldl"]
        subprocess.run(command, check=True)

    @property
    def environment(self):
        """What a server's environment needs so that it follows."""
        return {"LD_PRELOAD": str(self.library), "WALK_CLOCK": str(self.file), "TZ": "UTC"}

    def move_to(self, microseconds):
        self.now = microseconds
        self._page[:8] = struct.pack("=q", microseconds * MICROSECOND)

    def advance(self, seconds):
        self.move_to(self.now + round(seconds * 1_000_000))
