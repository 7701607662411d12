"""directory.json, registry.json and review.json: protocol/02-trust.md, 07-standing.md, 08-digests.md."""

import hashlib

from . import ed25519, entries, merkle, notes
from .check import Checks
from .schema import fields
from .standing import Reader


class Anchor:
    """The anchor file."""

    def __init__(self, text):
        lines = text.split("\n")
        if lines[0] != "dingdian federation anchor v1" or len(lines) != 6:
            raise ValueError("no anchor")
        values = [line.partition(": ")[2] for line in lines[1:5]]
        self.key = notes.Key(values[2])
        digest = hashlib.sha256(self.key.key).hexdigest()
        self.federation = f"{values[0]}.{digest[:16]}"
        self.root = values[1]
        if self.key.name != f"{self.federation}/{self.root}":
            raise ValueError("the key has another name")
        named = f"{lines[0]}\n{values[0]}\n{values[1]}\n".encode() + self.key.key
        first = hashlib.sha256(named).digest()
        digits = first + hashlib.sha256(first).digest()
        groups = [int.from_bytes(digits[5 * n : 5 * n + 5], "big") % 100000 for n in range(8)]
        self.fingerprint = " ".join(f"{group:05d}" for group in groups)
        if values[3] != self.fingerprint:
            raise ValueError("other fingerprint")


def read_logs(checks, rows, federation):
    """Verifies every log by itself: name, key, checkpoint, root."""
    logs = {}
    for row in rows:
        key = bytes.fromhex(row["key"])
        name = row["origin"].split("/")
        checks.equal(name[0], federation, "federation of an origin")
        checks.equal(entries.epoch_id(key), name[3], "epoch of an origin")
        data = [bytes.fromhex(one) for one in row["entries"]]
        head = notes.signed_checkpoint(row["note"], notes.Key.make(row["origin"], key))
        hashes = [merkle.leaf(one) for one in data]
        checks.equal(head, (len(data), merkle.root(hashes)), f"head of {row['origin']}")
        opened = entries.opening(data[0])
        checks.equal([opened[1].decode(), opened[2].decode()], name[1:3], "name of an opening")
        checks.equal(opened[3], key, "key of an opening")
        logs[row["origin"]] = data
    return logs


def check_chain(checks, anchor, logs):
    """Node keys from the anchor down; every opening must be signed by its node's key."""
    keys, parents = {anchor.root: anchor.key.key}, {anchor.root: None}
    level = [anchor.root]
    while level:
        below = []
        for origin, data in sorted(logs.items()):
            _, node, stream, _ = origin.split("/")
            if node not in level or stream != "directory":
                continue
            for one in data[1:]:
                _, (number, _, body) = entries.header(one)
                if number == 64:
                    record = {n: value for n, _, value in fields(body)}
                    child = record[1].decode()
                    keys[child], parents[child] = record[2], node
                    below.append(child)
        level = below
    for origin, data in logs.items():
        opened = entries.opening(data[0])
        message = entries.opening_message(anchor.federation, opened).encode()
        node = opened[1].decode()
        checks.true(ed25519.verify(keys[node], message, opened[5]), f"opening of {origin}")
    return keys, parents


def directory(document, _):
    checks = Checks()
    anchor = Anchor(document["anchor"])
    checks.equal(anchor.federation, document["federation"], "federation id")
    checks.equal(anchor.fingerprint, document["fingerprint"], "fingerprint")
    logs = read_logs(checks, document["logs"], anchor.federation)
    keys, parents = check_chain(checks, anchor, logs)
    for row in document["nodes"]:
        checks.equal(keys[row["name"]].hex(), row["key"], "key of a node")
        checks.equal(parents[row["name"]], row["parent"], "parent of a node")
        chain = [row["name"]]
        while parents[chain[-1]]:
            chain.append(parents[chain[-1]])
        checks.equal(chain, row["chain"], "chain of a node")
    checks.equal({row["name"] for row in document["nodes"]}, set(keys), "all nodes")
    for row in document["closings"]:
        data = logs[row["origin"]][: row["final_size"]]
        checks.equal(merkle.root([merkle.leaf(one) for one in data]).hex(), row["root"], "closing")
    return checks.count


def check_standing(checks, row):
    """Decodes a standing and makes the keys of its items anew."""
    encoded = bytes.fromhex(row["encoded"])
    standing = Reader(encoded).standing()
    checks.equal(standing, row["decoded"], f"standing of {row['institution']}")
    for item in standing["review_items"]:
        events = [event.split(" ")[0] for event in item["events"]]
        if item["kind"] == "forked-log":
            events = [event.partition("#")[0] for event in events]
        key = ",".join([item["kind"], item["institution"], *events])
        checks.equal(key, item["key"], "key of an item")
    digest = hashlib.sha256(encoded)
    checks.equal(digest.hexdigest(), row["row"], "row")
    return standing, digest


def review(document, _):
    checks = Checks()
    anchor = Anchor(document["anchor"])
    logs = read_logs(checks, document["logs"], anchor.federation)
    check_chain(checks, anchor, logs)
    standings = {}
    for row in document["standings"]:
        standings[row["institution"], row["area"]] = check_standing(checks, row)[0]
    for row in document["cases"]:
        items = standings[row["institution"], row["area"]]["review_items"]
        found = [item["key"] for item in items if item["kind"] == row["kind"]]
        checks.equal(found, row["keys"], row["what"])
    return checks.count


def document(document, _):
    checks = Checks()
    anchor = Anchor(document["anchor"])
    logs = read_logs(checks, document["logs"], anchor.federation)
    check_chain(checks, anchor, logs)
    buckets = {}
    for row in document["standings"]:
        _, digest = check_standing(checks, row)
        scope = "common" if row["area"] == "COMMON" else row["area"]
        bucket = hashlib.sha256(row["institution"].encode()).digest()[0]
        sums = buckets.setdefault(scope, {})
        total = sums.get(bucket, 0) + int.from_bytes(digest.digest(), "big")
        sums[bucket] = total % (1 << 256)
    for row in document["digests"]:
        sums = buckets.get(row["scope"], {})
        found = [
            {"bucket": bucket, "sum": sums[bucket].to_bytes(32, "big").hex()}
            for bucket in sorted(sums)
        ]
        checks.equal(found, row["buckets"], f"buckets of {row['scope']}")
        whole = b"".join(sums.get(bucket, 0).to_bytes(32, "big") for bucket in range(256))
        checks.equal(hashlib.sha256(whole).hexdigest(), row["digest"], "digest")
        inputs = f"fold {row['fold_edition']}\n".encode()
        for origin in sorted(logs):
            _, node, stream, _ = origin.split("/")
            # In the vectors a node and its province share their first two digits.
            own = stream == "register" and row["scope"][:2] == node[:2]
            if stream in ("directory", "sanctions") or own:
                root = merkle.root([merkle.leaf(one) for one in logs[origin]])
                inputs += f"{origin} {len(logs[origin])}\n".encode() + root
        checks.equal(hashlib.sha256(inputs).hexdigest(), row["inputs"], "inputs")
    return checks.count
