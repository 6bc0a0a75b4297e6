#!/usr/bin/env python3
"""echo_client.py PORT CONNECTIONS SIZE: sends SIZE bytes on each connection to 127.0.0.1, closes its own way, and expects
the same bytes and then the end."""
import hashlib
import os
import socket
import sys
import threading

port, connections, size = (int(word) for word in sys.argv[1:])
block = os.urandom(1 << 16)
failures = []


def send(client, digest):
    left = size
    while left > 0:
        part = block[:min(left, len(block))]
        client.sendall(part)
        digest.update(part)
        left -= len(part)
    client.shutdown(socket.SHUT_WR)


def send_quietly(client, digest):
    try:
        send(client, digest)
    except OSError:
        pass  # the reader says it


def open_one():
    """A connection that has carried a byte both ways: the server's queue for new ones may be short."""
    client = socket.create_connection(("127.0.0.1", port), timeout=120)
    client.sendall(b"?")
    if client.recv(1) != b"?":
        sys.exit("the first byte did not come back")
    return client


def run(number, client):
    sent, received = hashlib.sha256(), hashlib.sha256()
    sender = threading.Thread(target=send_quietly, args=(client, sent))
    sender.start()
    count = 0
    error = ""
    try:
        while part := client.recv(1 << 16):
            received.update(part)
            count += len(part)
    except OSError as broken:
        error = f", then {broken}"
    sender.join()
    client.close()
    if error or sent.digest() != received.digest():
        failures.append(f"connection {number}: {count} of {size} bytes came back{error}")


clients = [open_one() for _ in range(connections)]
threads = [threading.Thread(target=run, args=pair) for pair in enumerate(clients)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("\n".join(failures))
sys.exit(1 if failures else 0)
