"""Codes, sign-ins and their tokens as a state machine: no clock, no I/O, no HTTP.

RFC 6749 §4.1, §6; RFC 7636 §4.6 (PKCE); RFC 9700 §4.14.2 (rotation with reuse
detection). Every token is kept as its SHA-256 alone.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from oauth_desk.demo.clients import digest_of
from oauth_desk.demo.refusal import Refusal, Reused

CODE_LIFE: Final = 60.0
SPENT_LIMIT: Final = 500
FAMILY_LIMIT: Final = 5000
_VERIFIER: Final = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


@dataclass(frozen=True, slots=True)
class Permission:
    """What a person, or a program for itself, allowed a program to do."""

    client_id: str
    subject: str
    scopes: tuple[str, ...]
    auth_time: float
    audience: tuple[str, ...] = ()
    nonce: str | None = None


@dataclass(slots=True)
class Code:
    """An authorization code. ``family`` is set once it was redeemed."""

    permission: Permission
    redirect_uri: str
    challenge: str
    expires_at: float
    renewable: bool
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """A refresh token that was rotated away."""

    digest: str
    generation: int
    at: float


@dataclass(slots=True)
class Family:
    """All tokens that descend from one sign-in. ``current`` is empty where it cannot be renewed."""

    id: str
    permission: Permission
    current: str = ""
    generation: int = 1
    spent: list[Spent] = field(default_factory=list)
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Access:
    """An access token that was handed out."""

    permission: Permission
    family: str
    issued_at: float
    expires_at: float


@dataclass(frozen=True, slots=True)
class Issued:
    """What a grant yields. The tokens leave the program in the answer and are not kept."""

    access_token: str
    refresh_token: str | None
    permission: Permission
    family: str
    generation: int
    lifetime: float

    def __repr__(self) -> str:
        return f"Issued(family={self.family}, generation={self.generation})"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a refresh token is to the demo before it is used."""

    family: Family
    generation: int
    spent_at: float | None


