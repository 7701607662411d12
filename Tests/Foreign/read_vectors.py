#!/usr/bin/env python3
"""Reads the test vectors of this project from nothing but their description (protocol/).

    read_vectors.py VECTORS PROTO

VECTORS is protocol/vectors, PROTO is protocol/proto. Every note, proof, hash, entry, message and
encoding is computed or verified anew with the standard library alone: Ed25519 (RFC 8032), Merkle trees
(RFC 6962), the wire format of protobuf, the encoding of standings. It exits with status 1 and one
sentence for the first vector that does not agree, 2 for wrong arguments.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from vectorlib import cases, entries, logs, messages, registry, trees  # noqa: E402
from vectorlib.check import Disagreement  # noqa: E402
from vectorlib.schema import Schema  # noqa: E402

READERS = {
    "notes.json": logs.notes,
    "checkpoints.json": logs.checkpoints,
    "trees.json": trees.document,
    "entries.json": entries.document,
    "epochs.json": entries.epochs,
    "cases.json": cases.document,
    "exchange.json": messages.exchange,
    "messages.json": messages.document,
    "directory.json": registry.directory,
    "registry.json": registry.document,
    "review.json": registry.review,
}


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[1])
    schema = Schema.read(Path(sys.argv[2]))
    for name in sorted(file.name for file in folder.glob("*.json")):
        if name not in READERS:
            print(f"read_vectors: nobody reads {name}", file=sys.stderr)
            return 1
    for name, reader in READERS.items():
        try:
            count = reader(json.loads((folder / name).read_text(encoding="utf-8")), schema)
        except (Disagreement, KeyError, ValueError, IndexError, OSError) as error:
            print(f"read_vectors: {name}: {error!r}", file=sys.stderr)
            return 1
        print(f"{name}: {count} checks")
    print("all vectors agree")
    return 0


if __name__ == "__main__":
    sys.exit(main())
