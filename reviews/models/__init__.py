"""The review in the database: what happened to the tables, what was said about them, and each region's rules."""

from reviews.models.comments import Comment
from reviews.models.events import Remark, ReviewEvent
from reviews.models.notes import NoteSent
from reviews.models.opinions import Opinion
from reviews.models.rules import Deadline, ReviewRules, Stage

__all__ = ["Comment", "Deadline", "NoteSent", "Opinion", "Remark", "ReviewEvent", "ReviewRules", "Stage"]
