"""Problems: what an error is on the wire, and the error that comes back from it."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError

from answerable import errors
from answerable.errors import AnswerableError, BrokenRule, Invalid, Malformed, NotFound
from answerable.messaging.problems import Problem, error_of, from_validation, invalid, problem_of
from answerable.wording import catalogue, say

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, AnswerableError) and kind is not AnswerableError
]


@pytest.mark.parametrize("kind", KINDS)
def test_round_trip(kind: type[AnswerableError]) -> None:
    """Every error of the family comes back as what it was, with its words, rule and faults."""
    sent = kind("m", rule="000-1.2", broken_rules=(BrokenRule(pointer="/a", rule="missing", message="f"),))
    written = problem_of(sent).model_dump_json(exclude_none=True)
    back = error_of(Problem.model_validate_json(written))

    assert type(back) is kind
    assert (back.message, back.rule, back.broken_rules) == (sent.message, sent.rule, sent.broken_rules)
    assert problem_of(back) == problem_of(sent)


@pytest.mark.parametrize("kind", ["urn:answerable:problem:sung", "about:blank", ""])
def test_unknown_kinds_are_errors_still(kind: str) -> None:
    """A problem of a kind that this version does not know is an error of the family, and keeps its words."""
    back = error_of(Problem(type=kind, title="t", status=418, detail="d"))

    assert (type(back), back.message) == (AnswerableError, "d")


class Pair(BaseModel):
    left: int
    right: dict[str, int]


def broken_rules(body: str) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as failed:
        Pair.model_validate_json(body)
    return [(broken.pointer, broken.rule) for broken in from_validation(failed.value, "a pair").broken_rules]


class TestValidation:
    def test_names_every_place_and_rule(self) -> None:
        """Each fault says where it stands, as a JSON pointer, and which rule it breaks."""
        assert broken_rules('{"right": {"a/b~c": "x"}}') == [
            ("/left", "missing"),
            ("/right/a~1b~0c", "int_parsing"),
        ]

    def test_no_document(self) -> None:
        """Bytes that are no JSON are malformed, and have no place to point to."""
        with pytest.raises(ValidationError) as failed:
            Pair.model_validate_json("{")
        error = from_validation(failed.value, "a pair")

        assert type(error) is Malformed
        assert [broken.pointer for broken in error.broken_rules] == [""]
        assert error.message.startswith("a pair is not JSON")

    @pytest.mark.parametrize("kind", ["missing", "model_type", "model_attributes_type"])
    def test_no_object(self, kind: str) -> None:
        """Whoever found it, a document that is no object is told in the same words."""
        error = invalid([{"loc": ("body",), "type": kind, "msg": "as they say"}], "it", skip=1)

        assert [(broken.pointer, broken.rule) for broken in error.broken_rules] == [("", "model_type")]
        assert error.message == "it breaks 1 rule: /: Input should be a JSON object"

    def test_a_missing_field_is_not_a_missing_document(self) -> None:
        """Only the document as a whole is called no object."""
        error = invalid([{"loc": ("body", "left"), "type": "missing", "msg": "Field required"}], "it", skip=1)

        assert [(broken.pointer, broken.rule) for broken in error.broken_rules] == [("/left", "missing")]

    def test_half_a_character_in_a_name(self) -> None:
        """A name that no encoding can write is told with a mark in its place."""
        error = invalid([{"loc": ("\ud800",), "type": "extra_forbidden", "msg": "m"}], "it")

        assert [broken.pointer for broken in error.broken_rules] == ["/?"]
        assert problem_of(error).model_dump_json()

    def test_long_lists_are_summed_up(self) -> None:
        """The sentence names three faults and how many more there are; the list has all."""
        error = invalid([{"loc": (n,), "type": "t", "msg": "m"} for n in range(5)], "it")

        assert isinstance(error, Invalid)
        assert error.message == "it breaks 5 rules: /0: m; /1: m; /2: m (and 2 more)"
        assert len(error.broken_rules) == 5


def test_what_is_left_out_is_left_out() -> None:
    """A problem without a rule does not have the member at all."""
    document = problem_of(NotFound("no such case")).model_dump(mode="json", exclude_none=True)

    assert document == {
        "type": "urn:answerable:problem:notfound",
        "title": "Not found",
        "status": 404,
        "detail": "no such case",
        "errors": [],
        "key": "error.kind.not_found",
        "values": {},
    }


def test_a_sentence_travels_with_its_problem() -> None:
    """The document is in English and has key and values; the error that comes back speaks Chinese too."""
    sent = NotFound(say("error.no_case", case="case-7"))
    problem = Problem.model_validate_json(problem_of(sent).model_dump_json(exclude_none=True))
    back = error_of(problem)

    assert (problem.detail, problem.key, problem.values) == (
        "there is no case case-7",
        "error.no_case",
        {"case": "case-7"},
    )
    assert back.sentence is not None
    assert back.sentence.zh == "没有工单 case-7"


@pytest.mark.parametrize("kind", [AnswerableError, *KINDS])
def test_every_kind_of_error_has_its_sentence(kind: type[AnswerableError]) -> None:
    """An error without words of its own says in both languages what kind it is."""
    assert kind("only operations read this").key in catalogue()


def test_faults_are_told_in_both_languages() -> None:
    """Each place by its pointer and rule, three of them one by one."""
    with pytest.raises(ValidationError) as failed:
        Pair.model_validate_json('{"right": {"a": "x", "b": "y", "c": "z"}}')
    said = from_validation(failed.value, "a pair").sentence

    assert said is not None
    assert said.zh == (
        "a pair有 4 处不合要求：/left 未填写；/right/a 应为整数；/right/b 应为整数（另有 1 处）"
    )
    assert said.en.startswith("a pair breaks 4 rules: /left: Field required; /right/a: Input should be")
    assert said.en.endswith("(and 1 more)")
