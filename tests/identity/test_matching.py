from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallboard.identity.homes import NewPerson, moves
from wallboard.identity.keys import PERSON_KEYS, QUEUE_KEYS, in_order
from wallboard.identity.known import KnownAs, pair_of, rules_for
from wallboard.identity.matching import CONTRADICTED, NOT_UNIQUE, SAME_MAKE, TORN, match


def known(id, account, name="", external_id="", person=0, vendor="", **keys):
    more = {key: keys.pop(key) for key in ("by_hand", "gone", "former") if key in keys}
    external_id = external_id or f"x{id}"
    return KnownAs(id, account, vendor or account, external_id, name, keys, person, **more)


def trio(id, number, name="", **more):
    return known(id, "trio", name, number, own_agent_id=number, **more)


def calabrio(id, number, name="", **more):
    return known(id, "calabrio", name, acd_agent_id=number, **more)


def outcome(*aliases, keys=PERSON_KEYS, same=(), apart=()):
    return match(aliases, rules_for(keys, aliases, same, apart))


def groups(*aliases, **more):
    found = outcome(*aliases, **more).groups
    return sorted(sorted(group) for group in found)


def whys(*aliases, **more):
    return {(edge.key.name, edge.why) for edge in outcome(*aliases, **more).opened}


def test_a_key_that_is_unique_on_both_sides_joins():
    assert groups(trio(1, "2001"), calabrio(2, "2001")) == [[1, 2]]


def test_zeros_case_spaces_and_prefixes_do_not_matter():
    assert groups(trio(1, "02001"), calabrio(2, "2001")) == [[1, 2]]
    one = known(1, "o2g", number="2001", email="ANNA@x.se", login="ACME\\anna")
    assert groups(one, known(2, "sinch", number="00 2001")) == [[1, 2]]
    assert groups(one, known(2, "sinch", email="anna@X.se ")) == [[1, 2]]
    assert groups(one, known(2, "sinch", login="Anna")) == [[1, 2]]
    swedish = known(1, "o2g", number="+46 31-700 2001")
    assert groups(swedish, known(2, "sinch", number="0046317002001")) == [[1, 2]]


def test_values_that_say_nothing_join_nobody():
    for nothing in ("-", "n/a", "0", "000", "unknown", " "):
        assert len(groups(trio(1, nothing), calabrio(2, nothing))) == 2, nothing


def test_the_same_name_alone_joins_nobody():
    assert groups(known(1, "trio", "Anna Ek"), known(2, "sinch", "Anna Ek")) == [[1], [2]]


def test_a_value_that_one_account_has_twice_joins_nobody_of_it_and_is_left_open():
    people = [trio(1, "2001"), calabrio(2, "2001"), calabrio(3, "2001")]
    assert groups(*people) == [[1], [2], [3]]
    assert whys(*people) == {("acd_agent_id", NOT_UNIQUE)}
    o2g = known(4, "o2g", own_agent_id="2001")
    assert groups(*people, o2g) == [[1, 4], [2], [3]]


def test_two_systems_of_one_make_number_their_places_alike():
    north, south = (
        known(n, f"t{n}", f"Agent {n}", vendor="trio", own_agent_id="1") for n in (1, 2)
    )
    assert groups(north, south) == [[1], [2]]
    assert whys(north, south) == {("acd_agent_id", SAME_MAKE)}
    assert groups(north, south, calabrio(3, "1")) == [[1], [2], [3]]
    same_name = known(2, "t2", "agent 1", vendor="trio", own_agent_id="1")
    assert groups(north, same_name) == [[1, 2]]


def test_keys_that_contradict_each_other_join_nobody_and_are_left_open():
    one = known(1, "calabrio", acd_agent_id="2001", employee_id="E1")
    other = known(2, "sinch", acd_agent_id="2001", employee_id="E2")
    assert groups(one, other) == [[1], [2]]
    assert whys(one, other) == {("acd_agent_id", CONTRADICTED)}


