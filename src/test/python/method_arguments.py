"""Arguments that are plain values in Python and have a type of their own in Java."""


class Shape(list):
    """A Java Shape; a list in Python."""


class Seed(int):
    """A Generator of this seed."""


class Name(str):
    """A constant of a Java enum; its lower-case name in Python."""


class Fields(list):
    """A Java record; the list of its components in Python."""
