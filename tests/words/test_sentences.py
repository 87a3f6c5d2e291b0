"""Sentences made far from their reader are said again in the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation

from wallboard.words.sentences import Sentences, in_words, in_words_later

WORDS = {
    "{source} cut the connection.": "{source} bröt anslutningen.",
    "The certificate of {source} {trouble}.": "Certifikatet för {source} {trouble}.",
    "has expired": "har gått ut",
    "Check the address.": "Kontrollera adressen.",
    "{queue} has {count} people": "{count} personer i {queue}",
    "queue": "kö",
    "{noun} {shown} becomes {what}": "{noun} {shown} blir {what}",
}


@pytest.fixture
def swedish() -> Sentences:
    return Sentences(WORDS)


def test_a_parameter_is_kept_and_may_move(swedish):
    assert swedish.said("Trio at te.example cut the connection.") == (
        "Trio at te.example bröt anslutningen."
    )
    assert swedish.said("Sales has 3 people") == "3 personer i Sales"


def test_a_parameter_that_is_a_phrase_of_ours_is_said_too(swedish):
    assert swedish.said("The certificate of Sinch has expired.") == (
        "Certifikatet för Sinch har gått ut."
    )


def test_a_name_is_data_whatever_it_spells(swedish):
    assert swedish.said("queue queue becomes Sales") == "kö queue blir Sales"


def test_two_sentences_in_one_text_are_said_one_after_the_other(swedish):
    said = swedish.said("Trio cut the connection. Check the address.")
    assert said == "Trio bröt anslutningen. Kontrollera adressen."


def test_what_nobody_recognises_stays_as_it_is(swedish):
    assert swedish.said("Out of cheese") == "Out of cheese"
    assert swedish.said("Out of cheese. Check the address.") == (
        "Out of cheese. Kontrollera adressen."
    )


def test_english_is_said_as_it_came():
    with translation.override("en"):
        assert in_words("Trio cut the connection.") == "Trio cut the connection."
        assert in_words("") == in_words(None) == ""


def test_a_label_made_early_is_said_in_the_language_of_its_reader():
    label = in_words_later("Longest wait")
    with translation.override("en"):
        assert str(label) == "Longest wait"