def test_who_points_to_two_people_belongs_to_neither_and_they_stay_whole():
    nine = [trio(1, "2009"), known(2, "o2g", own_agent_id="2009", number="2009")]
    twelve = [trio(3, "2012"), calabrio(4, "2012", employee_id="E12")]
    torn = known(5, "sinch", number="2009", employee_id="E12")
    assert groups(*nine, *twelve, torn) == [[1, 2], [3, 4], [5]]
    assert whys(*nine, *twelve, torn) == {("number", TORN), ("employee_id", TORN)}


def test_what_a_later_key_says_does_not_undo_an_earlier_one():
    one = [known(1, "o2g", number="1"), known(2, "calabrio", number="1", employee_id="E1")]
    two = [known(3, "trio", login="x"), known(4, "crm", login="x", employee_id="E2")]
    torn = known(5, "sinch", number="1", login="x")
    assert groups(*one, *two, torn) == [[1, 2, 5], [3], [4]]
    stray = known(3, "crm", login="x", employee_id="E2")
    assert groups(*one, stray, torn) == [[1, 2, 5], [3]]
    assert whys(*one, stray, torn) == {("login", CONTRADICTED)}


def test_a_conflict_takes_nothing_from_those_that_are_sure():
    nine = [known(1, "o2g", own_agent_id="9", number="9"), calabrio(2, "9", employee_id="E9")]
    twelve = [known(3, "o2g", own_agent_id="12", number="12"), calabrio(4, "12", employee_id="E12")]
    wrong, right = known(5, "sinch", number="9", employee_id="E12"), known(6, "sinch", number="12")
    assert groups(*nine, *twelve, wrong, right) == [[1, 2], [3, 4, 6], [5]]


def test_only_configured_keys_count_also_against():
    one = known(1, "calabrio", acd_agent_id="2001", employee_id="E1")
    other = known(2, "sinch", acd_agent_id="2001", employee_id="E2")
    keys = in_order(PERSON_KEYS, ["acd_agent_id", "nonsense"])
    assert groups(one, other, keys=keys) == [[1, 2]]
    assert groups(one, other, keys=()) == [[1], [2]]


def test_no_two_of_one_account_are_ever_joined_by_keys():
    chain = [
        known(1, "sinch", number="1"),
        known(2, "o2g", number="1", email="a@x"),
        known(3, "sinch", email="a@x"),
    ]
    assert groups(*chain) == [[1], [2], [3]]


def test_decisions_join_and_part_whatever_the_keys_say():
    pair = trio(1, "2001"), calabrio(2, "2001")
    assert groups(*pair, apart=[pair_of(1, 2)]) == [[1], [2]]
    assert whys(*pair, apart=[pair_of(1, 2)]) == set()
    strangers = trio(1, "2001"), calabrio(2, "2002")
    assert groups(*strangers, same=[(1, 2)]) == [[1, 2]]


def test_gone_aliases_and_those_placed_by_hand_take_no_part():
    assert groups(trio(1, "2001"), calabrio(2, "2001", gone=True)) == [[1]]
    assert groups(trio(1, "2001"), calabrio(2, "2001", by_hand=True)) == [[1]]


def test_a_number_given_to_somebody_else_does_not_draw_who_is_still_the_old():
    given = trio(1, "2001", "Bo Ask", former=("Anna Ek",))
    assert groups(given, calabrio(2, "2001", "Anna Ek")) == [[1], [2]]
    assert groups(given, calabrio(2, "2001", "Bo Ask")) == [[1, 2]]
    left = calabrio(2, "2001", "Anna Ek", gone=True)
    came = calabrio(3, "2001", "Bo Ask")
    assert groups(given, left, came) == [[1, 3]]
    assert groups(trio(1, "2001", "Anna Ek"), left, came) == [[1], [3]]


def test_both_holders_of_a_number_keep_their_own():
    old = known(1, "o2g", "Anna Ek", own_agent_id="2001")
    left, came = calabrio(2, "2001", "Anna Ek", gone=True), calabrio(3, "2001", "Bo Ask")
    given = trio(4, "2001", "Bo Ask", former=("Anna Ek",))
    assert groups(old, left, came, given) == [[1], [3, 4]]


def test_systems_that_tell_no_key_name_agents_as_the_acd_does():
    assert groups(known(1, "trio", external_id="2001"), calabrio(2, "2001")) == [[1, 2]]
    both = known(1, "trio", external_id="2001"), known(2, "other", external_id="2001")
    assert groups(*both) == [[1], [2]]