class Grants:
    """The whole state. ``mint`` makes random text, ``mint_access`` an access token for a permission and an expiry."""

    def __init__(
        self,
        *,
        access_ttl: float,
        mint: Callable[[], str],
        mint_access: Callable[[Permission, float, float], str],
    ) -> None:
        self.access_ttl = access_ttl
        self.families: dict[str, Family] = {}
        self.accesses: dict[str, Access] = {}
        self._codes: dict[str, Code] = {}
        self._family_by_refresh: dict[str, str] = {}
        self._mint = mint
        self._mint_access = mint_access

    def restore(self, families: list[Family], accesses: dict[str, Access]) -> None:
        """Put back what was saved."""
        self.families = {family.id: family for family in families}
        self.accesses = dict(accesses)
        for family in families:
            for digest in (family.current, *(spent.digest for spent in family.spent)):
                self._family_by_refresh[digest] = family.id

    def issue_code(
        self, permission: Permission, *, redirect_uri: str, challenge: str, renewable: bool, now: float
    ) -> str:
        """Return a code of one use and 60 s."""
        self._prune(now)
        code = self._mint()
        self._codes[digest_of(code)] = Code(permission, redirect_uri, challenge, now + CODE_LIFE, renewable)
        return code

    def redeem(self, code: str, *, client_id: str, redirect_uri: str | None, verifier: str, now: float) -> Issued:
        """Exchange a code. A second use revokes what the first one gave (RFC 6749 §4.1.2)."""
        record = self._codes.get(digest_of(code))
        if record is None or record.permission.client_id != client_id:
            raise Refusal("invalid_grant", "This code is not known.")
        if record.family is not None:
            self.end(record.family)
            raise Refusal("invalid_grant", "This code was used before. All tokens of this sign-in are revoked.")
        if now >= record.expires_at:
            raise Refusal("invalid_grant", "This code is too old.")
        if redirect_uri != record.redirect_uri or not verifies(verifier, record.challenge):
            del self._codes[digest_of(code)]
            raise Refusal("invalid_grant", "The redirect URI or the code verifier is not the one this code is for.")
        issued = self.start(record.permission, renewable=record.renewable, now=now)
        record.family = issued.family
        record.expires_at = now + max(CODE_LIFE, self.access_ttl)
        return issued

    def start(self, permission: Permission, *, renewable: bool, now: float) -> Issued:
        """Begin a family of tokens; with a refresh token if ``renewable``."""
        self._prune(now)
        family = Family(self._mint()[:12], permission)
        self.families[family.id] = family
        if not renewable:
            return self._issue(family, permission, None, now)
        return self._issue(family, permission, self._next_refresh_token(family), now)

    def renew(
        self, token: str, *, client_id: str, scopes: tuple[str, ...] | None, now: float, grace: float = 0.0
    ) -> Issued:
        """Rotate a refresh token; a token that comes again after ``grace`` seconds revokes its family."""
        standing = self.standing(token)
        if standing is None or standing.family.permission.client_id != client_id:
            raise Refusal("invalid_grant", "This refresh token is not known.")
        family = standing.family
        if family.revoked:
            raise Refusal("invalid_grant", "This sign-in was revoked.")
        if standing.spent_at is not None and not self._forgiven(standing, now, grace):
            self.end(family.id)
            raise Reused
        permission = family.permission
        if scopes is not None:
            if not set(scopes) <= set(permission.scopes):
                raise Refusal("invalid_scope", "More was asked than was granted.")
            permission = replace(permission, scopes=scopes)
        self._prune(now)
        self._spend(family, now)
        return self._issue(family, permission, self._next_refresh_token(family), now)

    def _next_refresh_token(self, family: Family) -> str:
        token = self._mint()
        family.current = digest_of(token)
        self._family_by_refresh[family.current] = family.id
        return token

    def _spend(self, family: Family, now: float) -> None:
        family.spent.append(Spent(family.current, family.generation, now))
        family.generation += 1
        if len(family.spent) > SPENT_LIMIT:
            self._family_by_refresh.pop(family.spent.pop(0).digest, None)

    @staticmethod
    def _forgiven(standing: Standing, now: float, grace: float) -> bool:
        """Forgive only the token before the current one, as services with a grace period do."""
        last = standing.family.spent[-1]
        return grace > 0 and standing.generation == last.generation and now - last.at < grace

    def standing(self, token: str) -> Standing | None:
        """Return what a refresh token is; None for an unknown one."""
        digest = digest_of(token)
        family = self.families.get(self._family_by_refresh.get(digest, ""))
        if family is None:
            return None
        if digest == family.current:
            return Standing(family, family.generation, None)
        return next(
            (Standing(family, spent.generation, spent.at) for spent in family.spent if spent.digest == digest), None
        )

    def access(self, token: str, now: float) -> Access | None:
        """Return a living access token's record."""
        access = self.accesses.get(digest_of(token))
        if access is None or now >= access.expires_at:
            return None
        family = self.families.get(access.family)
        return None if family is None or family.revoked else access

    def revoke(self, token: str, client_id: str) -> None:
        """Revoke a token of that client; a refresh token takes its family along (RFC 7009 §2.1)."""
        standing = self.standing(token)
        if standing is not None and standing.family.permission.client_id == client_id:
            self.end(standing.family.id)
        access = self.accesses.get(digest_of(token))
        if access is not None and access.permission.client_id == client_id:
            del self.accesses[digest_of(token)]

    def end(self, family_id: str) -> None:
        """Revoke every token of one sign-in."""
        if family_id in self.families:
            self.families[family_id].revoked = True

    def end_all(self) -> None:
        """Revoke every sign-in."""
        for family in self.families.values():
            family.revoked = True
        self._codes.clear()

    def _issue(self, family: Family, permission: Permission, refresh_token: str | None, now: float) -> Issued:
        expires_at = now + self.access_ttl
        access_token = self._mint_access(permission, now, expires_at)
        self.accesses[digest_of(access_token)] = Access(permission, family.id, now, expires_at)
        return Issued(access_token, refresh_token, permission, family.id, family.generation, self.access_ttl)

    def _prune(self, now: float) -> None:
        """Forget what has ended, so that a demo that runs for weeks stays small."""
        self._codes = {key: code for key, code in self._codes.items() if now < code.expires_at}
        self.accesses = {key: access for key, access in self.accesses.items() if now < access.expires_at}
        alive = {access.family for access in self.accesses.values()}
        ended = [family for family in self.families.values() if not family.current and family.id not in alive]
        oldest = list(self.families.values())[: max(0, len(self.families) - FAMILY_LIMIT)]
        for family in (*ended, *oldest):
            self._forget(family)

    def _forget(self, family: Family) -> None:
        self.families.pop(family.id, None)
        for digest in (family.current, *(spent.digest for spent in family.spent)):
            self._family_by_refresh.pop(digest, None)


def verifies(verifier: str, challenge: str) -> bool:
    """Check PKCE's S256 (RFC 7636 §4.6)."""
    if _VERIFIER.fullmatch(verifier) is None:
        return False
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=")
    return hmac.compare_digest(made, challenge.encode("utf-8", "replace"))
