"""What a reader says when a vector does not agree."""


class Disagreement(Exception):
    """A vector is not what its description says."""


class Checks:
    """Counts what was compared."""

    def __init__(self):
        self.count = 0

    def equal(self, found, wanted, what):
        self.count += 1
        if found != wanted:
            raise Disagreement(f"{what}: found {str(found)[:300]}, the vector has {str(wanted)[:300]}")

    def true(self, condition, what):
        self.count += 1
        if not condition:
            raise Disagreement(what)

    def refused(self, call, what):
        """Calls something that has to raise ValueError."""
        self.count += 1
        try:
            call()
        except ValueError:
            return
        raise Disagreement(f"{what}: accepted, but the vector says that it is refused")
