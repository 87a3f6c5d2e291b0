"""The five identity puzzles, seen from each system, with the truth beside them."""

from collections import Counter

import httpx

from connectors.simulator import SimulatedCentre
from connectors.simulator.identities import guid, sinch_users
from tests.simulator.o2g_client import O2gClient
from tests.simulator.simulated_clients import TrioClient


def test_ids_of_the_systems_fit_together(centre: SimulatedCentre) -> None:
    truth = centre.truth()
    users = {user["id"]: user for user in truth["sinch"]["users"]}
    o2g = {agent["login"]: agent for agent in truth["o2g"]["agents"]}
    for agent in truth["agents"]:
        assert o2g[agent["o2g_login"]]["person"] == agent["person"]
        assert users[agent["sinch_user_id"]]["person"] == agent["person"]
        if agent["index"] not in (2, 3, 4, 5, 6):
            number = str(agent["trio_agent_id"])
            assert number == agent["o2g_number"] == agent["acd_agent_id"]
            assert users[agent["sinch_user_id"]]["phone"] == number


def test_the_same_number_with_and_without_zeros(centre: SimulatedCentre) -> None:
    truth = centre.truth()
    two, four = truth["agents"][2], truth["agents"][4]
    assert two["o2g_number"] == f"0{two['trio_agent_id']}" and two["o2g_login"].startswith("oxe0")
    user = next(one for one in truth["sinch"]["users"] if one["id"] == four["sinch_user_id"])
    assert user["phone"] == f"00{four['trio_agent_id']}"


def test_the_same_name_twice_is_two_people(centre: SimulatedCentre) -> None:
    agents = centre.truth()["agents"]
    assert agents[1]["name"] == agents[7]["name"] and agents[1]["person"] != agents[7]["person"]


def test_supervisors_are_in_two_systems_only(centre: SimulatedCentre, trio: TrioClient) -> None:
    truth = centre.truth()
    leaders = [agent for agent in truth["o2g"]["agents"] if agent["type"] == "SUPERVISOR"]
    persons = {user["person"] for user in truth["sinch"]["users"]}
    assert leaders and all(leader["person"] in persons for leader in leaders)
    listed = {str(agent["agentid"]) for agent in trio.data("/cc/1/agents", pageSize=200)}
    assert not listed & {leader["number"] for leader in leaders}


def test_keys_that_contradict_each_other(centre: SimulatedCentre) -> None:
    truth = centre.truth()
    users = {user["id"]: user for user in truth["sinch"]["users"]}
    nine, twelve = truth["agents"][9], truth["agents"][12]
    assert users[nine["sinch_user_id"]]["external_id"] == twelve["employee_id"]
    assert users[nine["sinch_user_id"]]["phone"] == str(nine["trio_agent_id"])
    assert users[twelve["sinch_user_id"]]["external_id"] is None
    claims = Counter(user["external_id"] for user in users.values() if user["external_id"])
    assert max(claims.values()) == 1


def test_a_number_can_go_to_somebody_else(
    centre: SimulatedCentre, trio: TrioClient, calabrio: httpx.Client
) -> None:
    before = centre.truth()["agents"][8]
    client = O2gClient(centre.o2g_url)
    client.sign_in()
    with client.channel("user") as reader:
        person = centre.reassign(8)
        reader.until(lambda: reader.events, "OnUserInfoChanged")
        assert reader.events[0]["user"]["companyPhone"] == before["o2g_number"]
    after = centre.truth()["agents"][8]
    assert person == after["person"] != before["person"]
    for same in ("trio_agent_id", "acd_agent_id", "o2g_number", "o2g_login"):
        assert after[same] == before[same]
    for other in ("name", "calabrio_agent_id", "employee_id", "sinch_user_id"):
        assert after[other] != before[other]
    listed = {agent["agentid"]: agent for agent in trio.data("/cc/1/agents", pageSize=200)}
    assert listed[after["trio_agent_id"]]["lastname"] == after["last_name"]
    ids = [agent["agentId"] for agent in calabrio.get("/scheduling/agent").json()]
    assert after["calabrio_agent_id"] in ids and before["calabrio_agent_id"] not in ids
    user = client.get(f"users/{after['o2g_login']}").json()
    assert user["lastName"] == after["last_name"]
    assert centre.reassign(8) not in (person, before["person"])


def test_ids_are_the_same_in_every_centre_of_one_seed(centre: SimulatedCentre) -> None:
    assert guid(7, "user", "x") == guid(7, "user", "x") != guid(8, "user", "x")
    people = sinch_users(centre.world.agents, 100)
    assert len(people) == 100 == len({user.email for user in people})
