"""What each user of the embedded server may do: nobody can change history, and intake alone writes."""

from __future__ import annotations

import pytest
from pydantic_core import from_json, to_json

from answerable.ledger.server.accounts import ACCOUNTS, Account, User, feed_names, inbox_prefix
from answerable.ledger.server.embedded import Endpoint
from answerable.ledger.store.stream import status
from tests.ledger.serving import DESIGN, connected, messages, until

pytestmark = pytest.mark.server


FORBIDDEN = [
    "$JS.API.STREAM.DELETE.LEDGER",
    "$JS.API.STREAM.PURGE.LEDGER",
    "$JS.API.STREAM.UPDATE.LEDGER",
    "$JS.API.STREAM.RESTORE.LEDGER",
    "$JS.API.STREAM.MSG.DELETE.LEDGER",
    "$JS.API.STREAM.CREATE.OTHER",
    "$JS.API.STREAM.SNAPSHOT.LEDGER",
    "$SYS.REQ.SERVER.PING",
]


class TestPermissions:
    @pytest.mark.parametrize("user", User)
    async def test_nobody_can_remove_or_rewrite_history(self, installed: Endpoint, user: User) -> None:
        """No user at all may delete, purge, update or restore the ledger, or delete one of its messages."""
        async with connected(installed, user) as connection:
            for subject in FORBIDDEN:
                await connection.publish(subject)
            await until(lambda: len(connection.refusals) == len(FORBIDDEN))
            refused = list(connection.refusals)

        expected = [f'permissions violation for publish to "{subject.lower()}"' for subject in FORBIDDEN]
        assert [text.partition(": ")[2] for text in refused] == expected
        assert await messages(installed) == 1

    @pytest.mark.parametrize("user", [user for user in User if user is not User.INTAKE])
    async def test_only_intake_writes(self, installed: Endpoint, user: User) -> None:
        """Nobody but intake appends to the ledger."""
        async with connected(installed, user) as connection:
            await connection.publish("ledger.xm01.case.case-1", b"{}")
            await until(lambda: connection.refusals != [])

        assert await messages(installed) == 1

    @pytest.mark.parametrize("user", [user for user in User if user is not User.OPERATOR])
    async def test_only_the_operator_installs(self, installed: Endpoint, user: User) -> None:
        """Nobody but the operator creates the stream."""
        async with connected(installed, user) as connection:
            await connection.publish("$JS.API.STREAM.CREATE.LEDGER", to_json(DESIGN.configuration()))
            await until(lambda: connection.refusals != [])

    async def test_creating_again_changes_nothing(self, installed: Endpoint) -> None:
        """The operator's right to create the stream does not extend to changing it."""
        trimmed = {**DESIGN.configuration(), "max_msgs": 1, "deny_delete": False}
        async with connected(installed, User.OPERATOR) as operator:
            reply = await operator.client.request("$JS.API.STREAM.CREATE.LEDGER", to_json(trimmed))
            found = await status(operator.client, DESIGN)

        assert from_json(reply.data)["error"]["err_code"] == 10058
        assert (found.configuration["max_msgs"], found.deny_delete) == (-1, True)

    @pytest.mark.parametrize("user", [user for user in User if user not in (User.OPERATOR, User.CONSOLE)])
    async def test_readers_read(self, installed: Endpoint, user: User) -> None:
        """Everybody but operator and console reads the ledger, in every way that clients use."""
        async with connected(installed, user) as reader:
            request = reader.client.request
            one = await request("$JS.API.STREAM.MSG.GET.LEDGER", b'{"seq":1}')
            name = feed_names(user)[-1]
            consumer = {"name": name, "ack_policy": "none", "filter_subject": "ledger.xm01.>"}
            made = await request(
                f"$JS.API.CONSUMER.CREATE.LEDGER.{name}",
                to_json({"stream_name": "LEDGER", "config": consumer}),
            )
            pulled = await request(f"$JS.API.CONSUMER.MSG.NEXT.LEDGER.{name}", b'{"batch":1}', old_style=True)
            state = await request(f"$JS.API.CONSUMER.INFO.LEDGER.{name}", b"")
            gone = await request(f"$JS.API.CONSUMER.DELETE.LEDGER.{name}", b"")
            refusals = reader.refusals

        assert refusals == []
        assert from_json(one.data)["message"]["seq"] == 1
        assert pulled.data == b"{}"
        assert from_json(made.data)["name"] == name
        assert from_json(state.data)["delivered"]["stream_seq"] == 1
        assert from_json(gone.data)["success"] is True

    @pytest.mark.parametrize(
        "subject",
        [
            "$JS.API.INFO",
            "$JS.API.STREAM.INFO.LEDGER",
            "$JS.API.STREAM.MSG.GET.LEDGER",
            "$JS.API.DIRECT.GET.LEDGER",
            "$JS.API.CONSUMER.CREATE.LEDGER.c",
            "$JS.API.CONSUMER.MSG.NEXT.LEDGER.c",
        ],
    )
    async def test_the_console_sees_no_ledger(self, installed: Endpoint, subject: str) -> None:
        """The console may not ask JetStream for anything."""
        async with connected(installed, User.CONSOLE) as console:
            await console.publish(subject)
            await until(lambda: console.refusals != [])

        assert subject.lower() in console.refusals[0]

    @pytest.mark.parametrize("user", User)
    async def test_nobody_listens_to_appends(self, installed: Endpoint, user: User) -> None:
        """Events are read from the stream, never overheard on their way into it."""
        async with connected(installed, user) as connection:
            await connection.client.subscribe("ledger.>")
            await until(lambda: connection.refusals != [])

        assert "subscription" in connection.refusals[0]

    async def test_an_answer_is_not_an_order(self, installed: Endpoint) -> None:
        """A question that names the stream's deletion as its reply subject does not have it deleted.

        With ``allow_responses`` the answer would be let through: that right goes past every denial.
        """
        async with connected(installed, User.SCORING) as there, connected(installed, User.CONSOLE) as here:
            await there.answer("answerable.query.scoring.statement", b"")
            await here.publish("answerable.query.scoring.statement", reply="$JS.API.STREAM.DELETE.LEDGER")
            await until(lambda: there.refusals != [])

        assert "$js.api.stream.delete.ledger" in there.refusals[0]
        assert await messages(installed) == 1

    @pytest.mark.parametrize("user", ACCOUNTS[Account.CENTRE])
    async def test_a_reader_cannot_name_the_deletion_as_reply(self, installed: Endpoint, user: User) -> None:
        """A read whose reply subject is the stream's deletion does not delete it.

        The server answers with rights of its own; inside JetStream's account this would delete the ledger.
        """
        async with connected(installed, user) as connection:
            name = feed_names(user)[0]
            consumer = {"name": name, "ack_policy": "none", "deliver_policy": "new"}
            made = to_json({"stream_name": "LEDGER", "config": consumer})
            await connection.publish(f"$JS.API.CONSUMER.CREATE.LEDGER.{name}", made)
            for subject, request in (
                ("$JS.API.DIRECT.GET.LEDGER", b'{"seq":1000}'),
                ("$JS.API.STREAM.MSG.GET.LEDGER", b'{"seq":1000}'),
                (f"$JS.API.CONSUMER.MSG.NEXT.LEDGER.{name}", b'{"batch":1,"no_wait":true}'),
                ("answerable.query.scoring.statement", b""),
            ):
                await connection.publish(subject, request, reply="$JS.API.STREAM.DELETE.LEDGER")
        async with connected(installed, User.CLI) as reader:
            await reader.client.request("$JS.API.INFO", b"")

        assert await messages(installed) == 1

    @pytest.mark.parametrize("user", User)
    async def test_nobody_overhears_answers(self, installed: Endpoint, user: User) -> None:
        """Answers go to inboxes that only the one who asked may listen to."""
        others = [other for other in User if other is not user]
        async with connected(installed, user) as connection:
            for subject in ("_INBOX.>", *(f"{inbox_prefix(other)}.>" for other in others)):
                await connection.client.subscribe(subject)
            await until(lambda: len(connection.refusals) == len(User))

        assert all("subscription" in refusal for refusal in connection.refusals)
