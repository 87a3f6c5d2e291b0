"""One module per noun."""

from wallboard.boards.models.account import Account
from wallboard.boards.models.agent import Agent, AgentAlias
from wallboard.boards.models.api_token import ApiToken
from wallboard.boards.models.board import Board
from wallboard.boards.models.display import Display
from wallboard.boards.models.draft import BoardDraft
from wallboard.boards.models.identity import Decision, HandOver
from wallboard.boards.models.image import Image
from wallboard.boards.models.job_state import JobState
from wallboard.boards.models.membership import Membership, Role
from wallboard.boards.models.notice import Notice
from wallboard.boards.models.playlist import Playlist, PlaylistEntry
from wallboard.boards.models.queue import Queue, QueueAlias, VirtualQueue
from wallboard.boards.models.revision import BoardRevision, Deed
from wallboard.boards.models.site import Site
from wallboard.boards.models.source_order import SourceOrder, SourcePlace
from wallboard.boards.models.stream import StreamGeneration
from wallboard.boards.models.team import Team
from wallboard.boards.models.viewing import Viewing
from wallboard.boards.models.widget import Widget

__all__ = [
    "Account",
    "Agent",
    "AgentAlias",
    "ApiToken",
    "Board",
    "BoardDraft",
    "BoardRevision",
    "Decision",
    "Deed",
    "Display",
    "HandOver",
    "Image",
    "JobState",
    "Membership",
    "Notice",
    "Playlist",
    "PlaylistEntry",
    "Queue",
    "QueueAlias",
    "Role",
    "Site",
    "SourceOrder",
    "SourcePlace",
    "StreamGeneration",
    "Team",
    "Viewing",
    "VirtualQueue",
    "Widget",
]