def queue(id, account, name, **more):
    return known(id, account, name, **more)


def test_queues_are_one_by_number_address_or_name_unless_something_differs():
    def queues(*aliases, **more):
        return groups(*aliases, keys=QUEUE_KEYS, **more)

    assert queues(queue(1, "trio", "Support"), queue(2, "sinch", "support ")) == [[1, 2]]
    pilot = queue(1, "o2g", "Pilot", number="60011")
    assert queues(pilot, queue(2, "sinch", "S", number="11", number_2="60011")) == [[1, 2]]
    phone = queue(1, "sinch", "Support", channel="phone")
    assert queues(phone, queue(2, "other", "Support", channel="chat")) == [[1], [2]]
    far = queue(2, "sinch", "Pilot", number="60012")
    assert queues(pilot, far) == [[1], [2]]
    assert queues(queue(1, "o2g", "A"), queue(2, "o2g", "A"), queue(3, "t", "A")) == [[1], [2], [3]]


def test_a_row_stays_with_most_of_its_aliases():
    aliases = [trio(1, "1", person=10), calabrio(2, "1", person=20)]
    assert moves(aliases, outcome(*aliases).groups) == {2: 10}
    parted = [trio(1, "1", person=10), calabrio(2, "2", person=10)]
    assert moves(parted, outcome(*parted).groups) == {2: NewPerson(2)}
    pairs = [
        *(trio(1, "1", person=10), trio(2, "2", person=10)),
        *(calabrio(3, "1", person=10), calabrio(4, "2", person=10)),
    ]
    assert moves(pairs, outcome(*pairs).groups) == {2: NewPerson(2), 4: NewPerson(2)}


def test_what_is_gone_follows_when_everybody_else_left():
    aliases = [
        *(trio(1, "1", person=10), known(2, "o2g", own_agent_id="1", person=10)),
        *(calabrio(3, "1", person=20), known(4, "sinch", person=20, gone=True)),
    ]
    assert moves(aliases, outcome(*aliases).groups) == {3: 10, 4: 10}


few = st.sampled_from(["", "1", "2", "3"])
rows = st.lists(
    st.tuples(
        *(st.sampled_from("abcd"), st.integers(1, 4), st.booleans()),
        *(few, few, few, st.sampled_from(["", "Anna Ek", "Bo Ask"])),
    ),
    max_size=10,
)


def _people(some):
    return [
        known(
            n,
            account,
            name,
            person=person,
            gone=gone,
            own_agent_id=acd,
            number=number,
            employee_id=employee,
        )
        for n, (account, person, gone, acd, number, employee, name) in enumerate(some, start=1)
    ]


@given(rows, st.randoms())
def test_who_is_who_depends_on_no_order(some, random):
    people = _people(some)
    shuffled = random.sample(people, len(people))
    renumbered = [
        KnownAs(
            100 - a.id, a.account, a.vendor, a.external_id, a.name, a.keys, a.person, gone=a.gone
        )
        for a in shuffled
    ]
    mirrored = [[100 - one for one in group] for group in groups(*renumbered)]
    assert groups(*shuffled) == groups(*people) == sorted(map(sorted, mirrored))


@given(rows)
def test_putting_in_order_twice_is_putting_in_order_once(some):
    people = _people(some)
    found = outcome(*people).groups
    wanted = moves(people, found)
    settled = []
    for alias in people:
        home = wanted.get(alias.id, alias.person)
        row = 1000 + home.head if isinstance(home, NewPerson) else home
        settled.append(
            KnownAs(alias.id, alias.account, "", "", alias.name, alias.keys, row, gone=alias.gone)
        )
    assert moves(settled, found) == {}


@given(rows)
def test_keys_never_join_two_of_one_account_nor_what_contradicts(some):
    people = {alias.id: alias for alias in _people(some)}
    for group in outcome(*people.values()).groups:
        accounts = [people[one].account for one in group]
        assert len(accounts) == len(set(accounts))
        for key in ("own_agent_id", "employee_id"):
            assert len({people[one].keys[key] for one in group} - {""}) <= 1
