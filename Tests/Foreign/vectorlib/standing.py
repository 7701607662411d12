"""The canonical bytes of a standing: protocol/07-standing.md."""

import datetime

SCHEMES = (
    "practice-licence tcm-clinic-filing clinic-filing military-permit drug-licence care-permit "
    "civil-affairs-filing public-institution list-entry"
).split()
SERVICES = "outpatient inpatient purchase chronic-disease dual-channel care internet".split()
PARTS = ["department", "person", "site"]
SCOPES = "basic pooled-fund personal-account care".split()
STATUSES = "not-designated designated suspended terminated ended unknown".split()
EPOCH = datetime.date(1970, 1, 1)


class Reader:
    def __init__(self, data):
        self.data, self.position, self.known = data, 0, []

    def byte(self):
        self.position += 1
        return self.data[self.position - 1]

    def number(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                if shift and not byte:
                    raise ValueError("a needless group")
                return value
            shift += 7

    def flag(self):
        value = self.byte()
        if value > 1:
            raise ValueError("no flag")
        return value == 1

    def string(self):
        length = self.number()
        self.position += length
        return self.data[self.position - length : self.position].decode()

    def text(self):
        """A string that recurs: a new one stands behind the number of those known so far."""
        index = self.number()
        if index == len(self.known):
            self.known.append(self.string())
        return self.known[index]

    def day(self):
        coded = self.number()
        return str(EPOCH + datetime.timedelta(days=(coded >> 1) ^ -(coded & 1)))

    def optional(self, read):
        return read() if self.flag() else None

    def list(self, read):
        return [read() for _ in range(self.number())]

    def licence(self):
        return f"{SCHEMES[self.byte() - 1]}:{self.string()}:{self.string()}"

    def event(self):
        origin, index = self.text(), self.number()
        prefix = self.data[self.position : self.position + 16]
        self.position += 16
        return f"{origin}#{index} {prefix[::-1].hex()}"

    def citation(self):
        return f"{self.text()} {self.text()}"

    def facts(self):
        return {
            "type": self.byte(),
            "place": self.text(),
            "name": self.string(),
            "kind": self.string(),
            "address": self.string(),
            "phone": self.string(),
            "national_code": self.string(),
            "social_credit_code": self.string(),
            "public_institution": self.flag(),
            "demonstration": self.flag(),
            "predecessor": self.optional(self.licence),
        }

    def reason(self):
        return {
            "event": self.event(),
            "rule": self.byte(),
            "citations": self.list(self.citation),
            "region": self.text(),
        }

    def span(self):
        return {
            "from": self.day(),
            "to": self.optional(self.day),
            "status": STATUSES[self.byte()],
            "services": self.list(lambda: SERVICES[self.byte() - 1]),
            "reasons": self.list(self.reason),
            "covers": self.list(self.cover) if self.has_parts else [],
        }

    def cover(self):
        return {
            "sites": self.list(self.text),
            "services": self.list(lambda: SERVICES[self.byte() - 1]),
        }

    def restriction(self):
        return {
            "event": self.event(),
            "region": self.text(),
            "part": PARTS[self.byte() - 1],
            "name": self.text(),
            "units": self.list(self.text),
            "from": self.day(),
            "to": self.optional(self.day),
            "citations": self.list(self.citation),
        }

    def timeline(self):
        return {
            "unit": self.text(),
            "scope": SCOPES[self.byte() - 1],
            "spans": self.list(self.span),
        }

    def sanction(self):
        return {
            "event": self.event(),
            "region": self.text(),
            "termination": self.flag(),
            "own_request": self.flag(),
            "from": self.day(),
            "to": self.optional(self.day),
            "funds": [],
            "lifted": [],
        }

    def lifting(self):
        return {"fund": SCOPES[self.byte() - 1], "from": self.day()}

    def funds(self, sanctions):
        sanction = sanctions[self.number()]
        sanction["funds"] = self.list(lambda: SCOPES[self.byte() - 1])
        sanction["lifted"] = self.list(self.lifting)

    def place(self):
        return {"from": self.day(), "address": self.string(), "national_code": self.string()}

    def item(self):
        return {
            "key": self.string(),
            "kind": self.string(),
            "institution": self.optional(self.licence),
            "events": self.list(self.event),
            "citations": self.list(self.citation),
            "region": self.text(),
            "resolution": self.optional(self.string),
            "due": self.optional(self.day),
        }

    def standing(self):
        edition = self.byte()
        if edition not in (1, 2, 3, 4):
            raise ValueError("unknown edition of the encoding")
        self.has_parts = edition >= 2
        result = {
            "institution": self.licence(),
            "area": self.text(),
            "facts": self.optional(self.facts),
            "timelines": self.list(self.timeline),
            "bars": self.list(lambda: {"until": self.day(), "event": self.event()}),
            "sanctions": self.list(self.sanction),
            "without_effect": self.list(lambda: {"event": self.event(), "why": self.byte()}),
            "review_items": self.list(self.item),
            "restrictions": self.list(self.restriction) if self.has_parts else [],
        }
        if edition >= 3:
            places = self.list(self.place)
            if places:
                result["places"] = places
        if edition == 4:
            self.list(lambda: self.funds(result["sanctions"]))
        if self.position != len(self.data):
            raise ValueError("bytes left over")
        return result
