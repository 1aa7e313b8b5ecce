"""The output folder on its own: what is published, removed and refused, and what an error leaves."""

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model.digest import digest_file
from generator.model.problem import InputError
from generator.model.source_bytes import ChangedError
from generator.write.folder import Folder, PartlyWrittenError
from generator.write.manifest import MANIFEST, OutputManifest, own_files, place_of, read_manifest
from generator.write.stat_digest import batches, digest_on_disk

OWNER = OutputManifest(site="The Tide", place="here")
NAMES = st.sampled_from(["a", "b", "b.html"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)


def write(folder: Path, files: dict[str, bytes]) -> list[str]:
    """Make these the files of the site in `folder`, as one build does; return what was removed."""
    with Folder(folder, "_site") as output:
        output.prepare()
        done = [(number, path, output.stage(number, path, data)) for number, (path, data) in enumerate(files.items())]
        return output.publish([(number, path) for number, path, one in done if one.is_new], files, [], OWNER)


def tree(folder: Path) -> dict[str, bytes]:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name != MANIFEST}


def fits(paths: set[str]) -> bool:
    """Tell whether no path is a folder of another one."""
    return not any(PurePosixPath(one) in PurePosixPath(other).parents for one in paths for other in paths)


SITES = st.dictionaries(PATHS, st.binary(max_size=2), max_size=5).filter(lambda files: fits(set(files)))


@given(st.lists(SITES, min_size=1, max_size=4))
def test_any_site_can_follow_any_other(tmp_path_factory: pytest.TempPathFactory, sites: list[dict[str, bytes]]) -> None:
    folder = tmp_path_factory.mktemp("site")
    before: set[str] = set()
    for files in sites:
        removed = write(folder, files)
        assert tree(folder) == files
        assert set(removed) <= before - set(files)
        assert own_files(read_manifest(str(folder))) == set(files)
        assert not [path for path in folder.rglob("*") if path.is_dir() and not any(path.iterdir())]
        before = set(files)


def test_a_file_of_somebody_else_is_refused_where_a_folder_belongs(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": b"a"})
    (tmp_path / "news").write_bytes(b"mine")
    with pytest.raises(InputError) as caught:
        write(tmp_path, {"news/index.html": b"n"})
    assert caught.value.problem.file == "_site/news"
    assert tree(tmp_path) == {"a.html": b"a", "news": b"mine"}


def test_a_folder_with_a_file_of_somebody_else_is_refused_where_a_page_belongs(tmp_path: Path) -> None:
    write(tmp_path, {"news/index.html": b"n"})
    (tmp_path / "news/mine.txt").write_bytes(b"mine")
    with pytest.raises(InputError, match="folder where this page belongs"):
        write(tmp_path, {"news": b"a page"})
    (tmp_path / "news/mine.txt").unlink()
    write(tmp_path, {"news": b"a page"})
    assert tree(tmp_path) == {"news": b"a page"}


def test_what_was_published_is_not_staged_again(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": b"a"})
    source = tmp_path / "source"
    source.write_bytes(b"a")
    with Folder(tmp_path, "_site") as output:
        output.prepare()
        assert not output.stage(0, "a.html", b"a").is_new
        assert output.stage(0, "a.html", b"b").is_new
        assert not output.stage_copy(1, "a.html", str(source), digest_file(str(source))).is_new
        copy = output.stage_copy(1, "b.html", str(source), digest_file(str(source)))
        assert copy.is_new
        assert Path(output.where(1, "b.html", copy)).read_bytes() == b"a"
    assert tree(tmp_path) == {"a.html": b"a", "source": b"a"}


def test_a_copy_of_a_source_that_changed_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"old")
    digest = digest_file(str(source))
    source.write_bytes(b"new")
    with Folder(tmp_path / "_site", "_site") as output:
        output.prepare()
        with pytest.raises(ChangedError):
            output.stage_copy(0, "a", str(source), digest)
        source.unlink()
        with pytest.raises(ChangedError):
            output.stage_copy(0, "a", str(source), digest)


def test_an_error_says_whether_anything_was_published(tmp_path: Path) -> None:
    with Folder(tmp_path, "_site") as output:
        output.prepare()
        output.stage(0, "a.html", b"a")
        Path(output.staging.file(0)).unlink()
        with pytest.raises(PartlyWrittenError):
            output.publish([(0, "a.html")], ["a.html"], [], OWNER)
    with Folder(tmp_path, "_site") as output, pytest.raises(InputError) as caught:
        output.stage(0, "a.html", b"a")  # there is no staging folder
    assert not isinstance(caught.value, PartlyWrittenError)
    assert "Nothing was published" in caught.value.problem.hint


def test_the_staging_folder_of_another_build_stays_without_a_lock(tmp_path: Path) -> None:
    other = Folder(tmp_path, "_site", alone=False)
    other.prepare()
    with Folder(tmp_path, "_site", alone=False) as output:
        output.prepare()
    assert Path(other.staging.path).is_dir()
    assert not Path(output.staging.path).exists()
    with Folder(tmp_path, "_site"):  # this one has the lock
        assert not Path(other.staging.parent).exists()


@pytest.mark.parametrize("damage", [b"", b"{", b'{"files": 3}', b"\xff"])
def test_a_damaged_manifest_is_empty(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(damage)
    assert read_manifest(str(tmp_path)) == OutputManifest()


def test_a_manifest_names_no_file_outside_its_folder() -> None:
    assert own_files(OutputManifest(files=["a/b", "/etc/passwd", "../a", "a/../../b", "a..b"])) == {"a/b", "a..b"}


def test_a_project_and_its_output_can_be_moved_together(tmp_path: Path) -> None:
    one = place_of(tmp_path / "x/paper", tmp_path / "x/www")
    assert one == place_of(tmp_path / "y/paper", tmp_path / "y/www")
    assert one != place_of(tmp_path / "x/other", tmp_path / "x/www")


def test_the_digest_of_stats_changes_with_a_file(tmp_path: Path) -> None:
    write(tmp_path, {"a": b"a", "b/c": b"c"})
    (paths,) = batches(["b/c", "a"])
    assert paths == ["a", "b/c"]
    digest = digest_on_disk(str(tmp_path), paths)
    assert digest == digest_on_disk(str(tmp_path), paths)
    (tmp_path / "a").write_bytes(b"longer")
    assert digest_on_disk(str(tmp_path), paths) not in (digest, None)
    (tmp_path / "a").unlink()
    assert digest_on_disk(str(tmp_path), paths) is None
