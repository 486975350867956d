"""The reference page says what the schema says."""

from __future__ import annotations

from pathlib import Path

import pytest

from parley.case import reference
from parley.case.entries import Entry
from parley.case.reference import mappings, reference_page
from parley.case.scalars import RESERVED

ROOT = Path(__file__).parent.parent.parent


def test_the_page_in_the_documentation_is_fresh() -> None:
    """Renew it with ``python -m parley.case.reference``."""
    assert (ROOT / reference.PAGE).read_text(encoding="utf-8") == reference_page()


@pytest.mark.parametrize("part", mappings(), ids=lambda part: part.__name__)
def test_everything_an_analyst_may_write_is_described(part: type[Entry]) -> None:
    assert part.__dict__.get("__doc__"), "the mapping itself"
    page = reference_page()
    for name, field in part.model_fields.items():
        key = field.alias or name
        if not key.startswith(":"):
            assert field.description, key
            assert f"| `{key}` | {field.description}" in page


def test_every_link_leads_to_a_section() -> None:
    page = reference_page()
    for part in mappings():
        assert f"### {part.__name__}\n" in page
    assert all(f"`{word}`" in page for word in RESERVED)


def test_a_type_without_words_is_noticed() -> None:
    with pytest.raises(TypeError, match="no words for"):
        reference.in_words(complex)


def test_the_page_is_written_where_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "docs" / "page.md"
    monkeypatch.setattr("sys.argv", ["reference", str(page)])
    reference.main()
    assert page.read_text(encoding="utf-8") == reference_page()
