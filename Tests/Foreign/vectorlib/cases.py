"""cases.json: protocol/10-casework.md."""

import hashlib
import hmac
import struct

from .check import Checks


def _rotate(value, count):
    return (value << count | value >> 32 - count) & 0xFFFFFFFF


def _chacha_block(key, counter, nonce):
    """RFC 8439, section 2.3."""
    start = list(struct.unpack("<16I", b"expand 32-byte k" + key + struct.pack("<I", counter) + nonce))
    state = start[:]

    def quarter(a, b, c, d):
        for first, second, third, count in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            state[first] = state[first] + state[second] & 0xFFFFFFFF
            state[third] = _rotate(state[third] ^ state[first], count)

    for _ in range(10):
        for place in range(4):
            quarter(place, 4 + place, 8 + place, 12 + place)
        for place in range(4):
            quarter(place, 4 + (place + 1) % 4, 8 + (place + 2) % 4, 12 + (place + 3) % 4)
    return struct.pack("<16I", *(a + b & 0xFFFFFFFF for a, b in zip(start, state)))


def _poly1305(key, message):
    """RFC 8439, section 2.5."""
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for start in range(0, len(message), 16):
        block = message[start : start + 16] + b"\x01"
        total = (total + int.from_bytes(block, "little")) * r % ((1 << 130) - 5)
    return (total + int.from_bytes(key[16:], "little") & (1 << 128) - 1).to_bytes(16, "little")


def open_box(key, nonce, sealed, associated):
    """RFC 8439, section 2.8; raises ValueError when the tag is wrong."""
    text, tag = sealed[:-16], sealed[-16:]
    padded = [part + bytes(-len(part) % 16) for part in (associated, text)]
    lengths = struct.pack("<QQ", len(associated), len(text))
    if _poly1305(_chacha_block(key, 0, nonce)[:32], b"".join(padded) + lengths) != tag:
        raise ValueError("wrong tag")
    stream = b"".join(_chacha_block(key, 1 + n, nonce) for n in range(len(text) // 64 + 1))
    return bytes(a ^ b for a, b in zip(text, stream))


def check_attachment(checks, document, key, case):
    """A paper beside the log (protocol/10-casework.md §10.9)."""
    row = document["attachment"]
    salt, content, sealed = (bytes.fromhex(row[n]) for n in ("salt", "content", "sealed"))
    context = (
        f"dingdian case attachment v1\n{document['federation']}\n{document['author']}\n"
        f"{document['sequence']}\n"
    ).encode() + case
    checks.equal(sealed[0], 1, "version of an attachment")
    nonce = hmac.new(key, salt + context, hashlib.sha256).digest()[:12]
    checks.equal(sealed[1:13], nonce, "nonce of an attachment")
    checks.equal(open_box(key, nonce, sealed[13:], context), salt + content, "attachment")
    checks.equal(hashlib.sha256(sealed).hexdigest(), row["sealed_name"], "attachment's name")
    checks.equal(hashlib.sha256(content).hexdigest(), row["sha256"], "attachment's content")
    checks.equal(len(content), row["byte_count"], "attachment's size")


def document(document, schema):
    checks = Checks()
    key, salt, plaintext = (bytes.fromhex(document[n]) for n in ("case_key", "salt", "plaintext"))
    case, payload = bytes.fromhex(document["case_id"]), bytes.fromhex(document["payload"])
    context = (
        f"dingdian case payload v1\n{document['federation']}\n{document['author']}\n"
        f"{document['sequence']}\n"
    ).encode() + case
    checks.equal(context.hex(), document["context"], "context")
    checks.equal(payload[0], 1, "version")
    nonce = hmac.new(key, salt + context, hashlib.sha256).digest()[:12]
    checks.equal(payload[1:13], nonce, "nonce")
    checks.equal(open_box(key, nonce, payload[13:], context), salt + plaintext, "content")
    checks.equal(hashlib.sha256(payload).hexdigest(), document["payload_name"], "name")
    salted = hashlib.sha256(b"dingdian case content v1\n" + salt + plaintext).hexdigest()
    checks.equal(salted, document["salted_hash"], "salted hash")
    checks.equal(schema.decode("CaseRecord", plaintext), document["decoded"], "case record")
    check_attachment(checks, document, key, case)
    for row in document["records"]:
        decoded = schema.decode("CaseRecord", bytes.fromhex(row["plaintext"]))
        checks.equal(decoded, row["decoded"], "record of a step")
    for row in document["marks"]:
        number = row["id_number"].upper().replace(" ", "").encode()
        mark = hashlib.scrypt(
            number,
            salt=b"dingdian person mark v1\n" + bytes.fromhex(row["secret"]),
            n=row["rounds"],
            r=8,
            p=1,
            dklen=32,
            maxmem=1 << 27,
        )
        checks.equal(mark.hex(), row["mark"], "mark of a person")
    return checks.count
