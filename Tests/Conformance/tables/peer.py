"""Hesap's side: a HesapPeer process that answers one JSON object for each line."""

import json
import subprocess
import threading


class PeerRefusal(Exception):
    """The peer answered an error."""


class Peer:
    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        # Django's asynchronous tests ask from several threads.
        self.turn = threading.Lock()

    def ask(self, op, **fields):
        return self.ask_raw(json.dumps({"op": op, **fields}).encode("ascii"))

    def ask_raw(self, line):
        with self.turn:
            self.process.stdin.write(line + b"\n")
            self.process.stdin.flush()
            text = self.process.stdout.readline()
        if not text:
            raise RuntimeError(f"HesapPeer ended with status {self.process.wait()} at {line[:2000]!r}")
        answer = json.loads(text)
        if "error" in answer:
            raise PeerRefusal(answer["error"])
        return answer["result"]

    def close(self):
        self.process.stdin.close()
        return self.process.wait(timeout=10)
