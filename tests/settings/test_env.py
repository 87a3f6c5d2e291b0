from __future__ import annotations

import pytest

from wallboard import env
from wallboard.env import BadVariable, Variable

PLAIN = Variable("X", env.text, "default", "help")
SECRET = Variable("S", env.text, "", "help", secret=True, aliases=("OLD_S",))


@pytest.mark.parametrize(
    ("read", "given", "expected"),
    [
        (env.boolean, "Yes", True),
        (env.boolean, "0", False),
        (env.integer, "-3", -3),
        (env.number, "2.5", 2.5),
        (env.duration, "90", 90.0),
        (env.duration, "250ms", 0.25),
        (env.duration, "1.5 h", 5400.0),
        (env.duration, "400d", 34_560_000.0),
        (env.words, "a, b,\nc,,", ("a", "b", "c")),
        (env.choice("red", "blue"), "Red", "red"),
        (env.url("redis"), "redis://:pw@h:6379/0", "redis://:pw@h:6379/0"),
        (env.at_least(2, env.integer), "2", 2),
    ],
)
def test_a_reader_understands(read, given, expected):
    assert Variable("X", read, None, "help").of({"X": f" {given} "}) == expected


@pytest.mark.parametrize(
    ("read", "given", "words"),
    [
        (env.boolean, "maybe", "neither true nor false"),
        (env.integer, "3.5", "whole number"),
        (env.number, "nan", "finite"),
        (env.number, "much", "not a number"),
        (env.duration, "soon", "not a duration"),
        (env.duration, "-5s", "not a duration"),
        (env.choice("red", "blue"), "green", "one of: red, blue"),
        (env.url("redis", "unix"), "http://h", "must begin with redis:// or unix://"),
        (env.url("redis"), "redis://h:port", "well-formed"),
        (env.at_least(2, env.integer), "1", "at least 2"),
    ],
)
def test_what_a_reader_does_not_understand_it_refuses_in_a_sentence(read, given, words):
    with pytest.raises(BadVariable, match=words) as caught:
        Variable("X", read, None, "help").of({"X": given})
    assert str(caught.value).startswith("X ")
    assert str(caught.value).endswith(".")


def test_unset_and_empty_mean_the_default():
    assert PLAIN.of({}) == PLAIN.of({"X": "  "}) == "default"


def test_a_secret_may_lie_in_a_file(tmp_path):
    file = tmp_path / "secret"
    file.write_text("hemlig\n")
    assert SECRET.of({"S_FILE": str(file)}) == "hemlig"
    assert SECRET.of({"OLD_S_FILE": str(file)}) == "hemlig"


def test_only_secrets_are_read_from_files(tmp_path):
    assert PLAIN.of({"X_FILE": str(tmp_path)}) == "default"


def test_a_secret_that_is_given_twice_is_refused(tmp_path):
    with pytest.raises(BadVariable, match="set one of them"):
        SECRET.of({"S": "a", "S_FILE": str(tmp_path / "f")})


def test_the_preferred_name_wins_over_its_alias():
    assert SECRET.of({"S": "new", "OLD_S": "old"}) == "new"
    assert SECRET.of({"OLD_S": "old"}) == "old"


def test_a_file_that_cannot_be_read_is_told_by_its_name(tmp_path):
    with pytest.raises(BadVariable, match=r"S_FILE names the file .*cannot be read"):
        SECRET.of({"S_FILE": str(tmp_path / "none")})


def test_a_secrets_value_is_not_in_the_complaint():
    variable = Variable("S", env.url("redis"), "", "help", secret=True)
    with pytest.raises(BadVariable) as caught:
        variable.of({"S": "http://:geheim@h"})
    assert "geheim" not in str(caught.value)
