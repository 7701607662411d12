"""exchange.json and messages.json: protocol/05-exchange.md and 09-freshness.md."""

from . import merkle, notes
from .check import Checks
from .schema import fields


def document(document, schema):
    checks = Checks()
    for row in document["messages"]:
        found = schema.decode(row["message"], bytes.fromhex(row["hex"]))
        checks.equal(found, row["decoded"], row["message"])
    return checks.count


def exchange(document, schema):
    checks = Checks()
    _heartbeat(checks, document["heartbeat"])
    _session(checks, document["session"], schema)
    for row in document["fork_evidence"]:
        data = bytes.fromhex(row["hex"])
        checks.equal(schema.decode("ForkEvidenceMessage", data), row["decoded"], "evidence")
        checks.true(is_fork(data, notes.Key(row["vkey"])), "evidence proves a fork")
    return checks.count


def _heartbeat(checks, row):
    key = notes.Key(row["vkey"])
    lines = notes.Note(row["note"].encode()).verify(key)[:-1].split("\n")
    checks.equal(lines[0], "dingdian heartbeat v1", "title of a heartbeat")
    checks.equal(int(lines[1]), row["milliseconds"], "time of a heartbeat")
    heads = [notes.checkpoint("\n".join(line.split(" ")) + "\n") for line in lines[2:]]
    wanted = [(one["origin"], one["size"], bytes.fromhex(one["root"])) for one in row["heads"]]
    checks.equal(heads, wanted, "heads of a heartbeat")
    checks.equal(sorted(heads), heads, "order of the heads")
    checks.equal(key.name.split("/", 1)[1], row["node"], "node of a heartbeat")


def _session(checks, row, schema):
    note = notes.Note(row["note"].encode())
    lines = note.verify(notes.Key(row["vkey"])).split("\n")
    wanted = [
        "dingdian session v1",
        row["audience"],
        str(row["expiry_milliseconds"]),
        row["nonce"],
        row["software"],
        "",
    ]
    checks.equal(lines, wanted, "lines of a token")
    request = dict((number, value) for number, _, value in fields(bytes.fromhex(row["request"])))
    checks.equal(request[1].decode(), row["note"], "token in the request")
    answer = schema.decode("SessionAnswer", bytes.fromhex(row["answer"]))
    checks.equal(answer["node"], row["audience"].split("/", 1)[1], "node that answers")
    checks.equal(answer["session"], "0102030405060708", "session id")


def is_fork(data, key):
    """Protocol/04-logs.md, fork evidence."""
    found, proof = {}, []
    for number, _, value in fields(data):
        if number == 4:
            proof.append(value)
        else:
            found[number] = value
    first = notes.signed_checkpoint(found[1].decode(), key)
    second = notes.signed_checkpoint(found[2].decode(), key)
    if first[0] == second[0]:
        return first[1] != second[1] and 3 not in found and not proof
    if first[0] > second[0] or found[3] == first[1]:
        return False
    roots = merkle.roots_from_consistency(first[0], second[0], found[3], proof)
    return roots == (found[3], second[1])
