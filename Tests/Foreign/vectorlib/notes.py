"""C2SP signed-note, tlog-checkpoint, tlog-cosignature: protocol/04-logs.md."""

import base64
import hashlib
import re
import unicodedata

from . import ed25519


def strict_base64(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("not the one spelling")
    return data


def check_name(name):
    data = name.encode()
    bad = any(c == "+" or c.isspace() or unicodedata.category(c) == "Cc" for c in name)
    if not 1 <= len(data) <= 255 or bad:
        raise ValueError("no name")
    return name


class Key:
    """A verifier key: name+identifier+base64(algorithm, key)."""

    def __init__(self, vkey):
        parts = vkey.split("+", 2)
        if len(parts) != 3 or not re.fullmatch("[0-9a-f]{8}", parts[1]):
            raise ValueError("no vkey")
        self.name = check_name(parts[0])
        material = strict_base64(parts[2])
        self.algorithm, self.key = material[:1], material[1:]
        if self.algorithm not in (b"\x01", b"\x04") or len(self.key) != 32:
            raise ValueError("unknown key")
        self.id = hashlib.sha256(self.name.encode() + b"\n" + material).digest()[:4]
        if self.id.hex() != parts[1]:
            raise ValueError("other identifier")

    @staticmethod
    def make(name, key, algorithm=1):
        material = bytes([algorithm]) + key
        identifier = hashlib.sha256(name.encode() + b"\n" + material).hexdigest()[:8]
        return Key(f"{name}+{identifier}+{base64.b64encode(material).decode()}")


class Note:
    """A signed note, parsed and not verified."""

    def __init__(self, data):
        if len(data) > 131072 or any(byte < 0x20 and byte != 10 for byte in data):
            raise ValueError("size or control character")
        text = data.decode()
        if not text.endswith("\n"):
            raise ValueError("no final newline")
        end = text.rfind("\n\n")
        if end < 0 or end + 2 == len(text):
            raise ValueError("no signatures")
        self.text = text[: end + 1]
        self.signatures = {}
        lines = text[end + 2 : -1].split("\n")
        if len(lines) > 64:
            raise ValueError("too many signatures")
        for line in lines:
            if not line.startswith("\u2014 "):
                raise ValueError("no signature line")
            name, _, encoded = line[2:].partition(" ")
            payload = strict_base64(encoded)
            if len(payload) < 5 or not name or "+" in name or any(c.isspace() for c in name):
                raise ValueError("no signature line")
            if (name, payload[:4]) in self.signatures:
                raise ValueError("a key twice")
            self.signatures[name, payload[:4]] = payload[4:]

    def verify(self, key):
        """The text, if the key signed it."""
        signature = self.signatures.get((key.name, key.id))
        if signature is None:
            raise ValueError("not signed by this key")
        message = self.text.encode()
        if key.algorithm == b"\x04":
            if len(signature) != 72:
                raise ValueError("no cosignature")
            time = int.from_bytes(signature[:8], "big")
            message = f"cosignature/v1\ntime {time}\n".encode() + message
            signature = signature[8:]
        if not ed25519.verify(key.key, message, signature):
            raise ValueError("wrong signature")
        return self.text


EMPTY_ROOT = hashlib.sha256(b"").digest()


def checkpoint(text):
    """Origin, size and root of a checkpoint's text."""
    if not text.endswith("\n") or any(ord(c) < 0x20 and c != "\n" for c in text):
        raise ValueError("no checkpoint")
    lines = text[:-1].split("\n")
    if len(lines) < 3 or "" in lines[3:] or not re.fullmatch("0|[1-9][0-9]{0,19}", lines[1]):
        raise ValueError("no checkpoint")
    size, root = int(lines[1]), strict_base64(lines[2])
    if size >= 2**63 or len(root) != 32 or (size == 0 and root != EMPTY_ROOT):
        raise ValueError("no size or no root")
    return check_name(lines[0]), size, root


def signed_checkpoint(note, key):
    text = Note(note.encode()).verify(key)
    origin, size, root = checkpoint(text)
    if text.count("\n") != 3:
        raise ValueError("further lines in a checkpoint of a federation's log")
    if origin != key.name:
        raise ValueError("another log's checkpoint")
    return size, root
