"""GENIUS XML: evaluations over the largest, weights over their sum, files that disagree."""

from __future__ import annotations

from pathlib import Path

import pytest
from format_samples import read_day, reserves, utilities

from parley.formats import FormatError

DOMAIN = """
<negotiation_template><utility_space number_of_issues="0"><objective name="root">
 <issue index="1" name="Maker" vtype="discrete">
  <item index="1" value="Canon, $1"/><item index="2" value="Nikon"/>
 </issue>
 <objective name="more">
  <issue index="2" name="Lens" etype="discrete"><item value="high"/><item value="entry"/></issue>
 </objective>
</objective></utility_space></negotiation_template>
"""
PROFILE = """
<utility_space><objective name="root">
 <issue index="1" name="Maker" type="discrete">
  <item value=" Nikon " evaluation="100"/><item value="Canon, $1" evaluation="320"/>
 </issue>
 <objective name="more">
  <issue index="2" name="Lens" type="discrete">
   <item value="high" evaluation="4"/><item value="entry" evaluation="1"/>
  </issue>
  <weight index="2" value="1"/>
 </objective>
 <weight index="1" value="3"/>
</objective><discount_factor value="0.9"/><reservation value="0.25"/></utility_space>
"""
NUMERIC = """
<objective name="root">
 <issue index="1" name="Price" type="integer" lowerbound="-5" upperbound="-3">{first}</issue>
 <issue index="2" name="Share" vtype="real"><range lowerbound="0" upperbound="2"/>{second}</issue>
</objective>
"""


def folder_of(tmp_path: Path, *texts: str) -> Path:
    for number, text in enumerate(texts):
        (tmp_path / f"file{number}.xml").write_text(text, encoding="utf-8")
    return tmp_path


def numeric(tmp_path: Path, first: str, second: str) -> Path:
    domain = NUMERIC.format(first="", second="")
    profile = NUMERIC.format(first=first, second=second)
    return folder_of(
        tmp_path,
        f"<negotiation_template><utility_space>{domain}</utility_space></negotiation_template>",
        f"<utility_space>{profile}</utility_space>",
    )


def test_evaluations_are_divided_and_options_matched_by_text(tmp_path: Path) -> None:
    """Maker weighs 3/4, Lens 1/4; Nikon is 100/320 of Canon, entry 1/4 of high."""
    case = read_day(folder_of(tmp_path, DOMAIN, PROFILE))
    assert utilities(case) == {
        ("Canon, $1", "high"): (1.0,),
        ("Canon, $1", "entry"): (0.8125,),
        ("Nikon", "high"): (0.484375,),
        ("Nikon", "entry"): (0.296875,),
    }
    assert reserves(case) == (0.25,)
    note = case.origin.evidence.of("preferences.file1.weights.maker").note
    assert note is not None
    assert "Read as GENIUS does" in note
    assert "discount factor 0.9 of the file is not used" in note


def test_raw_takes_evaluations_as_they_stand(tmp_path: Path) -> None:
    """NegMAS reads the same files so: 3 x 320 + 1 x 4, and the reserve stays 0.25."""
    case = read_day(folder_of(tmp_path, DOMAIN, PROFILE), semantics="raw")
    assert utilities(case)["Canon, $1", "high"] == (964.0,)
    assert utilities(case)["Nikon", "entry"] == (301.0,)
    assert reserves(case) == (0.25,)


def test_without_weights_and_reservation(tmp_path: Path) -> None:
    """All issues weigh the same; no reservation is 0."""
    bare = "\n".join(
        line for line in PROFILE.splitlines() if "<weight" not in line and "<reserv" not in line
    )
    case = read_day(folder_of(tmp_path, DOMAIN, bare + "</objective></utility_space>"))
    assert utilities(case)["Nikon", "entry"] == (0.28125,)
    assert reserves(case) == (0.0,)


def test_an_integer_counts_from_its_lower_bound_and_is_cut(tmp_path: Path) -> None:
    """0.3 (v + 5) + 0.5 is 0.5, 0.8, then 1.1 cut to 1; a constant is one."""
    linear = '<evaluator ftype="linear" slope="0.3" offset="0.5"/>'
    constant = '<evaluator ftype="constant" parameter0="0.5"/>'
    found = utilities(read_day(numeric(tmp_path, linear, constant)))
    assert [found[price, "0"] for price in ("-5", "-4", "-3")] == [(0.5,), (0.65,), (0.75,)]


def test_a_real_number_counts_from_nought_at_eleven_places(tmp_path: Path) -> None:
    """Older files name slope and offset parameter1 and parameter0."""
    constant = '<evaluator ftype="constant" offset="0"/>'
    linear = '<evaluator ftype="linear" parameter0="0.1" parameter1="0.5"/>'
    case = read_day(numeric(tmp_path, constant, linear))
    found = utilities(case)
    assert [str(option.title) for option in case.issues["share"].options.values()] == [
        *("0", "0.2", "0.4", "0.6", "0.8", "1", "1.2", "1.4", "1.6", "1.8", "2")
    ]
    assert found["-5", "1"] == (0.3,)
    assert found["-5", "2"] == (0.5,)  # 1.1 is cut
    note = case.origin.evidence.of("").note
    assert note is not None
    assert 'The real issue "Share" is cut to 11 options at equal distances.' in note


