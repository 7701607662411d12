#!/usr/bin/env python3
"""Verifies an exported log with code that this project did not write (PyPI: tlog-scales).

    verify_log.py FOLDER...

Each FOLDER holds logs as FOLDER/log/<origin>/{checkpoint,vkey,tile/...}. For every log it checks the
signature, the root as computed from the tiles, and the inclusion of entries: all of them in a small
log, the first and last ones and a spread of others in a large one. It exits with status 1 and one
sentence for the first log that is wrong, 2 when there is none, 3 when a package is missing.
"""

import sys
from pathlib import Path

try:
    from tlog_scales import backend, tiles
    from tlog_scales.reader import TilesReader
    from tlog_scales.signing import Vkey
except ImportError as error:
    print(
        f"verify_log: {error}; run `pip install -r Tests/Foreign/requirements.txt`",
        file=sys.stderr,
    )
    sys.exit(3)


def sample(size: int) -> list[int]:
    """The entries to check."""
    if size <= 1000:
        return list(range(size))
    spread = range(0, size, size // 200)
    return sorted({*range(20), *spread, *range(size - 20, size)})


def verify(place: Path, origin: str) -> int:
    """Checks one log and returns its size."""
    vkey = Vkey.from_string((place / "vkey").read_text().removesuffix("\n"))
    reader = TilesReader(backend.LocalBackend(place))
    checkpoint = reader.get_checkpoint()
    if checkpoint.origin != origin or vkey.name != origin:
        raise ValueError("checkpoint or key belong to another log")
    # A signature without end of file or with other bytes would parse alike: compare the whole.
    if checkpoint.serialize().encode() != (place / "checkpoint").read_bytes():
        raise ValueError("the checkpoint is not in its canonical form")
    checkpoint.verify(vkey)
    if reader.calculate_root_hash() != checkpoint.root_hash:
        raise ValueError("the tiles do not hash to the signed root")
    for index in sample(checkpoint.size):
        proof = reader.get_inclusion_proof(index, checkpoint.size)
        proof.check(tiles.leaf_hash(reader.get_entry(index)), checkpoint.root_hash)
    return checkpoint.size


def main() -> None:
    count = 0
    for folder in sys.argv[1:]:
        root = Path(folder) / "log"
        for file in sorted(root.rglob("checkpoint")):
            origin = file.parent.relative_to(root).as_posix()
            try:
                size = verify(file.parent, origin)
            except Exception as error:  # whatever the package raises, the log is not verified
                print(f"verify_log: the log {origin} is refused: {error!r}", file=sys.stderr)
                sys.exit(1)
            print(f"{origin}: {size} entries verified")
            count += 1
    if count == 0:
        print("verify_log: there is no log to verify", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
