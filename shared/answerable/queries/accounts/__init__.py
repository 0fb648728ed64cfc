"""Requests to the accounts: who somebody is, how they prove it, and what they are called.

What is kept there is no fact and is changed by these requests, not by commands: it must be possible to
forget it (decision 0031). Those that bring a secret come from the console alone, over the connection of its
own user; they are never written to a log, and never told in an error.

A module a topic; they are one service's, and asked for as ``accounts.sign_in`` whatever module they stand in.
"""

from answerable.queries.accounts.administration import (
    AccountList,
    AccountRow,
    AccountsOf,
    AccountsState,
    CloseAccount,
    EndSessionsOf,
    State,
)
from answerable.queries.accounts.links import AcceptLink, Invite, LinkSeen, LookAtLink, MadeLink, Reset, SetUp
from answerable.queries.accounts.names import (
    AllNames,
    FindPeople,
    ForgetName,
    NamesOf,
    NamesPage,
    PeopleNames,
    PersonName,
    SetName,
)
from answerable.queries.accounts.own import (
    ChangePassword,
    EndSession,
    NewRecoveryCodes,
    Offered,
    OfferSecondFactor,
    OpenSession,
    OpenSessions,
    RecoveryCodes,
    RemoveSecondFactor,
    Sessions,
    SetSecondFactor,
)
from answerable.queries.accounts.provider import (
    BeginProvider,
    LeaveProvider,
    ProviderBegun,
    ProviderLeft,
    ReturnFromProvider,
    UnbindProvider,
    Ways,
    WaysIn,
)
from answerable.queries.accounts.sample import EnterSample, SampleCast, SamplePeople, SamplePerson
from answerable.queries.accounts.shared import Done, Entered, Hidden, Where
from answerable.queries.accounts.signing_in import Prove, Proved, ShowCode, SignIn, SignOut
from answerable.queries.accounts.tokens import (
    CreateToken,
    ListTokens,
    MadeToken,
    RevokeToken,
    TokenList,
    TokenRow,
)

__all__ = [
    "AcceptLink",
    "AccountList",
    "AccountRow",
    "AccountsOf",
    "AccountsState",
    "AllNames",
    "BeginProvider",
    "ChangePassword",
    "CloseAccount",
    "CreateToken",
    "Done",
    "EndSession",
    "EndSessionsOf",
    "EnterSample",
    "Entered",
    "FindPeople",
    "ForgetName",
    "Hidden",
    "Invite",
    "LeaveProvider",
    "LinkSeen",
    "ListTokens",
    "LookAtLink",
    "MadeLink",
    "MadeToken",
    "NamesOf",
    "NamesPage",
    "NewRecoveryCodes",
    "OfferSecondFactor",
    "Offered",
    "OpenSession",
    "OpenSessions",
    "PeopleNames",
    "PersonName",
    "Prove",
    "Proved",
    "ProviderBegun",
    "ProviderLeft",
    "RecoveryCodes",
    "RemoveSecondFactor",
    "Reset",
    "ReturnFromProvider",
    "RevokeToken",
    "SampleCast",
    "SamplePeople",
    "SamplePerson",
    "Sessions",
    "SetName",
    "SetSecondFactor",
    "SetUp",
    "ShowCode",
    "SignIn",
    "SignOut",
    "State",
    "TokenList",
    "TokenRow",
    "UnbindProvider",
    "Ways",
    "WaysIn",
    "Where",
]
