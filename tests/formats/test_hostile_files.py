"""Files made to harm: each is refused in a sentence, before it is built or expanded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from format_samples import read_day

from parley.formats import FormatError
from parley.formats.documents import MAX_BYTES, read_document
from parley.formats.faults import MOST_FAULTS, Place
from parley.formats.faults import FormatError as Refusal
from parley.formats.reading import MOST_FILES

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<negotiation_template>&b;</negotiation_template>"""
OUTSIDE = (
    b"""<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><utility_space>&x;</utility_space>"""
)
REMOTE = b"""<!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd"><utility_space/>"""
ISSUE = b"<utility_space><issue name='a'><item value='%s' evaluation='1'/></issue></utility_space>"

HOSTILE = {
    "bomb": (BOMB, "hostile:2: the file holds a document type or entities"),
    "external entity": (OUTSIDE, "the file holds a document type or entities"),
    "external type": (REMOTE, "the file holds a document type or entities"),
    "unknown entity": (ISSUE % b"&x;", "this is no XML: undefined entity"),
    "deep xml": (b"<a>" * 1_000_000, "hostile:1: nested more than 32 deep."),
    "deep and lined": (b"\n\n" + b"<a>\n" * 40, "hostile:35: nested more than 32 deep."),
    "wide xml": (b"<a>" + b"<b/>" * 300_000 + b"</a>", "more than 250,000 entries."),
    "attributes": (b"<a>" + b"<b c='1' d='2'/>" * 100_000 + b"</a>", "more than 250,000 entries."),
    "deep json": (b"[" * 1_000_000, "hostile:1: nested more than 32 deep."),
    "deep pairs": (b'{"a":\n' * 1_000_000, "hostile:33: nested more than 32 deep."),
    "wide json": (b'{"a": [' + b"1," * 300_000 + b"1]}", "more than 250,000 entries."),
    "quotes": (b'{"' + b'\\"' * 1_000_000, "this is no JSON"),
    "deep yaml": (b"issues: " + b"[" * 100_000, "hostile:1: nested more than 32 deep."),
    "alias bomb": (
        b"issues: &a [x, x]\nvalues: &b [*a, *a]\nweights: [*b, *b]\n",
        'hostile:1: the anchor "&a" cannot stand here.',
    ),
    "tag": (b"issues: !!python/object/apply:os.system [ls]\n", "hostile:1: the tag "),
    "long number": (
        b'{"issueWeights": {"a": ' + b"9" * 5_000 + b'}, "issues": {"a": {"x": 1}}}',
        'the weight of issue "a" is "999',
    ),
    "huge exponent": (
        b'{"issueWeights": {"a": 1e999999}, "issues": {"a": {"x": 1, "y": 2}}}',
        "No number may be beyond 10^15.",
    ),
    "not a number": (b'{"issueWeights": NaN}', "NaN is no number of JSON."),
    "infinite": (b'{"issueWeights": Infinity}', "Infinity is no number of JSON."),
    "key twice": (b'{"issues": 1, "issues": 2}', 'the key "issues" stands twice.'),
    "latin": (b'{"issues": "\xe9"}', "hostile:1: byte 0xe9 is no UTF-8."),
    "latin xml": (b"<a b='\xe9'/>", "this is no XML: not well-formed"),
    "unknown encoding": (b"<?xml version='1.0' encoding='odd'?><a/>", "unknown encoding: odd."),
    "wide encoding": (b"<?xml version='1.0' encoding='utf-32'?><a/>", "XML"),
    "half of a pair": (
        b'{"issueWeights": {"a": 1}, "issues": {"a": {"\\ud800": 1, "y": 2}}}',
        "holds the character U+D800, which is no text.",
    ),
    "escape": (
        b'{"issueWeights": {"a": 1}, "issues": {"a\\u001b[31m": {"x": 1, "y": 2}}}',
        "holds the character U+001B",
    ),
    "long name": (ISSUE % (b"x" * 2_000), "has 2,000 characters; it may have at most 1,000."),
    "empty name": (ISSUE % b" ", "is empty. Give it a name."),
    "option twice": (
        b"<utility_space><issue name='a'><item value='x' evaluation='1'/><item value='x '"
        b" evaluation='1'/></issue></utility_space>",
        'option "x" stands 2 times on issue "a".',
    ),
    "empty": (b"", "this is none of the formats that parley reads"),
    "no content": (b"<", "this is no XML"),
    "two-byte": ("<utility_space/>".encode("utf-16"), "no issue is named here"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_each_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    content, words = HOSTILE[name]
    file = tmp_path / "hostile"
    file.write_bytes(content)
    with pytest.raises(FormatError) as caught:
        read_day(file)
    assert words in str(caught.value)
    assert str(caught.value).startswith(str(file))


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.xml"
    with open(file, "wb") as handle:
        handle.truncate(10 * MAX_BYTES)
    with pytest.raises(FormatError, match=r"the file has 84 MB; it may have at most 8 MB"):
        read_document(file)


def test_large_folders_are_not_read(tmp_path: Path) -> None:
    for number in range(9):
        with open(tmp_path / f"{number}.xml", "wb") as handle:
            handle.truncate(MAX_BYTES)
    with pytest.raises(FormatError, match="at most 64 MB are read"):
        read_day(tmp_path)
    for number in range(MOST_FILES):
        (tmp_path / f"more{number}").touch()
    with pytest.raises(FormatError, match=r"409 files are here; a domain has at most 400"):
        read_day(tmp_path)


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to(tmp_path)
    with pytest.raises(FormatError, match="pipe: this is no file"):
        read_day(tmp_path / "pipe")
    with pytest.raises(FormatError, match="absent: this is no file"):
        read_day(tmp_path / "absent")
    with pytest.raises(FormatError, match="no negotiation domain is here"):
        read_day(tmp_path)
    with pytest.raises(FormatError, match="no file is given"):
        read_day([])


def test_a_folder_says_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("Some notes.")
    (tmp_path / "domain7").mkdir()
    (tmp_path / "._issues.xml").write_text("<")
    with pytest.raises(
        FormatError,
        match=r"here\. parley reads GENIUS XML.*It holds notes\.md, the folder domain7\.",
    ):
        read_day(tmp_path)


def test_a_report_ends(tmp_path: Path) -> None:
    """Fifty faults are told, the rest counted; what a file shaped cannot move the cursor."""
    error = Refusal((Place("x", line), "bad \x1b[2J") for line in range(MOST_FAULTS + 5))
    assert str(error).splitlines()[-1] == "There are 5 faults more."
    assert str(error).splitlines()[0] == "x:0: bad ?[2J"
