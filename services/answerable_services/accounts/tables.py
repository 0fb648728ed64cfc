"""The tables of the accounts' store: what is kept of each credential, never the credential itself."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from answerable.projection.writing.types import Moment

VERSION = 1
"""The version of these tables."""

TABLES = MetaData()

META = Table(
    "meta",
    TABLES,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

ACCOUNTS = Table(
    "accounts",
    TABLES,
    Column("person", String, primary_key=True),
    Column("password_hash", String, nullable=False),
    Column("password_set_at", Moment, nullable=False),
    Column("totp_sealed", String),
    Column("totp_pending", String),
    Column("totp_step", Integer),
    Column("made_at", Moment, nullable=False),
)
"""``totp_pending`` is a secret that was shown and not confirmed; ``totp_step`` the last one that was used."""

RECOVERY_CODES = Table(
    "recovery_codes",
    TABLES,
    Column("person", String, primary_key=True),
    Column("digest", String, primary_key=True),
)

SESSIONS = Table(
    "sessions",
    TABLES,
    Column("digest", String, primary_key=True),
    Column("handle", String, nullable=False, unique=True),
    Column("person", String, nullable=False, index=True),
    Column("opened_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("address", String, nullable=False),
    Column("agent", String, nullable=False),
    Column("second_factor", Boolean, nullable=False),
)

TICKETS = Table(
    "tickets",
    TABLES,
    Column("digest", String, primary_key=True),
    Column("person", String, nullable=False, index=True),
    Column("expires_at", Moment, nullable=False),
    Column("counted", JSON, nullable=False),
)
"""Half a sign-in: the password was right, the second factor is waited for."""

DEVICES = Table(
    "devices",
    TABLES,
    Column("person", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("seen_at", Moment, nullable=False),
)

TALLIES = Table(
    "tallies",
    TABLES,
    Column("counter", String, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", Moment),
)

LINKS = Table(
    "links",
    TABLES,
    Column("digest", String, primary_key=True),
    Column("handle", String, nullable=False, unique=True),
    Column("person", String, nullable=False, index=True),
    Column("purpose", String, nullable=False),
    Column("by", String),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("withdrawn_at", Moment),
    Column("drops_second_factor", Boolean, nullable=False),
)

PEOPLE = Table(
    "people",
    TABLES,
    Column("person", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("sort_key", String, nullable=False),
    Column("language", String),
    Column("changed_at", Moment, nullable=False),
)

SUBJECTS = Table(
    "subjects",
    TABLES,
    Column("issuer", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("person", String, nullable=False, index=True),
    Column("bound_at", Moment, nullable=False),
    UniqueConstraint("issuer", "person"),
)
"""Whom an identity provider means: one subject of it a person."""

PROVIDER_SESSIONS = Table(
    "provider_sessions",
    TABLES,
    Column("handle", String, primary_key=True),
    Column("issuer", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("session", String, nullable=False),
)
"""The sessions that came from an identity provider; ``session`` is what it calls its own, where it does."""

SAVED_VIEWS = Table(
    "saved_views",
    TABLES,
    Column("handle", String, primary_key=True),
    Column("person", String, nullable=False, index=True),
    Column("list_name", String, nullable=False),
    Column("name", String, nullable=False),
    Column("said", JSON, nullable=False),
    Column("opens", Boolean, nullable=False),
)
"""Lists of the pages as somebody wants them: ``said`` is what one is narrowed and sorted by, word by word."""

PASSKEYS = Table(
    "passkeys",
    TABLES,
    Column("credential", String, primary_key=True),
    Column("handle", String, nullable=False, unique=True),
    Column("person", String, nullable=False, index=True),
    Column("key", Text, nullable=False),
    Column("uses", BigInteger, nullable=False),
    Column("name", String, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("used_at", Moment),
)
"""``credential`` is its id in base64url, ``key`` the public part; ``uses`` as its own counter told last."""

SPENT_CHALLENGES = Table(
    "spent_challenges",
    TABLES,
    Column("digest", String, primary_key=True),
    Column("expires_at", Moment, nullable=False),
)
"""What passkeys were asked to sign, and was brought back once; as long as it would else be good."""

CALENDAR_LINKS = Table(
    "calendar_links",
    TABLES,
    Column("digest", String, primary_key=True),
    Column("handle", String, nullable=False, unique=True),
    Column("person", String, nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("is_of_sites", Boolean, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)
"""Links by which calendar programs read what is due, and do nothing else; ``used_at`` is told to an hour."""

TELLINGS = Table(
    "tellings",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("alike", String, index=True),
    Column("times", Integer, nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("telling", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""What happened here and was not taken over by anybody yet; ``alike`` names those that are counted as one."""

TAKEN = Table(
    "taken",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("key", String, nullable=False, unique=True),
    Column("command", String, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""What was taken over and is yet to be recorded: the commands, each as it is given however often."""

TOLD_OF = Table(
    "told_of",
    TABLES,
    Column("alike", String, primary_key=True),
    Column("at", Moment, nullable=False),
)
"""When what is counted as one was taken over last; for an hour."""

TOKENS = Table(
    "tokens",
    TABLES,
    Column("token", String, primary_key=True),
    Column("is_revoked", Boolean, nullable=False),
)
"""The tokens of machines that were told of, and whether that they were revoked was told too."""

TOKEN_ADDRESSES = Table(
    "token_addresses",
    TABLES,
    Column("token", String, primary_key=True),
    Column("address", String, primary_key=True),
)
"""From where, shortened, each token was used."""

MAIL_ADDRESSES = Table(
    "mail_addresses",
    TABLES,
    Column("person", String, primary_key=True),
    Column("address", String, nullable=False),
    Column("set_at", Moment, nullable=False),
)
"""Where each gets mail about what becomes due; who is in no row gets none."""

MESSAGES = Table(
    "messages",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("event", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("person", String, nullable=False),
    Column("site", String, nullable=False),
    Column("told", JSON, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("queued_at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("began_at", Moment),
    Column("ended_at", Moment),
    Column("reason", String),
    UniqueConstraint("event", "channel"),
    Index("messages_next", "state", "next_at", "number"),
    sqlite_autoincrement=True,
)
"""What is sent of what the ledger says: one row an event and channel, so that none is sent twice."""
