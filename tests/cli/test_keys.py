"""``connect`` with a key, and ``replace-key``."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from oauth_desk.services.ports import TransportFault
from tests.cli.stage import ACME, Stage
from tests.fakes.http import failure, json_response
from tests.fakes.profile_folder import MemoryProfileFolder
from tests.ui.samples import jwt

DAY = 86400.0
ME = "https://api.example/v1/me"
PROFILE = """
format = 1
[service]
id = "maps"
name = "Maps"
api_base_urls = ["https://api.example/v1"]
[key]
place = "header"
name = "X-API-Key"
replace_every_days = 90
[account]
url = "https://api.example/v1/me"
label = "email"
subject = "id"
"""


@pytest.fixture
def profile(stage: Stage) -> str:
    """Return the id of a service that hands out keys."""
    stage.profiles = MemoryProfileFolder({"acme.toml": ACME, "maps.toml": PROFILE})
    return "maps"


def key_file(tmp_path: Path, text: str) -> str:
    """Return the path of a file with a key."""
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}.key"
    path.write_text(f"{text}\n")
    return str(path)


async def connected(stage: Stage, profile: str, tmp_path: Path) -> None:
    """Connect with the key ``one``."""
    stage.http.always(ME, json_response({"email": "ana@example.com", "id": 7}))
    done = await stage.run("connect", profile, "--key-file", key_file(tmp_path, "one-secret"), "--name", "Maps")
    assert done.code == 0, done
    assert "one-secret" not in done.out + done.err


async def test_a_key_is_tried_and_kept(stage: Stage, profile: str, tmp_path: Path) -> None:
    """The test call tells whose it is; the service's own rule tells when another is due."""
    await connected(stage, profile, tmp_path)
    (connection,) = stage.stored
    assert connection.account.label == "ana@example.com"
    assert dict(stage.http.sent_to(ME)[0].headers)["X-API-Key"] == "one-secret"
    assert connection.key_care is not None
    assert connection.key_care.replace_by == stage.clock.now() + 90 * 86400
    row = (await stage.run("list", "--json")).json[0]
    assert (row["status"], row["next_renewal_at"]) == ("valid", None)
    assert (await stage.run("token", "Maps")).out == "one-secret\n"


async def test_a_key_that_is_refused_is_not_kept(stage: Stage, profile: str, tmp_path: Path) -> None:
    """Nothing is stored, and no name is taken."""
    stage.http.always(ME, json_response({}, 401))
    done = await stage.run("connect", profile, "--key-file", key_file(tmp_path, "bad-secret"), "--json")
    assert (done.code, done.error["code"]) == (1, "key_refused")
    assert stage.stored == []
    assert "bad-secret" not in done.out + done.err


@pytest.mark.parametrize(
    ("answer", "code"),
    [(json_response({}, 401), 1), (failure(TransportFault.DNS, sent=False), 5), (json_response({}, 503), 5)],
)
async def test_the_old_key_stays_until_the_new_one_is_proved(
    stage: Stage, profile: str, tmp_path: Path, answer: object, code: int
) -> None:
    """Whatever keeps the new key from being proved, the old one is used as before."""
    await connected(stage, profile, tmp_path)
    stage.http.always(ME, answer)  # type: ignore[arg-type]
    assert (await stage.run("replace-key", "Maps", "--key-file", key_file(tmp_path, "two-secret"))).code == code
    assert (await stage.run("token", "Maps")).out == "one-secret\n"


async def test_a_key_is_replaced_in_one_step(stage: Stage, profile: str, tmp_path: Path) -> None:
    """Proved by its test call, the new key takes the place of the old one, of which nothing is kept."""
    await connected(stage, profile, tmp_path)
    new = key_file(tmp_path, "two-secret")
    done = await stage.run("replace-key", "Maps", "--key-file", new, "--replace-by", "never", "--json")
    assert (done.code, done.json["outcome"], done.json["generation"]) == (0, "key_replaced", 2)
    assert (await stage.run("token", "Maps")).out == "two-secret\n"
    (connection,) = stage.stored
    assert connection.key_care is not None
    assert (connection.key_care.before, connection.key_care.replace_by) == (None, None)


async def test_somebody_elses_key_is_refused(stage: Stage, profile: str, tmp_path: Path) -> None:
    """A key of another account does not slip into the connection."""
    await connected(stage, profile, tmp_path)
    stage.http.always(ME, json_response({"email": "bob@example.com", "id": 8}))
    done = await stage.run("replace-key", "Maps", "--key-file", key_file(tmp_path, "two-secret"), "--json")
    assert done.error["code"] == "wrong_account"
    assert (await stage.run("token", "Maps")).out == "one-secret\n"


