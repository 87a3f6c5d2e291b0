"""What O2G and Sinch add to the oracle's truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectors.simulator import identities

if TYPE_CHECKING:
    from connectors.simulator.centre import Centre


def add_truth(found: dict[str, Any], centre: Centre) -> None:
    """Extend the truth in place; the clock's lock is held."""
    world, rci = centre.world, centre.sinch.rci
    show = centre.clock.presented
    users = {user.agent.index: rci.user_id(user) for user in rci.people() if user.agent}
    for agent, told in zip(world.agents, found["agents"], strict=True):
        number = identities.number_of(agent)
        told.update(
            index=agent.index,
            person=identities.person_of(agent),
            o2g_login=identities.login_of(number),
            o2g_number=number,
            o2g_group=identities.group_number(agent.group_id),
            sinch_user_id=users.get(agent.index),
        )
    sinch = centre.sinch.figures.truth(show)
    for queue, told in zip(world.queues, found["queues"], strict=True):
        told.update(
            o2g_pilot=identities.pilot_of(queue),
            o2g_queue=identities.oxe_queue_of(queue),
            sinch_queue_id=sinch[queue.index]["id"],
        )
    found["o2g"] = centre.o2g_face.events.truth(show)
    found["sinch"] = {
        "queues": sinch,
        "users": [
            {
                "id": rci.user_id(user), "person": user.person, "first_name": user.first_name,
                "last_name": user.last_name, "login": user.login,
                "external_id": user.external_id, "phone": user.phone, "email": user.email,
            }
            for user in rci.people()
        ],
        "disruptions": centre.disruptions.truth(show),
    }  # fmt: skip
