"""RFC 6962 trees and the bundles of tlog-tiles: protocol/04-logs.md."""

import hashlib


def leaf(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(count):
    """The largest power of two below the count."""
    return 1 << (count - 1).bit_length() - 1


def root(hashes):
    """The root over leaf hashes, by the recursive definition of RFC 6962, section 2.1."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    middle = split(len(hashes))
    return node(root(hashes[:middle]), root(hashes[middle:]))


def inclusion(hashes, index):
    """Section 2.1.1."""
    if len(hashes) == 1:
        return []
    middle = split(len(hashes))
    if index < middle:
        return inclusion(hashes[:middle], index) + [root(hashes[middle:])]
    return inclusion(hashes[middle:], index - middle) + [root(hashes[:middle])]


def consistency(hashes, size, whole=True):
    """Section 2.1.2."""
    if size == 0 or size == len(hashes):
        return [] if whole or size == 0 else [root(hashes)]
    middle = split(len(hashes))
    if size <= middle:
        return consistency(hashes[:middle], size, whole) + [root(hashes[middle:])]
    return consistency(hashes[middle:], size - middle, False) + [root(hashes[:middle])]


def root_from_path(entry_hash, index, size, path):
    """Climbs a path; raises ValueError when its length cannot be right."""
    place, last, result = index, size - 1, entry_hash
    if not 0 <= index < size:
        raise ValueError("no such entry")
    for sibling in path:
        if last == 0:
            raise ValueError("path too long")
        if place & 1 or place == last:
            result = node(sibling, result)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            result = node(result, sibling)
        place >>= 1
        last >>= 1
    if last:
        raise ValueError("path too short")
    return result


def roots_from_consistency(older, size, old_root, proof):
    """Both roots to which a consistency proof leads (RFC 9162, section 2.1.4.2)."""
    if older & (older - 1) == 0:
        proof = [old_root] + proof
    place, last = older - 1, size - 1
    while place & 1:
        place >>= 1
        last >>= 1
    if not proof:
        raise ValueError("empty proof")
    first = second = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            raise ValueError("proof too long")
        if place & 1 or place == last:
            first, second = node(sibling, first), node(sibling, second)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            second = node(second, sibling)
        place >>= 1
        last >>= 1
    if last:
        raise ValueError("proof too short")
    return first, second


def bundle(entries):
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundle(data, count):
    entries, position = [], 0
    for _ in range(count):
        length = int.from_bytes(data[position : position + 2], "big")
        if position + 2 + length > len(data):
            raise ValueError("bundle cut off")
        entries.append(data[position + 2 : position + 2 + length])
        position += 2 + length
    if position != len(data):
        raise ValueError("bytes left over")
    return entries
