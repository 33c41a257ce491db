"""Reports of whole, damaged and empty sets."""

import json
import shutil

import cv2
import pytest

from fmld_synth.dataset.record_lines import read_manifest, to_line
from fmld_synth.errors import UserError
from fmld_synth.stats import report
from fmld_synth.stats.report import make_report
from tests.making_sets import contents, run


@pytest.fixture(scope="module")
def finished(photographs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report") / "out"
    run(photographs, folder, include_unmasked=True)
    return folder


@pytest.fixture
def folder(finished, tmp_path):
    """A copy to damage."""
    return shutil.copytree(finished, tmp_path / "out")


def made(folder, **options):
    return make_report(folder, folder.parent / "report.html", workers=1, **options)


def kinds(summary):
    return [(fault.where, fault.kind) for fault in summary.faults]


def replace_record(folder, place, **changes):
    records = read_manifest(folder)
    records[place] = records[place].model_copy(update=changes)
    (folder / "manifest.jsonl").write_text("".join(map(to_line, records)))
    return records[place]


def replace_coverage(folder, place, **regions):
    """Another coverage of the leading face."""
    leading, *others = read_manifest(folder)[place].faces
    changed = leading.model_copy(update={"coverage": leading.coverage._replace(**regions)})
    return replace_record(folder, place, faces=(changed, *others))


def test_a_whole_set_has_no_faults_and_one_page(folder):
    summary = made(folder)
    assert (summary.pictures, summary.files, summary.faults) == (len(read_manifest(folder)), None, [])
    assert sorted(path.name for path in folder.parent.iterdir()) == ["out", "report.html"]
    page = (folder.parent / "report.html").read_text()
    for text in (
        "0 duplicates across splits",
        "match their SHA-256",
        'data-filter="state=chin"',
        "plain_one",
    ):
        assert text in page


def test_workers_change_nothing(folder, tmp_path):
    made(folder)
    make_report(folder, tmp_path / "two" / "report.html", workers=2)
    one, two = ((tmp_path / name).read_text() for name in ("report.html", "two/report.html"))
    assert one.replace('"set":"out"', "") == two.replace('"set":"../out"', "")


def test_a_large_set_gets_a_folder_which_a_later_report_replaces(folder, monkeypatch):
    monkeypatch.setattr(report, "EMBEDDED_MOST", 5)
    files = folder.parent / "report_files"
    summary = made(folder)
    assert summary.files == files.as_posix()
    first = contents(files)
    records = read_manifest(folder)
    assert sum(path.endswith(".jpg") for path in first) == len(records)
    script = (files / "records" / "0.js").read_text()
    assert json.loads(script.removeprefix("receiveRecords(0,").removesuffix(");\n"))[0]["id"] == records[0].id
    (files / "thumbnails" / "0" / "999.jpg").write_bytes(b"stale")
    made(folder)
    assert contents(files) == first
    monkeypatch.setattr(report, "EMBEDDED_MOST", 500)
    made(folder)
    assert not files.exists()


def test_missing_changed_and_undecodable_files_are_named(folder):
    gone, changed, broken = [record for record in read_manifest(folder) if record.matte][:3]
    (folder / gone.image).unlink()
    (folder / changed.matte).write_bytes(b"another")
    (folder / broken.image).write_bytes(b"no picture")
    assert kinds(made(folder)) == [
        (gone.image, "missing"), (changed.matte, "changed"),
        (broken.image, "changed"), (broken.image, "unreadable"),
    ]  # fmt: skip
    page = (folder.parent / "report.html").read_text()
    assert gone.image in page
    assert "4 faults" in page


def test_a_set_without_a_single_picture_is_reported(folder):
    for path in folder.glob("images/**/*.jpg"):
        path.unlink()
    assert {kind for _, kind in kinds(made(folder))} == {"missing"}
    assert "No picture can be read" in (folder.parent / "report.html").read_text()


def test_a_coverage_outside_its_contract_is_a_fault(folder):
    place = next(n for n, record in enumerate(read_manifest(folder)) if record.wear_state == "nose_exposed")
    record = replace_coverage(folder, place, nose=0.5)
    assert kinds(made(folder)) == [(record.id, "broken_contract")]


def test_a_region_that_does_not_show_is_no_fault(folder):
    place = next(n for n, record in enumerate(read_manifest(folder)) if record.wear_state == "nose_exposed")
    replace_coverage(folder, place, chin=None)
    assert made(folder).faults == []


def test_pictures_that_look_the_same_in_two_splits_are_found(folder):
    records = read_manifest(folder)
    one = records[0]
    other = next(record for record in records if record.split != one.split)
    picture = cv2.imread(str(folder / one.image))
    content = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 60])[1].tobytes()
    (folder / other.image).write_bytes(content)
    leaks = [fault for fault in made(folder).faults if fault.kind == "leak"]
    assert len(leaks) == 1
    assert {leaks[0].where, leaks[0].detail.removeprefix("looks the same as ")} >= {other.image}


def test_an_identity_in_two_splits_is_found(folder):
    records = read_manifest(folder)
    place = next(n for n, record in enumerate(records) if record.split != records[0].split)
    replace_record(folder, place, identity=records[0].identity)
    assert (records[0].identity, "leak") in kinds(made(folder))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / "manifest.jsonl").unlink(), "holds no manifest.jsonl"),
        (lambda folder: (folder / "manifest.jsonl").write_text(""), "holds no pictures"),
        (lambda folder: (folder / "manifest.jsonl").open("a").write("{}\n"), r"manifest.jsonl, line \d+: id"),
        (lambda folder: (folder / "rejected.jsonl").write_text("nonsense\n"), r"rejected.jsonl, line 1"),
    ],
)
def test_damaged_lists_end_in_one_line_and_nothing_half_written(folder, monkeypatch, damage, message):
    monkeypatch.setattr(report, "EMBEDDED_MOST", 5)
    damage(folder)
    with pytest.raises(UserError, match=message):
        made(folder)
    assert [path.name for path in folder.parent.iterdir()] == ["out"]


def test_without_a_description_the_page_says_so(folder):
    (folder / "dataset.json").unlink()
    made(folder)
    assert "seed and fingerprint are unknown" in (folder.parent / "report.html").read_text()


@pytest.mark.parametrize(
    ("name", "message"), [("report.txt", "HTML file"), ("out/report.html", "inside the set")]
)
def test_pages_in_the_wrong_place_are_refused(folder, name, message):
    with pytest.raises(UserError, match=message):
        make_report(folder, folder.parent / name)


def test_a_page_that_cannot_be_written_ends_in_one_line(folder):
    (folder.parent / "file").write_text("")
    with pytest.raises(UserError, match=r"cannot write .*report.html"):
        make_report(folder, folder.parent / "file" / "report.html", workers=1)


def test_a_folder_that_is_no_report_is_left_alone(folder):
    mine = folder.parent / "report_files" / "thumbnails" / "mine.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("keep")
    with pytest.raises(UserError, match="not the folder of an earlier report"):
        made(folder)
    assert mine.read_text() == "keep"
