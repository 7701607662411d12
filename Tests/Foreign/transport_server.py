"""A server that behaves well and badly on demand, for the tests of the HTTP client.

Prints one line with the ports it was given by the system and a folder, serves until its standard
input ends (so it never outlives the test), and removes the folder.

    main fast proxy refusing-proxy tls mutual-tls folder
"""

import asyncio
import collections
import gzip
import http.server
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

STATE = threading.Condition()
COUNTS = collections.Counter()


def pattern(count):
    return bytes((7 * i + (i >> 8)) & 255 for i in range(count))


def adjust(name, by):
    with STATE:
        COUNTS[name] += by
        STATE.notify_all()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    folder = "."

    def log_message(self, *arguments):
        pass

    def setup(self):
        super().setup()
        with STATE:
            COUNTS["connections"] += 1
            self.number = COUNTS["connections"]

    def answer(self, status, body=b"", headers=()):
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode()
        self.wfile.write(head + (b"" if self.command == "HEAD" else body))

    def head_only(self, *lines):
        self.wfile.write(("\r\n".join(("HTTP/1.1 200 X",) + lines) + "\r\n\r\n").encode())

    def hold(self, name):
        """Sends nothing more until the client goes away, and counts who is held up."""
        adjust(name, 1)
        try:
            self.connection.recv(1)
        except OSError:
            pass
        adjust(name, -1)
        adjust(name + "-gone", 1)
        self.close_connection = True

    def ranged(self, body, headers=()):
        wanted = self.headers.get("Range")
        if not wanted:
            return self.answer(200, body, headers)
        first, last = wanted.removeprefix("bytes=").split("-")
        first = int(first)
        if first >= len(body):
            return self.answer(416, b"", [("Content-Range", f"bytes */{len(body)}")])
        last = min(int(last) if last else len(body) - 1, len(body) - 1)
        part = body[first : last + 1]
        span = f"bytes {first}-{last}/{len(body)}"
        return self.answer(206, part, [("Content-Range", span), *headers])

    def handle_any(self):
        if self.path == "/deaf":
            # Takes no more of the body than fits into the buffers on the way.
            time.sleep(300)
            self.close_connection = True
            return None
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        path, _, query = self.path.partition("?")
        parts = path.strip("/").split("/")
        routine = getattr(self, "do_" + parts[0].replace("-", "_"), None)
        if routine is None:
            return self.answer(404, b"nothing here")
        return routine(parts[1:], query, body)

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = handle_any

    def do_hello(self, parts, query, body):
        self.answer(200, b"hello")

    def do_status(self, parts, query, body):
        self.answer(int(parts[0]), b"body of " + parts[0].encode(), [("X-Thing", " a: b ")])

    def do_bytes(self, parts, query, body):
        content = pattern(int(parts[0]))
        self.answer(200, content) if query == "plain" else self.ranged(content)

    def do_truncate(self, parts, query, body):
        content = pattern(int(parts[0]))
        self.head_only(f"Content-Length: {len(content)}")
        self.wfile.write(content[: int(parts[1])])
        self.close_connection = True

    def do_stall(self, parts, query, body):
        self.head_only("Content-Length: 1000000")
        self.wfile.write(pattern(int(parts[0])))
        self.hold(query)

    def do_mute(self, parts, query, body):
        self.hold(query)

    def do_later(self, parts, query, body):
        time.sleep(int(parts[0]) / 1000)
        self.answer(204)

    def do_drip(self, parts, query, body):
        count = int(parts[0])
        self.head_only(f"Content-Length: {count}")
        for byte in pattern(count):
            self.wfile.write(bytes([byte]))
            time.sleep(int(parts[1]) / 1000)

    def do_gzip(self, parts, query, body):
        content = pattern(int(parts[0]))
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            return self.answer(200, gzip.compress(content), [("Content-Encoding", "gzip")])
        return self.answer(200, content)

    def do_encoded(self, parts, query, body):
        self.answer(200, b"?", [("Content-Encoding", parts[0])])

    def do_endless(self, parts, query, body):
        self.head_only("Transfer-Encoding: chunked")
        self.close_connection = True
        try:
            while True:
                self.wfile.write(b"10000\r\n" + bytes(65536) + b"\r\n")
        except OSError:
            adjust("endless-gone", 1)

    def do_headers(self, parts, query, body):
        self.head_only(*(f"X-{i}: {'y' * 1000}" for i in range(int(parts[0]))))

    def do_garbage(self, parts, query, body):
        self.wfile.write(b"220 smtp.example ready\r\n")
        self.close_connection = True

    def do_interim(self, parts, query, body):
        self.wfile.write(b"HTTP/1.1 103 Early\r\nX-Early: 1\r\n\r\n")
        self.answer(200, b"late")

    def do_connection(self, parts, query, body):
        self.answer(200, str(self.number).encode())

    def do_echo(self, parts, query, body):
        head = f"{self.command} {self.path}\n{self.headers}".encode()
        self.answer(200, head + body)

    def do_measure(self, parts, query, body):
        # What the client sent, to the byte: request line, headers, blank line, body.
        head = len(self.raw_requestline) + len(str(self.headers)) + str(self.headers).count("\n")
        self.answer(200, str(head + len(body)).encode())

    def do_await(self, parts, query, body):
        """Answers when a count has reached a number."""
        name, number = parts[0], int(parts[1])
        with STATE:
            reached = STATE.wait_for(lambda: COUNTS[name] >= number, 120)
        self.answer(200 if reached else 504)

    def do_log(self, parts, query, body):
        self.file("log", parts)

    def do_blob(self, parts, query, body):
        self.file("blob", parts)

    def do_cut(self, parts, query, body):
        """Attachments whose every answer breaks off after 1,000 bytes."""
        with open(os.path.join(self.folder, *parts), "rb") as file:
            content = file.read()
        first = int(self.headers["Range"].removeprefix("bytes=").split("-")[0])
        rest = content[first:]
        span = f"bytes {first}-{len(content) - 1}/{len(content)}"
        self.wfile.write(
            f"HTTP/1.1 206 X\r\nContent-Length: {len(rest)}\r\nContent-Range: {span}\r\n\r\n"
            .encode() + rest[:1000])
        self.close_connection = len(rest) > 1000

    def do_noranges(self, parts, query, body):
        with open(os.path.join(self.folder, *parts), "rb") as file:
            self.answer(200, file.read())

    def file(self, top, parts):
        path = os.path.join(self.folder, top, *parts)
        if os.path.isfile(path + ".gz") and "gzip" in self.headers.get("Accept-Encoding", ""):
            with open(path + ".gz", "rb") as file:
                return self.answer(200, file.read(), [("Content-Encoding", "gzip")])
        if not os.path.isfile(path):
            return self.answer(404)
        with open(path, "rb") as file:
            return self.ranged(file.read())


