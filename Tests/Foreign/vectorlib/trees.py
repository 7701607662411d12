"""trees.json."""

import hashlib
import re

from . import merkle, notes
from .check import Checks

PATH = re.compile(
    r"tile/(entries|[0-7])/((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)


def parse_path(path):
    """Level (or 'entries'), index and width of a resource."""
    match = PATH.fullmatch(path)
    if not match or match[2].startswith("x000"):
        raise ValueError("no path")
    index = int(match[2].replace("x", "").replace("/", "") + match[3])
    width = int(match[4] or 256)
    if match[4] and width > 255:
        raise ValueError("no width")
    return match[1], index, width


def format_path(level, index, width):
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03d}")
    partial = "" if width == 256 else f".p/{width}"
    return f"tile/{level}/{'/'.join(groups)}{partial}"


class Tree:
    """All hashes of complete subtrees, level by level."""

    def __init__(self, entries):
        self.entries = entries
        self.levels = [[merkle.leaf(entry) for entry in entries]]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            pairs = range(0, len(below) - 1, 2)
            self.levels.append([merkle.node(below[i], below[i + 1]) for i in pairs])

    def resource(self, path):
        level, index, width = parse_path(path)
        first = index * 256
        if level == "entries":
            return merkle.bundle(self.entries[first : first + width])
        return b"".join(self.levels[8 * int(level)][first : first + width])


def document(document, _):
    checks = Checks()
    size = max(row["size"] for row in document["roots"])
    tree = Tree([f"entry {number}".encode() for number in range(size)])
    hashes = tree.levels[0]
    for row in document["roots"]:
        checks.equal(merkle.root(hashes[: row["size"]]).hex(), row["root"], "root")
    for row in document["inclusion"]:
        path = [bytes.fromhex(one) for one in row["path"]]
        part = hashes[: row["size"]]
        checks.equal(merkle.inclusion(part, row["index"]), path, "inclusion proof")
        found = merkle.root_from_path(hashes[row["index"]], row["index"], row["size"], path)
        checks.equal(found, merkle.root(part), "root of an inclusion proof")
    for row in document["consistency"]:
        proof = [bytes.fromhex(one) for one in row["proof"]]
        older, newer = row["from"], row["to"]
        checks.equal(merkle.consistency(hashes[:newer], older), proof, "consistency proof")
        if 0 < older < newer:
            roots = merkle.root(hashes[:older]), merkle.root(hashes[:newer])
            found = merkle.roots_from_consistency(older, newer, roots[0], proof)
            checks.equal(found, roots, "roots of a consistency proof")
    for row in document["resources"]:
        data = tree.resource(row["path"])
        checks.equal(len(data), row["byte_count"], row["path"])
        checks.equal(hashlib.sha256(data).hexdigest(), row["sha256"], row["path"])
    for row in document["paths"]:
        place = row["level"], row["index"], row["width"]
        checks.equal(format_path(*place), row["path"], "path")
        checks.equal(parse_path(row["path"]), (str(place[0]), *place[1:]), "path, read")
    for path in document["refused_paths"]:
        checks.refused(lambda: parse_path(path), path)
    _proof(checks, document["proof"])
    row = document["bundle"]
    entries = [bytes.fromhex(one) for one in row["entries"]]
    data = bytes.fromhex(row["bytes"])
    checks.equal(merkle.bundle(entries), data, "bundle")
    checks.equal(merkle.unbundle(data, len(entries)), entries, "bundle, read")
    checks.refused(lambda: merkle.unbundle(data + b"\x00", len(entries)), "surplus byte")
    leaves = [merkle.leaf(entry) for entry in entries]
    checks.equal([one.hex() for one in leaves], row["leaf_hashes"], "leaf hashes")
    checks.equal(merkle.root(leaves).hex(), row["root"], "root of a bundle")
    return checks.count


def _proof(checks, row):
    """C2SP tlog-proof."""
    head, _, note = row["text"].partition("\n\n")
    lines = head.split("\n")
    checks.equal(lines[0], "c2sp.org/tlog-proof@v1", "first line of a proof")
    checks.true(lines[1].startswith("extra "), "extra line of a proof")
    index = int(lines[2].removeprefix("index "))
    path = [notes.strict_base64(line) for line in lines[3:]]
    size, root = notes.signed_checkpoint(note, notes.Key(row["vkey"]))
    found = merkle.root_from_path(merkle.leaf(row["entry"].encode()), index, size, path)
    checks.equal(found, root, "root of a tlog-proof")
