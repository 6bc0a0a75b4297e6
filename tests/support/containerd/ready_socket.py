#!/usr/bin/env python3
"""ready_socket.py PATH: prints "listening" when services can say READY=1 to the socket PATH, and "ready" for each that does."""
import os
import socket
import sys

with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
    listener.bind(sys.argv[1])
    os.chmod(sys.argv[1], 0o666)
    print("listening", flush=True)
    while True:
        if b"READY=1" in listener.recv(4096):
            print("ready", flush=True)