class Proxy(http.server.BaseHTTPRequestHandler):
    """Forwards absolute addresses and CONNECT, and counts."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        adjust("proxied", 1)
        host, _, path = self.path.removeprefix("http://").partition("/")
        name, port = host.split(":")
        if name.endswith(".test"):
            name = "127.0.0.1"
        with socket.create_connection((name, int(port))) as upstream:
            request = f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            upstream.sendall(request.encode())
            answer = b"".join(iter(lambda: upstream.recv(65536), b""))
        status, _, rest = answer.partition(b"\r\n")
        self.wfile.write(status + b"\r\nVia: test\r\n" + rest)

    def do_CONNECT(self):
        adjust("proxied", 1)
        name, port = self.path.split(":")
        upstream = socket.create_connection((name, int(port)))
        self.wfile.write(b"HTTP/1.1 200 X\r\n\r\n")

        def pump(source, sink):
            try:
                while data := source.recv(65536):
                    sink.sendall(data)
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        back = threading.Thread(target=pump, args=(upstream, self.connection), daemon=True)
        back.start()
        pump(self.connection, upstream)
        back.join()
        self.close_connection = True


class Refusing(Proxy):
    def do_GET(self):
        self.wfile.write(b"HTTP/1.1 407 X\r\nContent-Length: 0\r\n\r\n")

    do_CONNECT = do_GET


class Fast(asyncio.Protocol):
    """One fixed small answer, as fast as Python can."""

    ANSWER = b"HTTP/1.1 200 X\r\nContent-Length: 300\r\n\r\n" + pattern(300)

    def connection_made(self, transport):
        self.transport, self.rest = transport, b""

    def data_received(self, data):
        data = self.rest + data
        count = data.count(b"\r\n\r\n")
        self.rest = data[data.rfind(b"\r\n\r\n") + 4 :] if count else data
        self.transport.write(self.ANSWER * count)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    context = None

    def handle_error(self, request, client_address):
        pass  # Clients of these tests go away in the middle of things.

    def finish_request(self, request, client_address):
        # The handshake belongs to the connection's own thread.
        if self.context:
            request = self.context.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)


def listen(handler, context=None):
    server = Server(("127.0.0.1", 0), handler)
    server.context = context
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def listen_fast():
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(Fast, "127.0.0.1", 0))
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return server.sockets[0].getsockname()[1]


def make_certificate(folder, name, subject):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", f"/CN={subject}", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", f"{folder}/{name}.key",
         "-out", f"{folder}/{name}.pem"],
        check=True, capture_output=True)


def tls_context(folder, mutual):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/server.pem", f"{folder}/server.key")
    if mutual:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(f"{folder}/client.pem")
    return context


def main():
    folder = tempfile.mkdtemp(prefix="transport-")
    make_certificate(folder, "server", "server")
    make_certificate(folder, "client", "client")
    Handler.folder = folder
    ports = [
        listen(Handler), listen_fast(), listen(Proxy), listen(Refusing),
        listen(Handler, tls_context(folder, False)), listen(Handler, tls_context(folder, True)),
    ]
    print(*ports, folder, flush=True)
    sys.stdin.read()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


main()
