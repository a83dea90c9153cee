"""What the store hands out is whole and is what it was."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from rumiai.errors import APIDownloadError, ArgumentError, MLUnavailableError
from rumiai.weights import checks
from rumiai.weights.checks import Depth, State
from rumiai.weights.entry import Weights
from rumiai.weights.store import Store
from servers.files import CONTENT, Server, saying
from weights.ordered import one, unknown

Make = Callable[..., Store]


def placed(store: Store, content: bytes = CONTENT) -> Path:
    """The file put into the folder by hand."""
    path = store.folder / "kind/model.bin"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def hashed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every file that is hashed from now on."""
    seen: list[Path] = []
    original = checks.sha256
    monkeypatch.setattr(checks, "sha256", lambda path: seen.append(path) or original(path))
    return seen


def states(store: Store, depth: Depth = Depth.GLANCE) -> list[State]:
    return [checked.state for checked in store.look("model", depth)]


def test_first_use_pulls(store: Make, server: Server) -> None:
    """What is missing comes by itself; the second use asks nobody."""
    place = store()
    (path,) = place.get("model")
    assert path.read_bytes() == CONTENT
    assert store().get("model") == (path,)
    assert len(server.requests) == 1


def test_first_use_says_why_it_could_not_pull(store: Make, server: Server) -> None:
    """What, why, what to do, in one line; the next video does not try again."""
    server.bad = [saying(404, b"")] * 2
    place = store()
    for _ in range(2):
        with pytest.raises(MLUnavailableError) as caught:
            place.get("model")
        line = str(caught.value)
        assert line.startswith("the weights model are missing and could not be fetched: ")
        assert "404 Not Found" in line
        assert "rumiai weights pull model" in line
        assert str(place.folder) in line
        assert "\n" not in line
    assert len(server.requests) == 1


def test_offline_opens_no_socket(
    store: Make, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even one is made."""
    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("a socket was made"))
    with pytest.raises(MLUnavailableError, match=r"offline.*rumiai weights pull model"):
        store(offline=True).get("model")
    placed(store())
    assert store(offline=True).get("model")


def test_unknown_names(store: Make, server: Server) -> None:
    """The line lists what there is."""
    with pytest.raises(MLUnavailableError, match="no weights are called other; there are model"):
        store().get("other")
    with pytest.raises(ArgumentError, match="no weights are called a, b; there are model"):
        store().select(("a", "model", "b"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (CONTENT[:-9], "has 307191 bytes instead of 307200"),
        (bytes(len(CONTENT)), "not the catalogue's"),
        (b"", "has 0 bytes"),
    ],
    ids=["truncated", "other", "empty"],
)
@pytest.mark.parametrize("offline", [True, False])
def test_damaged_weights_are_not_used(
    store: Make, server: Server, content: bytes, said: str, offline: bool
) -> None:
    """The line names the file, the fault and the cure, which works; nothing is replaced unasked."""
    place = store(offline=offline)
    path = placed(place, content)
    with pytest.raises(MLUnavailableError, match=f"{said}.*rumiai weights pull model"):
        place.get("model")
    assert path.read_bytes() == content
    assert server.requests == []
    assert store().pull("model")
    assert store(offline=offline).get("model")[0].read_bytes() == CONTENT


def test_an_unknown_hash_is_recorded_and_enforced(store: Make, server: Server) -> None:
    """What came first is what must come ever after."""
    place = store(unknown(server))
    (path,) = place.get("model")
    recorded = json.loads((place.folder / "recorded.json").read_text())
    digest = one(server).files[0].sha256
    assert recorded["files"]["kind/model.bin"]["sha256"] == digest
    placed(place, CONTENT[::-1])
    with pytest.raises(MLUnavailableError, match=r"the one in recorded\.json"):
        place.get("model")
    path.unlink()
    server.content = CONTENT[::-1]
    with pytest.raises(APIDownloadError, match=r"the one in recorded\.json \(remove its entry"):
        place.pull("model")
    assert not path.exists()


def test_a_file_placed_by_hand_is_recorded_at_first_use(store: Make, server: Server) -> None:
    """As a pull would have."""
    place = store(unknown(server), offline=True)
    placed(place)
    assert states(place) == [State.PRESENT]
    place.get("model")
    assert states(place) == [State.VERIFIED]
    placed(place, CONTENT[::-1])
    with pytest.raises(MLUnavailableError, match="damaged"):
        place.get("model")


def test_an_unchanged_file_is_hashed_once(
    store: Make, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its size and time of change vouch for it, until one of them is another; verify hashes."""
    place = store()
    path = placed(place)
    seen = hashed(monkeypatch)
    for _ in range(3):
        store().get("model")
    assert seen == [path]
    os.utime(path, (1, 1))
    place.get("model")
    place.get("model")
    assert len(seen) == 2
    assert states(place, Depth.FULL) == [State.VERIFIED]
    assert len(seen) == 3


def test_verify_finds_what_the_time_of_change_hides(store: Make, server: Server) -> None:
    """A file that rotted in place is found by hashing, and only by that."""
    place = store()
    (path,) = place.get("model")
    before = path.stat()
    path.write_bytes(b"x" + CONTENT[1:])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert states(place, Depth.CHANGED) == [State.VERIFIED]
    assert states(place, Depth.FULL) == [State.BAD]


def test_a_catalogue_that_changed_counts_more_than_the_record(store: Make, server: Server) -> None:
    """A file that was right for an older catalogue is not right for this one."""
    store().get("model")
    with pytest.raises(MLUnavailableError, match="not the catalogue's"):
        store(one(server, sha256="0" * 64)).get("model")


def test_the_folder_can_be_copied(store: Make, server: Server, tmp_path: Path) -> None:
    """A copy with new times is hashed again, once, against the record that came along."""
    import shutil

    place = store(unknown(server))
    place.get("model")
    copy = tmp_path / "copy"
    shutil.copytree(place.folder, copy, copy_function=shutil.copyfile)
    there = store(unknown(server), folder=copy, offline=True)
    assert there.get("model")
    placed(there, CONTENT[::-1])
    with pytest.raises(MLUnavailableError, match="damaged"):
        there.get("model")


@pytest.mark.parametrize("text", ["{", "[]", '{"files": {"a": {"sha256": "x"}}}'])
def test_a_broken_record_is_not_forgotten_silently(store: Make, server: Server, text: str) -> None:
    """Hashes that were to be enforced are gone: that is said."""
    place = store()
    placed(place)
    (place.folder / "recorded.json").write_text(text)
    with pytest.raises(MLUnavailableError, match=r"recorded\.json: this record .* delete it"):
        place.get("model")


def test_a_set_of_several_files(store: Make, server: Server) -> None:
    """They come in the catalogue's order; only what is missing is fetched."""
    first = one(server).files[0]
    files = (first, first.model_copy(update={"path": "other.bin", "url": f"{server.url}/other"}))
    both = Weights(**{**dict(one(server)), "files": files})
    place = store(both)
    placed(place)
    assert [path.name for path in place.get("model")] == ["model.bin", "other.bin"]
    assert [path for path, _ in server.requests] == ["/other"]


def test_a_folder_in_a_files_place(store: Make, server: Server) -> None:
    """It is told as what it is, also where a pull cannot replace it."""
    place = store()
    (place.folder / "kind/model.bin").mkdir(parents=True)
    with pytest.raises(MLUnavailableError, match="is not a file"):
        place.get("model")
    with pytest.raises(APIDownloadError, match="cannot be written"):
        place.pull("model")