async def test_an_address_and_a_key(stage: Stage, tmp_path: Path) -> None:
    """Without a profile the first call proves a new key; until then the old one can be used again."""
    address = "https://api.example/v1"
    first = key_file(tmp_path, "one-secret")
    done = await stage.run("connect", address, "--key-file", first, "--key-as", "?api_key=KEY", "--name", "Maps")
    assert done.code == 0, done
    for text in ("two-secret", "three-secret"):
        assert (await stage.run("replace-key", "Maps", "--key-file", key_file(tmp_path, text))).code == 0
        if text == "two-secret":
            assert (await stage.run("replace-key", "Maps", "--go-back")).code == 0
            assert (await stage.run("token", "Maps")).out == "one-secret\n"
    stage.http.always(f"{address}/x?api_key=three-secret", json_response({}))
    assert (await stage.run("request", "Maps", "GET", "/x")).code == 0
    gone = await stage.run("replace-key", "Maps", "--go-back", "--json")
    assert (gone.code, gone.error["code"]) == (2, "no_key_before")


@pytest.mark.parametrize(
    ("argv", "code", "told"),
    [
        (["refresh", "Maps"], 3, "which nothing renews"),
        (["reconnect", "Maps"], 2, "has a key"),
        (["replace-key", "Maps"], 2, "A key is needed"),
        (["replace-key", "Maps", "--key-file", "/nowhere"], 2, "cannot be read"),
        (["replace-key", "Maps", "--replace-by", "soon", "--key-file", "x"], 2, "is no day"),
        (["connect", "acme", "--key-file", "x"], 2, "takes no key"),
        (["connect", "https://api.example/v1", "--key-file", "x", "--key-as", "X"], 2, "Write KEY once"),
    ],
)
async def test_what_does_not_fit_is_told(  # noqa: PLR0917 - a table
    stage: Stage, profile: str, tmp_path: Path, argv: list[str], code: int, told: str
) -> None:
    """A clear sentence, and everything is kept."""
    await connected(stage, profile, tmp_path)
    done = await stage.run(*argv)
    assert (done.code, told in done.err) == (code, True), done
    assert len(stage.stored) == 1


async def test_disconnecting_says_that_the_key_still_works(stage: Stage, profile: str, tmp_path: Path) -> None:
    """No service can be told of a key that was copied."""
    await connected(stage, profile, tmp_path)
    done = await stage.run("disconnect", "Maps", "--json")
    assert done.json["revoked"] == "unsupported"
    assert "take it back" in done.json["detail"]


async def test_a_key_tells_its_end_itself(stage: Stage, profile: str, tmp_path: Path) -> None:
    """RFC 7519 §4.1.4: the exp of a key that is a JWT becomes its end, reminds ahead of it, and ends it."""
    end = stage.clock.now() + 10 * DAY
    stage.http.always(ME, json_response({"email": "ana@example.com", "id": 7}))
    token = jwt({"sub": "7", "exp": end}).reveal()
    done = await stage.run(
        "connect", profile, "--key-file", key_file(tmp_path, token), "--replace-by", "never", "--name", "Maps"
    )
    assert done.code == 0, done
    row = (await stage.run("list", "--json")).json[0]
    assert (row["status"], row["expires_at"][:10]) == ("valid", day_of(end))
    assert "Ends in 10 days" in (await stage.run("list")).out
    await stage.clock.advance(8 * DAY)
    assert "Replace its key before Monday" in (await stage.run("list")).out
    await stage.clock.advance(2 * DAY)
    assert (await stage.run("list", "--json")).json[0]["status"] == "sign_in_needed"
    assert "Replace its key" in (await stage.run("list")).out
    assert (await stage.run("token", "Maps")).code == 3
    over = await stage.run("replace-key", "Maps", "--key-file", key_file(tmp_path, jwt({"exp": end - 1}).reveal()))
    assert over.code != 0, "a key that is over is not taken"
    assert token not in over.out + over.err


@pytest.mark.parametrize("told", ["soon", True, -1, 1e300, None])
async def test_a_key_that_tells_nonsense_has_no_known_end(
    stage: Stage, profile: str, tmp_path: Path, told: object
) -> None:
    """Nothing is invented: such a key lasts until the service refuses it."""
    stage.http.always(ME, json_response({"email": "ana@example.com", "id": 7}))
    token = jwt({"exp": told}).reveal()
    assert (await stage.run("connect", profile, "--key-file", key_file(tmp_path, token), "--name", "Maps")).code == 0
    assert (await stage.run("list", "--json")).json[0]["expires_at"] is None


async def test_the_day_is_changed_alone(stage: Stage, profile: str, tmp_path: Path) -> None:
    """With --keep-key the key stays and another day counts; without a day there is nothing to do."""
    await connected(stage, profile, tmp_path)
    done = await stage.run("replace-key", "Maps", "--keep-key", "--replace-by", "never", "--json")
    assert (done.code, done.json["outcome"], done.json["generation"]) == (0, "reminder_set", 1)
    (connection,) = stage.stored
    assert connection.key_care is not None
    assert connection.key_care.replace_by is None
    assert (await stage.run("token", "Maps")).out == "one-secret\n"
    assert (await stage.run("replace-key", "Maps", "--keep-key")).code == 2


def day_of(at: float) -> str:
    """Return the day of a moment in UTC."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()
