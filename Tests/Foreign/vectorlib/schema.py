"""Reads .proto files and, by them, messages: a small reader of protobuf's wire format.

`decode` gives the JSON mapping of proto3 with the names of the schema: 64-bit numbers as text, bytes in
Base64, enumerations by name, defaults left out. `strict` adds the rules at the head of entry.proto.
"""

import base64
import re

SCALARS = {"uint32": 0, "uint64": 0, "sint32": 0, "bool": 0, "string": 2, "bytes": 2}
FIELD = re.compile(r"(repeated |optional )?(\w+) (\w+) = ([0-9]+);")


class Field:
    def __init__(self, label, kind, name, number):
        self.is_repeated = label == "repeated "
        self.has_presence = label == "optional "
        self.kind, self.name, self.number = kind, name, number


def varint(data, position):
    value = shift = 0
    while True:
        if position >= len(data):
            raise ValueError("cut off")
        byte = data[position]
        position += 1
        if shift == 63 and byte > 1:
            raise ValueError("number too large")
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7


def fields(data):
    """Number, wire type and content of each field."""
    position = 0
    while position < len(data):
        tag, position = varint(data, position)
        number, wire = tag >> 3, tag & 7
        if not 1 <= number < 1 << 29:
            raise ValueError("no field number")
        if wire == 0:
            value, position = varint(data, position)
        elif wire in (1, 2, 5):
            length = {1: 8, 5: 4}.get(wire)
            if length is None:
                length, position = varint(data, position)
            if length > len(data) - position:
                raise ValueError("cut off")
            value = data[position : position + length]
            position += length
        else:
            raise ValueError("groups do not occur")
        yield number, wire, value


class Schema:
    """All messages and enumerations of a folder of .proto files."""

    def __init__(self):
        self.messages = {}
        self.enums = {}

    @staticmethod
    def read(folder):
        schema = Schema()
        for file in sorted(folder.glob("*.proto")):
            text = re.sub(r"//[^\n]*", "", file.read_text(encoding="utf-8"))
            for kind, name, body in Schema._blocks(text):
                if kind == "enum":
                    names = re.findall(r"(\w+) = ([0-9]+);", body)
                    schema.enums[name] = {int(number): label for label, number in names}
                else:
                    found = [Field(a, b, c, int(d)) for a, b, c, d in FIELD.findall(body)]
                    schema.messages[name] = {field.number: field for field in found}
        return schema

    @staticmethod
    def _blocks(text):
        for match in re.finditer(r"(message|enum) (\w+) \{", text):
            depth, end = 1, match.end()
            while depth:
                depth += {"{": 1, "}": -1}.get(text[end], 0)
                end += 1
            yield match[1], match[2], text[match.end() : end - 1]

    def decode(self, message, data):
        """The JSON value of a message; unknown fields are passed over."""
        known = self.messages[message]
        found = {}
        for number, wire, value in fields(data):
            field = known.get(number)
            if field is None:
                continue
            values = self._values(field, wire, value)
            if field.is_repeated:
                found.setdefault(number, []).extend(values)
            else:
                found[number] = values[-1]
        result = {}
        for number in sorted(found):
            field = known[number]
            if field.is_repeated and not found[number]:
                continue
            is_message = field.kind in self.messages
            keep = field.is_repeated or field.has_presence or is_message
            if keep or found[number] not in (0, "0", "", False, self._zero(field)):
                result[field.name] = found[number]
        return result

    def _zero(self, field):
        return self.enums.get(field.kind, {}).get(0, 0)

    def _values(self, field, wire, value):
        expected = 2 if field.kind in self.messages else SCALARS.get(field.kind, 0)
        if wire != expected:
            if wire != 2 or not field.is_repeated:
                raise ValueError(f"{field.name} has wire type {wire}")
            values, position = [], 0
            while position < len(value):
                one, position = varint(value, position)
                values.append(self._value(field, one))
            return values
        return [self._value(field, value)]

    def _value(self, field, value):
        if field.kind in self.messages:
            return self.decode(field.kind, value)
        if field.kind in self.enums:
            return self.enums[field.kind].get(value, value)
        if field.kind == "string":
            return value.decode()
        if field.kind == "bytes":
            return base64.b64encode(value).decode()
        if field.kind == "uint64":
            return str(value)
        if field.kind == "bool":
            return value != 0
        if field.kind == "sint32":
            value &= 0xFFFFFFFF
            return (value >> 1) ^ -(value & 1)
        return value & 0xFFFFFFFF
