#!/usr/bin/env python3
"""A file server that a node can dial: the read path of logs out of a folder, nothing computed.

    serve_files.py FOLDER

`/log/...` is what lies there. The two calls of the dialogue that a receiver needs are files too:
`FOLDER/session` answers `POST /sync/v1/session`, and `FOLDER/heads` answers the first
`GET /sync/v1/heads`; with a cursor there is nothing new, and the answer waits until the caller goes
away. So whatever a receiver is given is a file that a test has written, to the byte.

`GET /requests` lists the files of logs that were asked for, one a line. The first line of standard
output is the address; it is served until standard input ends.
"""

import http.server
import os
import sys
import threading
from pathlib import Path

REQUESTS = []


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    folder = Path(".")

    def log_message(self, *_arguments):
        pass

    def answer(self, status, body=b""):
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n"
        self.wfile.write(head.encode() + body)

    def file(self, *names):
        path = self.folder.joinpath(*names)
        if ".." in names or not path.is_file():
            return self.answer(404)
        return self.answer(200, path.read_bytes())

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/sync/v1/session":
            return self.file("session")
        return self.answer(404)

    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path == "/requests":
            return self.answer(200, "\n".join(REQUESTS).encode())
        if path == "/sync/v1/heads":
            if not query:
                return self.file("heads")
            try:
                self.connection.recv(1)
            except OSError:
                pass
            self.close_connection = True
            return None
        REQUESTS.append(path)
        return self.file(*path.strip("/").split("/"))


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        pass  # Receivers of these tests go away in the middle of things.


def main():
    Handler.folder = Path(sys.argv[1])
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.buffer.read()
    os._exit(0)


main()
