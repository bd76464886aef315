"""A free port of 127.0.0.1, printed or called for; of Hesap's tests in Python and of their servers."""

import random
import socket

# Below those that the system gives to outgoing connections: one of them would take the port of a stopped server.
# None is given twice: the system would hand the port out again until its server listens, and two servers shared one.
_CANDIDATES = iter(random.sample(range(15000, 32000), 17000))


def free_port():
    for port in _CANDIDATES:
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no port of 127.0.0.1 from 15000 to 31999 is free")


if __name__ == "__main__":
    print(free_port())
