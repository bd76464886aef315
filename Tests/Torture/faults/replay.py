"""What a disk may hold after a power cut, from the log of disklog.c.

What was flushed is there. Of the rest each sector of 512 bytes has any of its versions since the last flush, independent
of its neighbours and of the order of writes; truncations happened or not; files made or removed since the folder was
flushed are there or not, in their order.
"""

import collections
import random
import struct

SECTOR = 512
HEADER = struct.Struct("=QQQQcc6x")
SUFFIXES = {"d": "", "w": "-wal", "j": "-journal"}
SECOND = 1e9

Record = collections.namedtuple("Record", "began ended offset length act file bytes")


def read_log(path):
    """Records in the order of their ends, moments in seconds."""
    content, position, records = path.read_bytes(), 0, []
    while position < len(content):
        began, ended, offset, length, act, file = HEADER.unpack_from(content, position)
        position += HEADER.size
        size = length if act == b"w" else 0
        data = content[position : position + size]
        position += size
        records.append(Record(began / SECOND, ended / SECOND, offset, length, act.decode(), file.decode(), data))
    return sorted(records, key=lambda record: record.ended)


class _File:
    def __init__(self):
        self.durable = bytearray()
        self.pending = []

    def flush(self, began):
        """Only what had ended when the flush began is sure to be in it."""
        done = [record for record in self.pending if record.ended <= began]
        self.pending = [record for record in self.pending if record.ended > began]
        for record in done:
            _apply(self.durable, record)

    def cut(self, more, chance):
        content = bytearray(self.durable)
        writes = self.pending + more
        kept = _kept_versions(writes, chance)
        for record in writes:
            if record.act == "t":
                if random.random() < chance:
                    del content[record.length :]
                continue
            for sector, start, end in _sectors(record):
                if kept[sector] > 0:
                    kept[sector] -= 1
                    _write(content, start, record.bytes[start - record.offset : end - record.offset])
        return content


def _kept_versions(records, chance):
    """How many of its writes each sector has seen: those that came first, because a later one contains them."""
    touched = collections.Counter(sector for record in records if record.act == "w" for sector, *_ in _sectors(record))
    return {
        sector: count if random.random() < chance else random.randrange(count) if random.random() < chance else 0
        for sector, count in touched.items()
    }


def _sectors(record):
    position, end = record.offset, record.offset + record.length
    while position < end:
        following = min(end, (position // SECTOR + 1) * SECTOR)
        yield position // SECTOR, position, following
        position = following


def _write(content, offset, data):
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


def _apply(content, record):
    if record.act == "t":
        del content[record.length :]
    else:
        _write(content, record.offset, record.bytes)


class Disk:
    """Follows the log from cut to cut. ignores: files whose flushes do nothing, to show what they are good for."""

    def __init__(self, records, ignores=""):
        self.records, self.ignores = records, ignores
        self.done = 0
        self.files = {}  # what a program sees: d, w, j -> file
        self.named = {}  # what is durable in the folder
        self.renamings = []  # (act, name, file) since the folder was flushed

    def cut(self, moment, folder, name):
        """Moments must grow. Writes the files as a cut at that moment may leave them."""
        while self.done < len(self.records) and self.records[self.done].ended <= moment:
            self._follow(self.records[self.done])
            self.done += 1
        under_way = [record for record in self.records[self.done : self.done + 100] if record.began <= moment]
        entries = dict(self.named)
        for act, file, which in self.renamings[: random.randint(0, len(self.renamings))]:
            _rename(entries, act, file, which)
        # All, nothing, or in between.
        chance = random.choice((0, 0.1, 0.5, 0.9, 1))
        for file, which in entries.items():
            more = [record for record in under_way if record.act in "wt" and which is self.files.get(record.file)]
            (folder / (name + SUFFIXES[file])).write_bytes(which.cut(more, chance))

    def _follow(self, record):
        if record.act == "s" and record.file not in self.ignores:
            if record.file == "/":
                self._flush_folder()
            elif record.file in self.files:
                self.files[record.file].flush(record.began)
        elif record.act in "cu":
            which = _File() if record.act == "c" else self.files.get(record.file)
            self.renamings.append((record.act, record.file, which))
            _rename(self.files, record.act, record.file, which)
        elif record.act in "wt":
            self.files[record.file].pending.append(record)

    def _flush_folder(self):
        for act, file, which in self.renamings:
            _rename(self.named, act, file, which)
        self.renamings = []


def _rename(entries, act, file, which):
    if act == "c":
        entries[file] = which
    else:
        entries.pop(file, None)
