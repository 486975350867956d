"""A run proves itself: whatever is changed in it is found and named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

import parley
from parley import tables
from parley.case import parse
from parley.manifest import block_hashes, column_hashes, count_hashes, file_hash, sealed
from parley.proven import Difference
from parley.runs import run
from parley.show.cuts import AUDIENCES
from parley.store import RunError, write_json
from parley.verify import Report, verify
from studies import TWO

DRAWS = 700
MORE = """
  league:
    judgement: Invented.
    weights: border > trade
    values: {border: joint > river | ridge, trade: free > shut}
    no_deal: {cost: 0..10}
    red_lines: {border: {floor: {ridge: 0.2..0.6}}}
"""
UNSURE = TWO.replace("no_deal: {cost: 10}", "no_deal: {cost: 5..20}") + MORE.lstrip("\n")
PATH = "preferences.north.no_deal.cost"
"""A quantity of it."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small run of several blocks."""
    folder = tmp_path_factory.mktemp("runs") / "made"
    run(parse(UNSURE.encode(), "quarrel.yaml"), DRAWS, 3, folder, threads=1)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


def said(report: Report) -> list[str]:
    return [str(difference) for difference in report.differences]


def change(file: Path, column: str, row: int, value: Any) -> None:
    """One value of a Parquet file is another."""
    columns = tables.read_arrays(file)
    columns[column] = columns[column].copy()
    columns[column][row] = value
    tables.write_columns(file, columns)


def reseal(folder: Path, **entries: Any) -> None:
    """What somebody would do who knows how runs are proven: hash again what was changed."""
    manifest = json.loads((folder / "manifest.json").read_text()) | entries
    for name in manifest["files"]:
        manifest["files"][name] = file_hash(folder / name)
    write_json(folder / "manifest.json", sealed(manifest))


def test_a_run_is_sound(made: Path) -> None:
    before = {file: file.read_bytes() for file in made.rglob("*") if file.is_file()}
    report = verify(made)
    assert report.is_sound
    assert report.notes == ()
    number = len(list((made / "findings").iterdir())) + 5
    assert report.done == (
        f"{number} files were compared with their hashes.",
        "8 of 11 blocks of draws were made again from case.yaml and seed.",
    )
    assert {file: file.read_bytes() for file in made.rglob("*") if file.is_file()} == before


def test_all_of_a_run_is_sound(made: Path) -> None:
    report = verify(made, every=True, threads=2)
    assert report.is_sound
    assert report.done[1] == "The whole run was made again from case.yaml and seed."


def test_a_changed_draw_is_named(folder: Path) -> None:
    change(folder / "draws.parquet", PATH, 100, 7.5)
    assert said(verify(folder)) == [
        f"draws.parquet: column {PATH}, draws 64 to 127: other than when the run was made"
    ]


@pytest.mark.parametrize("column", ["draw", "passing.acceptable.judged"])
def test_any_changed_column_of_the_draws_is_named(folder: Path, column: str) -> None:
    """Also in the last, short block."""
    change(folder / "draws.parquet", column, DRAWS - 1, 77_777)
    assert said(verify(folder)) == [
        f"draws.parquet: column {column}, draws 640 to 699: other than when the run was made"
    ]


def test_what_is_changed_in_many_places_is_said_briefly(folder: Path) -> None:
    for row in range(0, DRAWS, 64):
        change(folder / "draws.parquet", PATH, row, 7.5)
    (words,) = said(verify(folder))
    assert words.startswith(
        f"draws.parquet: column {PATH}, draws 0 to 63, 64 to 127, 128 to 191 and 8 more"
    )


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("row", [5, 699])
def test_a_change_that_was_hashed_again_is_found_by_making_it_again(
    folder: Path, row: int, every: bool
) -> None:
    """Case and seed are what a run is of: nobody can make other draws follow from them."""
    change(folder / "draws.parquet", PATH, row, 7.5)
    columns = tables.read_arrays(folder / "draws.parquet")
    reseal(
        folder,
        blocks=block_hashes(columns),
        columns=column_hashes(columns),
    )
    first, last = (0, 63) if row == 5 else (640, 699)
    words = f"column {PATH}, draws {first} to {last}: not what case.yaml and seed 3 give"
    assert f"draws.parquet: {words}" in said(verify(folder, every=every))


def test_counts_that_were_hashed_again_are_found_when_all_is_made_again(folder: Path) -> None:
    column = "acceptable.blocks_none"
    change(folder / "packages.parquet", column, 0, 1)
    columns = tables.read_arrays(folder / "packages.parquet")
    manifest = json.loads((folder / "manifest.json").read_text())
    again = count_hashes(columns["code"], {column: columns[column]})
    reseal(folder, counts=manifest["counts"] | again)
    assert verify(folder).is_sound
    assert f"packages.parquet: column {column}: not what case.yaml and seed 3 give" in said(
        verify(folder, every=True)
    )


