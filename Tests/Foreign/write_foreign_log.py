#!/usr/bin/env python3
"""Writes a log with code that this project did not write (PyPI: tlog-scales).

    write_foreign_log.py FOLDER [--origin NAME] [--sizes 1,300,70001] [--serve PORT]
        [--seed HEX] [--entries FILE]

writes FOLDER/log/<origin>/{checkpoint,vkey,tile/...} in the layout of C2SP tlog-tiles. The log grows
through all given sizes, with a signed checkpoint at each; the last one is what remains. Entry number
i is the text "entry i", or what FILE has: entries in the form of a tlog-tiles bundle, each with its
length in two bytes before it. The key is that of the seed, which is fixed unless it is given, so that
two runs write the same bytes.

With --serve the folder is then served over HTTP on 127.0.0.1 until standard input ends; port 0 lets
the system choose. The first line of standard output is the vkey, the second is the folder of the
log, and with --serve the third is the address below which checkpoint and tiles are found.

Exit status: 0 done, 2 wrong arguments, 3 a Python package is missing (see requirements.txt).
"""

import argparse
import functools
import http.server
import os
import sys
import threading
from pathlib import Path

try:
    from tlog_scales.signing import PlainEd25519Signer
    from tlog_scales.writer import TilesWriter
except ImportError as error:
    print(
        f"write_foreign_log: {error}; run `pip install -r Tests/Foreign/requirements.txt`",
        file=sys.stderr,
    )
    sys.exit(3)

SEED = bytes(range(1, 33))


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="writes a log with tlog-scales")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--origin", default="foreign.example/node/register/1")
    parser.add_argument("--sizes", default="1,2,255,256,257,1000")
    parser.add_argument("--serve", type=int, metavar="PORT")
    parser.add_argument("--seed", type=bytes.fromhex, default=SEED)
    parser.add_argument("--entries", type=Path)
    arguments = parser.parse_args()
    try:
        arguments.sizes = [int(text) for text in arguments.sizes.split(",")]
    except ValueError:
        parser.error("--sizes takes numbers, separated by commas")
    if arguments.sizes != sorted(set(arguments.sizes)) or arguments.sizes[0] < 0:
        parser.error("--sizes must grow")
    return arguments


def read_entries(file: Path | None, count: int) -> list[bytes]:
    if file is None:
        return [f"entry {index}".encode() for index in range(count)]
    entries, data = [], file.read_bytes()
    while data:
        end = 2 + int.from_bytes(data[:2], "big")
        entries.append(data[2:end])
        data = data[end:]
    return entries


def write_log(
    place: Path, origin: str, sizes: list[int], seed: bytes, entries: list[bytes]
) -> str:
    """Writes the log and returns its vkey."""
    signer = PlainEd25519Signer(origin, seed)
    writer = TilesWriter.create(place, origin)
    written = 0
    for size in sizes:
        for index in range(written, size):
            writer.add_leaf(entries[index])
        writer.commit([signer])
        written = size
    vkey = signer.vkey.serialize()
    (place / "vkey").write_text(vkey + "\n")
    return vkey


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files, with connections that are kept open and without a word."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments) -> None:
        pass


def serve(folder: Path, origin: str, port: int) -> None:
    handler = functools.partial(Handler, directory=os.fspath(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}/log/{origin}", flush=True)
    # Whoever started this holds the other end; when it goes, so does the server.
    sys.stdin.buffer.read()
    server.shutdown()


def main() -> None:
    arguments = parse_arguments()
    place = arguments.folder / "log" / arguments.origin
    if place.exists():
        print(f"write_foreign_log: {place} exists already", file=sys.stderr)
        sys.exit(2)
    entries = read_entries(arguments.entries, arguments.sizes[-1])
    vkey = write_log(place, arguments.origin, arguments.sizes, arguments.seed, entries)
    print(vkey)
    print(place, flush=True)
    if arguments.serve is not None:
        serve(arguments.folder, arguments.origin, arguments.serve)


if __name__ == "__main__":
    main()
