"""Numbers as a reader would say them."""

from __future__ import annotations

from collections.abc import Sequence

from parley.analysis.shares import calibrated, of_100

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

MINUS = "\N{MINUS SIGN}"
INNER = str.maketrans("“”", "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}")
"""Quotes within quotes."""
ABSENT = "-"

NEAR = 2.0
"""Points of a hundred within which a margin just holds or just fails."""
FAR = 10.0
"""Points of a hundred from which it holds or fails by a lot."""


TINY = 1e-9
"""Sizes that are nothing but what rounding left."""


def hundredths(share: float | None) -> str:
    """A share as a number out of 100, for a table that says so above.

    >>> hundredths(0.2), hundredths(0.001), hundredths(0.999), hundredths(0.0), hundredths(None)
    ('20', '<1', '>99', '0', '-')
    """
    if share is None:
        return ABSENT
    if 0 < share < 0.005:
        return "<1"
    return ">99" if 0.995 <= share < 1 else f"{of_100(share)}"


def span(low: float, high: float) -> str:
    """Two shares as an interval; one number where both round to it.

    >>> span(0.19, 0.21), span(0.201, 0.204)
    ('19 to 21', '20')
    """
    ends = hundredths(low), hundredths(high)
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def often(share: float) -> str:
    """The calibrated word, as an adverb, with words of its own for never and always.

    >>> [often(share) for share in (0.0, 0.05, 0.2, 0.5, 0.7, 0.95, 1.0)]
    ['never', 'rarely', 'in some', 'in about half', 'in most', 'in nearly all', 'always']
    """
    if share <= 0 or share >= 1:
        return "never" if share <= 0 else "always"
    word = calibrated(share)
    return "rarely" if word == "rare" else f"in {word}"


def whole(value: float | None) -> str:
    """Points or a count without decimals; a true minus; thousands apart.

    >>> whole(-3.4) == f"{MINUS}3", whole(617472.0), whole(-0.2), whole(None)
    (True, '617,472', '0', '-')
    """
    if value is None:
        return ABSENT
    rounded = round(value)
    return f"{MINUS}{-rounded:,}" if rounded < 0 else f"{rounded:,}"


def size(value: float | None) -> str:
    """A value of the case, as short as can be told apart.

    >>> size(0.354), size(12.0), size(1250.0), size(-3.25) == f"{MINUS}3.2", size(None)
    ('0.35', '12', '1,250', True, '-')
    """
    if value is None:
        return ABSENT
    if abs(value) < TINY:
        return "0"
    if 1 <= abs(value) < 100:
        return f"{value:.1f}".removesuffix(".0").replace("-", MINUS)
    short = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}"
    return short.replace("-", MINUS)


def signed(value: float | None) -> str:
    """A change in points.

    >>> signed(3.4), signed(-3.4) == f"{MINUS}3", signed(0.2)
    ('+3', True, '0')
    """
    return f"+{whole(value)}" if value is not None and round(value) > 0 else whole(value)


def margin(points: float | None, scale: float = 100.0) -> str:
    """A margin in words; ``scale`` is what counts as a hundred points.

    >>> [margin(m) for m in (15, 5, 1, 0, -1, -5, -15)]
    ['holds by a lot', 'holds', 'just holds', 'just holds', 'just fails', 'fails', 'fails by a lot']
    >>> margin(None), margin(1.0, scale=4.0)
    ('does not apply', 'holds by a lot')
    """
    if points is None:
        return "does not apply"
    verb = "holds" if points >= 0 else "fails"
    size = abs(points) * 100 / scale if scale > 0 else abs(points)
    if size < NEAR:
        return f"just {verb}"
    return f"{verb} by a lot" if size >= FAR else verb


def more_or_less(points: float | None) -> str:
    """A change in points, in words.

    >>> more_or_less(-5.2), more_or_less(1.0), more_or_less(0.3)
    ('5 points less', '1 point more', 'about the same')
    """
    size = abs(round(points or 0.0))
    if not size:
        return "about the same"
    return (
        f"{size} {'point' if size == 1 else 'points'} {'more' if (points or 0.0) > 0 else 'less'}"
    )


def listed(names: Sequence[str], last: str = "and") -> str:
    """Names in a row.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"]), listed([])
    ('a', 'a and b', 'a, b and c', '')
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def quoted(title: str) -> str:
    """A title of the case within a sentence; quotes within it become single ones.

    >>> quoted("The border"), quoted("On “it”").count("“")
    ('“The border”', 1)
    """
    return f"“{title.translate(INNER)}”"


def small(number: int) -> str:
    """A count in words where it is small.

    >>> small(3), small(12)
    ('three', '12')
    """
    return SMALL[number] if 0 <= number < len(SMALL) else f"{number:,}"


def some_of(number: int, noun: str, plural: str = "") -> str:
    """A count with its noun.

    >>> some_of(1, "package"), some_of(3, "package"), some_of(12, "body", "bodies")
    ('one package', 'three packages', '12 bodies')
    """
    return f"{small(number)} {noun if number == 1 else plural or noun + 's'}"


def capital(sentence: str) -> str:
    """A sentence with a capital first letter, the rest as it is.

    >>> capital("if NATO agrees")
    'If NATO agrees'
    """
    return sentence[:1].upper() + sentence[1:]