def test_a_triangle_is_highest_at_its_top(tmp_path: Path) -> None:
    """From 0 at 0.4 up to 1 at 1, down to 0 at 1.6."""
    constant = '<evaluator ftype="constant" parameter0="0"/>'
    shape = '<evaluator ftype="triangular" parameter0="0.4" parameter1="1.6" parameter2="1"/>'
    found = utilities(read_day(numeric(tmp_path, constant, shape)))
    heights = [2 * found["-5", size][0] for size in ("0.4", "0.6", "1", "1.2", "2")]
    assert heights == pytest.approx([0, 1 / 3, 1, 2 / 3, 0], abs=1e-10)


def test_raw_numeric_issues_are_neither_shifted_nor_cut(tmp_path: Path) -> None:
    """0.3 v + 0.5 at -5 is -1; both issues weigh 1/2 for want of weights."""
    linear = '<evaluator ftype="linear" slope="0.3" offset="0.5"/>'
    constant = '<evaluator ftype="constant" parameter0="0"/>'
    case = read_day(numeric(tmp_path, linear, constant), semantics="raw")
    assert utilities(case)["-5", "0"] == (-0.5,)


def test_profiles_alone_bring_their_issues(tmp_path: Path) -> None:
    case = read_day(folder_of(tmp_path, PROFILE, PROFILE))
    assert len(case.principals) == 2
    assert [str(issue.title) for issue in case.issues.values()] == ["Maker", "Lens"]


def test_an_issue_with_one_option_adds_to_every_package(tmp_path: Path) -> None:
    """Lens has one option of weight 1/4: it has no weight in a case, and its worth stays."""
    one = DOMAIN.replace('<item value="entry"/>', "")
    profile = PROFILE.replace('<item value="entry" evaluation="1"/>', "")
    found = utilities(read_day(folder_of(tmp_path, one, profile)))
    assert found == {("Canon, $1", "high"): (1.0,), ("Nikon", "high"): (0.484375,)}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<item value=\"high\" evaluation=\"4\"/>", "", 'issue "Lens" has no evaluation for high.'),
        ('value="high"', 'value="hihg"', 'issue "Lens" has no option "hihg" in the domain.'),
        ('name="Lens"', 'name="Lense"', "file1.xml:7: issue \"Lense\" is not in the domain."),
        ('evaluation="4"', 'evaluation="NaN"', 'of "high" is "NaN". A finite number is needed'),
        ('evaluation="4"', 'evaluation="-4"', 'of "high" is -4, below 0.'),
        ('evaluation="4"', 'evaluation="1e99"', "No number may be beyond 10^15."),
        ('<weight index="2" value="1"/>', "", 'issue "Lens" has no weight; others have.'),
        ('<weight index="2"', '<weight index="1"', 'a second weight for index "1".'),
        ('value="3"/>', 'value="-3"/>', "the weight -3 is below 0."),
        ('type="discrete">\n   <item', 'type="integer" lowerbound="0" upperbound="1">\n   <item',
         "another type or range than in the domain."),
        ('type="discrete"', 'type="price"', 'is of type "price".'),
        ("<objective name=\"more\">", "<utility_function/><objective>",
         '"utility_function" belongs to a GENIUS utility space that is not additive'),
        ("<objective name=\"more\">", "<hyperRectangle utility='1'/><objective>", "not additive"),
        ("</utility_space>", "", "this is no XML"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in PROFILE
    folder = folder_of(tmp_path, DOMAIN, PROFILE.replace(old, new, 1))
    with pytest.raises(FormatError) as caught:
        read_day(folder)
    assert words in str(caught.value)
    assert str(folder / "file1.xml") in str(caught.value)


def test_every_fault_of_every_file_is_told(tmp_path: Path) -> None:
    broken = PROFILE.replace('evaluation="4"', 'evaluation="x"')
    worse = broken.replace('evaluation="320"', 'evaluation="y"')
    with pytest.raises(FormatError) as caught:
        read_day(folder_of(tmp_path, DOMAIN, broken, worse))
    assert len(caught.value.faults) == 3


def test_several_domains_and_no_profiles(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"several domains are here: file0.xml, file1.xml"):
        read_day(folder_of(tmp_path, DOMAIN, DOMAIN, PROFILE))
    with pytest.raises(FormatError, match="no profile says what a party wants"):
        read_day(tmp_path / "file0.xml")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ("0", "1000000000", "has 1,000,000,001 options; an issue may have at most 1,000."),
        ("5", "1", "goes from 5 down to 1."),
        ("0", "inf", 'is "inf". A finite number is needed here'),
        ("0.5", "3", "A whole number is needed here."),
    ],
)
def test_ranges_that_no_case_can_hold(tmp_path: Path, low: str, high: str, words: str) -> None:
    issue = f"<issue name='Price' type='integer' lowerbound='{low}' upperbound='{high}'/>"
    template = (
        f"<negotiation_template><utility_space>{issue}</utility_space></negotiation_template>"
    )
    with pytest.raises(FormatError) as caught:
        read_day(folder_of(tmp_path, template, PROFILE))
    assert words in str(caught.value)
