"""The identity provider, asked over the network: what it is, where it leads, whom it vouches for.

It is asked for its description (OpenID Connect Discovery 1.0) whenever a sign-in is begun, so that people
are led there only where it answers, and then for what a code stands for. Its keys are read anew when a token
names one that is not known: a provider renews them when it likes.
"""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Annotated, Any, TypeVar
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx2
import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from answerable.errors import AnswerableError, Unavailable
from answerable.wording import say
from answerable_services.accounts import refusals
from answerable_services.accounts.id_tokens import (
    Expected,
    PublicKey,
    UnknownKey,
    WrongToken,
    check_id_token,
    read_keys,
)
from answerable_services.accounts.provider_setup import ProviderSetup
from answerable_services.accounts.provider_tickets import Begun

log = structlog.get_logger()

TIMEOUT_S = 4.0
"""Seconds that one answer of the provider is waited for."""

FRESH_S = 10.0
"""Seconds that it is known to answer, or not to: strangers have it asked so often at most."""

KEPT_S = 300.0
"""Seconds that its keys are kept, and its description for those who come back."""

T = TypeVar("T")


def _address(said: str) -> str:
    """Look whether something is an address that can be asked.

    Raises:
        ValueError: it is none.
    """
    parts = urlsplit(said)
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.fragment:
        message = "no address"
        raise ValueError(message)
    return said


_Address = Annotated[str, AfterValidator(_address)]


class Description(BaseModel):
    """What a provider says of itself (OpenID Connect Discovery 1.0, section 3).

    Arguments:
        issuer: its name; the one that is set up.
        authorization_endpoint: where people are led.
        token_endpoint: where codes are brought.
        jwks_uri: where its keys are.
        userinfo_endpoint: where more is said of somebody.
        end_session_endpoint: where people are led to sign out.
        id_token_signing_alg_values_supported: with what it signs.
        token_endpoint_auth_methods_supported: how clients prove themselves.
        authorization_response_iss_parameter_supported: whether its name stands in what it sends people back
            with (RFC 9207).
    """

    model_config = ConfigDict(frozen=True)

    issuer: str
    authorization_endpoint: _Address
    token_endpoint: _Address
    jwks_uri: _Address
    userinfo_endpoint: _Address | None = None
    end_session_endpoint: _Address | None = None
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = Field(default=False)


@dataclass(frozen=True, slots=True)
class Identified:
    """Somebody whom the provider vouches for.

    Arguments:
        issuer: which provider.
        subject: what it calls them, for ever.
        claims: what it says of them.
        session: its own session with them; empty where it does not say.
    """

    issuer: str
    subject: str
    claims: Mapping[str, Any] = field(repr=False)
    session: str = ""

    @property
    def has_second_factor(self) -> bool:
        """Whether it says that they showed more than one proof (RFC 8176, "mfa")."""
        methods = self.claims.get("amr")
        return isinstance(methods, list) and "mfa" in methods


@dataclass(slots=True)
class _Known:
    """What is known of something that was asked for, or that it was not to be had."""

    value: Any = None
    asked_at: float = float("-inf")
    is_silent: bool = False


