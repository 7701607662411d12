"""notes.json and checkpoints.json."""

from . import ed25519, merkle, notes as format
from .check import Checks


def _key(checks, row):
    seed = bytes.fromhex(row["seed"])
    key = format.Key(row["vkey"])
    checks.equal(ed25519.public_key(seed).hex(), row["public_key"], "public key of a seed")
    checks.equal(key.key.hex(), row["public_key"], "public key of a vkey")
    checks.equal(key.id.hex(), row["key_id"], "key identifier")
    checks.equal(key.name, row["name"], "key name")
    return key, seed


def notes(document, _):
    checks = Checks()
    key, seed = _key(checks, document["key"])
    for row in document["notes"]:
        note = format.Note(row["note"].encode())
        checks.equal(note.verify(key), row["text"], "text of a note")
        signature = ed25519.sign(seed, row["text"].encode())
        checks.equal(note.signatures[key.name, key.id], signature, "signature of a note")
    for row in document["refused"]:
        data = bytes.fromhex(row["note"])
        checks.refused(lambda: format.Note(data).verify(key), row["what"])
    for row in document["refused_keys"]:
        checks.refused(lambda: format.Key(row["vkey"]), row["what"])
    return checks.count


def checkpoints(document, _):
    checks = Checks()
    key, _ = _key(checks, document["key"])
    hashes = [merkle.leaf(f"entry {number}".encode()) for number in range(1000)]
    for row in document["checkpoints"]:
        size, root = format.signed_checkpoint(row["note"], key)
        checks.equal(size, row["size"], "size of a checkpoint")
        checks.equal(root.hex(), row["root"], "root of a checkpoint")
        checks.equal(merkle.root(hashes[:size]), root, "root over the entries")
    for row in document["refused"]:
        checks.refused(lambda: format.checkpoint(row["text"]), row["what"])
    for row in document["refused_notes"]:
        note = row["note"]
        format.Note(note.encode()).verify(key)
        checks.refused(lambda: format.signed_checkpoint(note, key), row["what"])
    row = document["cosignature"]
    witness, _ = _key(checks, row["key"])
    note = format.Note(row["note"].encode())
    checks.equal(note.verify(key), note.verify(witness), "what log and witness signed")
    signature = note.signatures[witness.name, witness.id]
    checks.equal(int.from_bytes(signature[:8], "big"), row["time"], "time of a cosignature")
    checks.true(
        ed25519.verify(witness.key, row["message"].encode(), signature[8:]),
        "message of a cosignature",
    )
    return checks.count