def test_a_changed_count_is_named(folder: Path) -> None:
    change(folder / "packages.parquet", "acceptable", 2, 1)
    assert said(verify(folder)) == [
        "packages.parquet: column acceptable: other than when the run was made"
    ]


@pytest.mark.parametrize("name", ["funnel.stages", "evidence.quantities"])
def test_a_changed_cell_of_a_finding_is_named(folder: Path, name: str) -> None:
    file = folder / "findings" / f"{name}.parquet"
    columns = tables.read_lists(file)
    column = next(iter(columns))
    columns[column][1] = "something else"
    tables.write_columns(file, {n: np.array(c, dtype=object) for n, c in columns.items()})
    assert f"findings/{name}.parquet: column {column}, row 2: not what findings.json says" in said(
        verify(folder)
    )


def test_a_changed_finding_is_named(folder: Path) -> None:
    """A number in the middle of findings.json."""
    data = json.loads((folder / "findings.json").read_text())
    entry = next(entry for entry in data["findings"] if entry["id"] == "funnel.stages")
    entry["figures"][0]["value"] = 0.99
    write_json(folder / "findings.json", data)
    assert said(verify(folder)) == [
        "findings.json: finding funnel.stages: other than when the run was made"
    ]


def test_a_finding_that_was_hashed_again_is_found_when_all_is_made_again(folder: Path) -> None:
    data = json.loads((folder / "findings.json").read_text())
    entry = next(entry for entry in data["findings"] if entry["id"] == "funnel.stages")
    entry["sentence"] = "All is well."
    write_json(folder / "findings.json", data)
    manifest = json.loads((folder / "manifest.json").read_text())
    from parley.manifest import content_hash

    reseal(folder, findings=manifest["findings"] | {"funnel.stages": content_hash(entry)})
    assert verify(folder).is_sound
    assert "findings.json: finding funnel.stages: not what case.yaml and seed 3 give" in said(
        verify(folder, every=True)
    )


@pytest.mark.parametrize(
    "change_case",
    [
        lambda text: text.replace("cost: 5..20", "cost: 5..21"),
        lambda text: text + "# a remark\n",
        lambda text: text.replace("parley: 1", "parley: one"),
        lambda text: "",
    ],
)
def test_a_changed_case_is_named(folder: Path, change_case: Callable[[str], str]) -> None:
    """Also a remark: the case that was run is these bytes."""
    file = folder / "case.yaml"
    file.write_text(change_case(file.read_text()))
    report = verify(folder)
    assert said(report)[0].startswith("case.yaml: ")
    assert {d.file for d in report.differences} == {"case.yaml"}
    assert report.notes == ("case.yaml is not the case that was run, so nothing was made again.",)