class IdentityProvider:
    """Asks an identity provider. Any thread may ask; an answer is waited for.

    Arguments:
        setup: which, and how.
        now: seconds since 1970, by which tokens are too old.
        passing: seconds of a clock that never goes back.
    """

    def __init__(
        self,
        setup: ProviderSetup,
        *,
        now: Callable[[], float] = time.time,
        passing: Callable[[], float] = time.monotonic,
    ) -> None:
        self.setup = setup
        self._now = now
        self._passing = passing
        self._description = _Known()
        self._keys = _Known()
        self._lock = Lock()
        # Reading the machine's authorities takes longer than most answers.
        self._tls = httpx2.create_ssl_context()

    def leads_to(self, begun: Begun) -> str:
        """Give the address at which somebody signs in.

        Arguments:
            begun: what they began.

        Raises:
            Unavailable: the provider does not answer.
        """
        description = self._described(FRESH_S)
        with self._client(description) as client:
            address, _ = client.create_authorization_url(
                description.authorization_endpoint,
                state=begun.state.get_secret_value(),
                nonce=begun.nonce.get_secret_value(),
                code_verifier=begun.verifier.get_secret_value(),
            )
        return str(address)

    def leaves_by(self) -> str | None:
        """Give the address at which somebody signs out there; None where it has none, or does not answer.

        The ID token is not kept, so it cannot be shown (RP-Initiated Logout 1.0, section 2): the provider
        itself asks people whether they mean it.
        """
        try:
            description = self._described()
        except Unavailable:
            return None
        address = description.end_session_endpoint
        if address is None:
            return None
        said = urlencode(
            {"client_id": self.setup.client_id, "post_logout_redirect_uri": self.setup.left_address}
        )
        return f"{address}{'&' if urlsplit(address).query else '?'}{said}"

    def check_issuer(self, issuer: str | None) -> None:
        """Look whether somebody came back from this provider and no other (RFC 9207).

        Arguments:
            issuer: who says to have sent them back; None where nobody says.

        Raises:
            Unauthenticated: another one did, or it does not say though it said that it would.
            Unavailable: the provider does not answer.
        """
        if issuer is None and not self._described().authorization_response_iss_parameter_supported:
            return
        if issuer != self.setup.issuer:
            log.warning("provider.mixed_up")
            raise refusals.provider_token(self.setup.title)

    def identify(self, begun: Begun, code: SecretStr) -> Identified:
        """Find out whom a code stands for.

        Arguments:
            begun: the sign-in that it ends.
            code: as the provider gave it to the browser.

        Raises:
            Unauthenticated: the provider does not take the code, or what it gives for it is not right.
            Unavailable: it does not answer.
        """
        description = self._described()
        with self._client(description) as client:
            given = self._redeemed(client, description, begun, code)
            token, access = given.get("id_token"), given.get("access_token")
            if not isinstance(token, str):
                raise self._wrong("none")
            expected = Expected(
                self.setup.issuer,
                self.setup.client_id,
                description.id_token_signing_alg_values_supported,
                begun.nonce,
                SecretStr(access if isinstance(access, str) else ""),
            )
            claims = self._checked(SecretStr(token), description, expected)
            more = self._more(client, description, claims)
        session = claims.get("sid")
        return Identified(
            self.setup.issuer, claims["sub"], {**more, **claims}, session if isinstance(session, str) else ""
        )

    def _redeemed(
        self, client: OAuth2Client, description: Description, begun: Begun, code: SecretStr
    ) -> Mapping[str, Any]:
        """Bring a code to the provider (RFC 6749, section 4.1.3).

        Raises:
            Unauthenticated: it is not taken.
            Unavailable: the provider does not answer.
        """
        try:
            given = client.fetch_token(
                description.token_endpoint,
                grant_type="authorization_code",
                code=code.get_secret_value(),
                code_verifier=begun.verifier.get_secret_value(),
            )
        except OAuthError as error:
            log.warning("provider.code_refused", reason=error.error)
            raise refusals.provider_refused(self.setup.title) from None
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise self._silent(error) from None
        if not isinstance(given, dict):
            raise self._wrong("no object")
        return given

    def _checked(self, token: SecretStr, description: Description, expected: Expected) -> Mapping[str, Any]:
        """Check an ID token by the keys that are known, or by those that the provider has by now."""
        try:
            return check_id_token(token, self._signing_keys(description), expected, self._now())
        except UnknownKey:
            self._keys = _Known()
        except WrongToken as error:
            raise self._wrong(str(error)) from None
        try:
            return check_id_token(token, self._signing_keys(description), expected, self._now())
        except WrongToken as error:
            raise self._wrong(str(error)) from None

    def _more(
        self, client: OAuth2Client, description: Description, claims: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Ask what else the provider says of somebody, where the ID token leaves out what is needed.

        Raises:
            Unauthenticated: it speaks of somebody else (Core, section 5.3.2).
            Unavailable: it does not answer.
        """
        setup = self.setup
        wanted = [setup.person_claim, setup.name_claim, setup.group_claim if setup.group else ""]
        if description.userinfo_endpoint is None or all(one in claims for one in wanted if one):
            return {}
        address = description.userinfo_endpoint
        more = self._asked(lambda: client.get(address))
        if not isinstance(more, dict) or more.get("sub") != claims["sub"]:
            raise self._wrong("userinfo")
        return more

    def _client(self, description: Description) -> OAuth2Client:
        """Make the client of one sign-in: it holds what came back, and is let go of with it."""
        offered = description.token_endpoint_auth_methods_supported
        secret = self.setup.client_secret.get_secret_value()
        client = OAuth2Client(
            client_id=self.setup.client_id,
            client_secret=secret,
            # In the body everything is written as it is; in the header not all agree how (RFC 6749, 2.3.1).
            token_endpoint_auth_method="client_secret_post"
            if "client_secret_post" in offered
            else "client_secret_basic",
            scope=self.setup.scopes,
            redirect_uri=self.setup.return_address,
            code_challenge_method="S256",
            timeout=TIMEOUT_S,
            follow_redirects=False,
            verify=self._tls,
        )
        client.register_client_auth_method(("client_secret_basic", _basic))
        return client

    def _described(self, lasts_s: float = KEPT_S) -> Description:
        """Give the provider's description.

        Arguments:
            lasts_s: seconds behind which it is asked for anew.

        Raises:
            Unavailable: it does not answer, or not as this provider.
        """

        def ask() -> Description:
            well_known = f"{self.setup.issuer.rstrip('/')}/.well-known/openid-configuration"
            found = self._fetched(well_known)
            try:
                description = Description.model_validate(found)
            except ValidationError as error:
                fields = ", ".join(str(one["loc"][0]) for one in error.errors() if one["loc"])
                raise self._silent(ValueError(f"its description is not right: {fields}")) from None
            if description.issuer != self.setup.issuer:
                raise self._silent(ValueError(f"it calls itself {description.issuer}"))
            if not self.setup.is_local and _is_open(description):
                raise self._silent(ValueError("it has addresses without TLS"))
            return description

        return self._known(self._description, ask, lasts_s)

    def _signing_keys(self, description: Description) -> tuple[PublicKey, ...]:
        def ask() -> tuple[PublicKey, ...]:
            try:
                return read_keys(self._fetched(description.jwks_uri))
            except WrongToken as error:
                raise self._silent(error) from None

        return self._known(self._keys, ask, KEPT_S)

    def _known(self, known: _Known, ask: Callable[[], T], lasts_s: float) -> T:
        """Give what is known, or ask; who else wants to know meanwhile waits, and does not ask again."""
        with self._lock:
            if self._passing() - known.asked_at >= (FRESH_S if known.is_silent else lasts_s):
                try:
                    known.value, known.is_silent = ask(), False
                except Unavailable:
                    known.is_silent = True
                known.asked_at = self._passing()
            if known.is_silent:
                raise self._unavailable()
            value: T = known.value
            return value

    def _fetched(self, address: str) -> Any:
        with httpx2.Client(timeout=TIMEOUT_S, follow_redirects=False, verify=self._tls) as client:
            return self._asked(lambda: client.get(address))

    def _asked(self, ask: Callable[[], httpx2.Response]) -> Any:
        """Give what an answer holds.

        Raises:
            Unavailable: there is none, or it is no JSON.
        """
        try:
            answer = ask()
            if answer.status_code != httpx2.codes.OK:
                raise self._silent(ValueError(f"it answers {answer.status_code}"))
            return answer.json()
        except (httpx2.HTTPError, httpx2.InvalidURL, OAuthError, ValueError) as error:
            raise self._silent(error) from None

    def _silent(self, reason: Exception) -> Unavailable:
        log.error("provider.silent", issuer=self.setup.issuer, reason=f"{type(reason).__name__}: {reason}")
        return self._unavailable()

    def _unavailable(self) -> Unavailable:
        return Unavailable(say("error.account.provider_silent", provider=self.setup.title))

    def _wrong(self, reason: str) -> AnswerableError:
        log.warning("provider.token_refused", issuer=self.setup.issuer, reason=reason)
        return refusals.provider_token(self.setup.title)


def _basic(client: Any, _: str, uri: str, headers: Any, body: Any) -> tuple[str, Any, Any]:
    """Prove a client by its secret (RFC 6749, section 2.3.1), whatever characters are in it.

    Authlib writes the secret as it is, and a provider that reads it by the letter takes ``%`` and ``+`` for
    something else.
    """
    said = ":".join(quote_plus(one) for one in (client.client_id, client.client_secret))
    headers["Authorization"] = f"Basic {b64encode(said.encode()).decode()}"
    return uri, headers, body


def _is_open(description: Description) -> bool:
    """Tell whether something would be asked without TLS."""
    addresses = (
        description.authorization_endpoint,
        description.token_endpoint,
        description.jwks_uri,
        description.userinfo_endpoint,
        description.end_session_endpoint,
    )
    return any(urlsplit(one).scheme != "https" for one in addresses if one is not None)
