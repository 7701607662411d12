"""entries.json and epochs.json: protocol/03-entries.md and 02-trust.md."""

import hashlib
import re

from . import ed25519, merkle
from .check import Checks
from .schema import fields

REGION = re.compile("[A-Z0-9-]{1,24}")
REPEATED_HEADER = (10, 11)
LEADS_WITH_REFERENCE = {17, 34, 36, 37, 38, 40, 41, 42, 49, 51, 69}
RESTRICTIVE = {48, 50, 52}
DAYS = (-25567, 2932896)


def header(data):
    """The common fields of an entry, checked by the rules at the head of entry.proto."""
    if len(data) > 65535:
        raise ValueError("too long")
    found, bodies = {}, []
    for number, wire, value in fields(data):
        if 16 <= number <= 999:
            bodies.append((number, wire, value))
        elif number in REPEATED_HEADER:
            found.setdefault(number, []).append(value)
        elif number <= 12:
            if number in found:
                raise ValueError("a singular field twice")
            if wire != (2 if number in (6, 7, 8, 12) else 0):
                raise ValueError("wire type")
            found[number] = value
    if len(bodies) != 1 or bodies[0][1] != 2 or bodies[0][0] != found.get(2):
        raise ValueError("not one body that fits the kind")
    check_header(found)
    return found, bodies[0]


def check_header(found):
    kind = found[2]
    if found.get(3, 0) > 1 or found.get(4, 0) > 253402300799999 or found.get(5, 0) >> 32:
        raise ValueError("a number out of range")
    for number, limit in ((6, 128), (12, 1024)):
        if len(found.get(number, b"").decode().encode()) > limit:
            raise ValueError("text too long")
    if 8 in found and not REGION.fullmatch(found[8].decode()):
        raise ValueError("no region")
    day = found.get(9, 0)
    if not DAYS[0] <= (day >> 1) ^ -(day & 1) <= DAYS[1]:
        raise ValueError("day out of range")
    if len(found.get(10, [])) > 32 or len(found.get(11, [])) > 64:
        raise ValueError("too many")
    if 32 <= kind <= 63 and (7 not in found or 8 not in found):
        raise ValueError("an act needs subject and region")
    if kind in LEADS_WITH_REFERENCE and 11 not in found:
        raise ValueError("a reference is missing")


def document(document, schema):
    checks = Checks()
    kinds = set()
    for row in document["entries"]:
        data = bytes.fromhex(row["hex"])
        found, body = header(data)
        kinds.add(body[0])
        checks.equal(schema.decode("Entry", data), row["decoded"], row["kind"])
        checks.equal(merkle.leaf(data).hex(), row["leaf_hash"], "leaf hash")
        checks.equal(found[2], row["number"], "kind")
        checks.equal(bool(found.get(3)), row["is_restrictive"], "restrictive mark")
        if row["number"] in RESTRICTIVE:
            checks.true(row["is_restrictive"], "a sanction bears its mark")
    known = {number for number in schema.messages["Entry"] if 16 <= number <= 999}
    checks.equal(kinds, known, "every kind of the schema has a vector")
    for row in document["kept_unknown"]:
        data = bytes.fromhex(row["hex"])
        found, _ = header(data)
        checks.equal(schema.decode("Entry", data), row["decoded"], row["what"])
        restrictive = bool(found.get(3)) or found[2] in RESTRICTIVE
        checks.equal(restrictive, row["is_restrictive"], row["what"])
    for row in document["malformed"]:
        checks.refused(lambda: header(bytes.fromhex(row["hex"])), row["what"])
    for row in document["references"]:
        named = {number: value for number, _, value in fields(bytes.fromhex(row["reference"]))}
        prefix = merkle.leaf(bytes.fromhex(row["entry"]))[:16]
        place = named[1].decode() == row["origin"] and named[2] == row["index"]
        checks.equal(place and named[3] == prefix, row["matches"], row["what"])
    return checks.count


def epoch_id(key):
    return hashlib.sha256(key).hexdigest()[:32]


def opening(data):
    """The fields of an EpochOpened in an entry."""
    _, (number, _, body) = header(data)
    if number != 16:
        raise ValueError("entry 0 opens no epoch")
    return {number: value for number, _, value in fields(body)}


def opening_message(federation, opened):
    """What the node's key signs: protocol/02-trust.md."""
    node, stream = opened[1].decode(), opened[2].decode()
    text = f"dingdian epoch opened v1\n{federation}\n{node}\n{stream}\n"
    text += hashlib.sha256(opened[3]).hexdigest() + "\n"
    if 4 in opened:
        state = {number: value for number, _, value in fields(opened[4])}
        text += f"{state[1].decode()}\n{state.get(2, 0)}\n{state[3].hex()}\n"
    return text


def epochs(document, _):
    checks = Checks()
    key = bytes.fromhex(document["node_key"])
    epoch_key = bytes.fromhex(document["epoch_key"])
    checks.equal(epoch_id(epoch_key), document["epoch_id"], "epoch id")
    for row in document["openings"]:
        opened = opening(bytes.fromhex(row["entry"]))
        message = opening_message(document["federation"], opened)
        checks.equal(message, row["message"], "message of an opening")
        checks.equal(opened[5].hex(), row["signature"], "signature in the entry")
        checks.true(ed25519.verify(key, message.encode(), opened[5]), "signature of an opening")
        name = f"{document['federation']}/{document['node']}/sanctions/{epoch_id(opened[3])}"
        checks.equal(name, row["origin"], "origin")
    return checks.count