@pytest.fixture
def hashes_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if other code had made the run: nothing is made again, which takes its time."""
    monkeypatch.setattr("parley.manifest.code_hash", lambda: "other")


@pytest.mark.usefixtures("hashes_only")
def test_every_file_counts(folder: Path, made: Path) -> None:
    """One byte more, or the file gone: it is named, whichever it is; the log is outside."""
    for file in sorted(made.rglob("*")):
        name = str(file.relative_to(made))
        if not file.is_file() or name == "manifest.json":
            continue
        spoilt = folder / name
        spoilt.write_bytes(file.read_bytes() + b" ")
        assert {d.file for d in verify(folder).differences} <= {name}
        assert verify(folder).is_sound == (name == "log.json"), name
        spoilt.unlink()
        report = verify(folder)
        if name != "log.json":
            assert Difference(name, "", "it is missing") in report.differences
        spoilt.write_bytes(file.read_bytes())
    assert verify(folder).is_sound


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"no table at all"])
def test_damaged_tables_are_named(folder: Path, damage: bytes) -> None:
    files = ("draws.parquet", "packages.parquet", "findings/funnel.stages.parquet")
    for name in (*files, "findings.json"):
        (folder / name).write_bytes(damage)
    found = {d.file for d in verify(folder).differences}
    assert found == {"draws.parquet", "packages.parquet", "findings.json", files[2]}


def leaves(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where every single value of plain data stands."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    return [
        leaf
        for key, below in items
        for leaf in (
            leaves(below, (*path, key)) if isinstance(below, dict | list) else [(*path, key)]
        )
    ]


@pytest.mark.usefixtures("hashes_only")
@pytest.mark.parametrize("other", ["0" * 64, 12345, None])
def test_every_value_of_the_manifest_counts(made: Path, folder: Path, other: Any) -> None:
    """Each in turn is another: the manifest is named, or the format is refused."""
    whole = json.loads((made / "manifest.json").read_text())
    first = {place[0]: place for place in reversed(leaves(whole))}
    for place in [*first.values(), ("blocks", 3), ("case", "title"), ("parley", "sha256")]:
        manifest = json.loads(json.dumps(whole))
        node = manifest
        for key in place[:-1]:
            node = node[key]
        node[place[-1]] = other
        write_json(folder / "manifest.json", manifest)
        report = verify(folder)
        assert "manifest.json" in {d.file for d in report.differences}, place


@pytest.mark.parametrize("entry", ["id", "sha256", "blocks", "files", "draws", "case", "parley"])
def test_an_entry_that_is_gone_is_named(folder: Path, entry: str) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest[entry]
    write_json(folder / "manifest.json", manifest)
    if entry == "id":
        with pytest.raises(RunError, match="is of something else"):
            verify(folder)
        return
    assert said(verify(folder)) == [f"manifest.json: its {entry} is damaged"]


def test_a_manifest_of_another_case_hashed_again_is_found(folder: Path) -> None:
    reseal(folder, seed=4)
    assert "manifest.json: id: not that of this case, seed, draws and version" in said(
        verify(folder)
    )


def test_a_manifest_that_is_cut_or_gone_is_named(folder: Path) -> None:
    file = folder / "manifest.json"
    text = file.read_text()
    file.write_text(text[:500])
    (words,) = said(verify(folder))
    assert words.startswith("manifest.json: it cannot be read")
    file.unlink()
    assert said(verify(folder)) == ["manifest.json: it is missing, so that nothing can be compared"]


def test_what_is_no_run_is_refused(tmp_path: Path, made: Path) -> None:
    with pytest.raises(RunError, match="holds no finished run"):
        verify(tmp_path)
    with pytest.raises(RunError, match="holds no finished run"):
        verify(tmp_path / "nowhere")
    (tmp_path / "manifest.json").write_text('{"name": "a web page"}')
    with pytest.raises(RunError, match="holds no run"):
        verify(tmp_path)
    (tmp_path / "manifest.json").write_text('{"format": 1, "id": "x", "blocks": []}')
    with pytest.raises(RunError, match="in format 1; this one reads format 3"):
        verify(tmp_path)


@pytest.mark.usefixtures("hashes_only")
def test_a_run_by_other_code_is_compared_with_its_hashes(folder: Path) -> None:
    """Nothing can be made again, which is said; its files still prove themselves."""
    report = verify(folder, every=True)
    assert report.is_sound
    assert len(report.done) == 1
    assert "with other code than this parley" in report.notes[0]
    change(folder / "draws.parquet", PATH, 0, 7.5)
    assert said(verify(folder)) == [
        f"draws.parquet: column {PATH}, draws 0 to 63: other than when the run was made"
    ]


def test_other_libraries_are_said(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    reseal(folder, libraries=manifest["libraries"] | {"numpy": "0.9"})
    report = verify(folder)
    assert report.is_sound
    assert report.notes[0].startswith("The run was made with numpy 0.9; here is ")


def test_a_stranger_in_the_folder_is_said(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    report = verify(folder)
    assert report.is_sound
    assert report.notes == ("notes.txt is no part of the run.",)


def test_cut_pages_are_made_again(folder: Path) -> None:
    done = parley.open_run(folder)
    from parley.pages import page, page_name

    for audience in AUDIENCES[1:]:
        text = page(done.case, done.findings, done.manifest, audience)
        (folder / page_name(audience)).write_text(text, encoding="utf-8")
    assert verify(folder).is_sound
    file = folder / page_name("public")
    file.write_text(file.read_text().replace("of 100", "of 101"))
    assert said(verify(folder)) == [
        "briefing.public.html: not this run's briefing cut for that audience"
    ]


def test_rows_that_are_gone_are_said(folder: Path) -> None:
    file = folder / "draws.parquet"
    columns = {name: column[:-1] for name, column in tables.read_arrays(file).items()}
    tables.write_columns(file, columns)
    assert said(verify(folder)) == ["draws.parquet: rows: 699 instead of 700"]


def test_columns_that_are_gone_or_new_are_said(folder: Path) -> None:
    file = folder / "draws.parquet"
    columns = tables.read_arrays(file)
    columns["mine"] = columns.pop(PATH)
    tables.write_columns(file, columns)
    assert said(verify(folder)) == [
        f"draws.parquet: column {PATH}: it is missing",
        "draws.parquet: column mine: it was not there when the run was made",
    ]


def test_an_empty_cell_is_another_value(folder: Path) -> None:
    file = folder / "draws.parquet"
    duckdb.sql(
        f'COPY (SELECT * REPLACE (CASE WHEN draw = 70 THEN NULL ELSE "{PATH}" END AS '
        f"\"{PATH}\") FROM '{file}') TO '{file}.new' (FORMAT parquet)"
    )
    file.with_name("draws.parquet.new").rename(file)
    (words,) = said(verify(folder))
    assert words.startswith(f"draws.parquet: column {PATH}, draws ")
