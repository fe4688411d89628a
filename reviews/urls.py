"""Addresses of the review."""

from django.urls import path

from reviews import act_views, comment_views, process_views, review_views

urlpatterns = [
    path("reviews/<int:pk>/", review_views.table_review, name="table_review"),
    path("reviews/<int:pk>/act/", act_views.review_act, name="review_act"),
    path("reviews/<int:pk>/opinion/", act_views.review_opinion, name="review_opinion"),
    path("reviews/<int:pk>/comments/", comment_views.review_comment, name="review_comment"),
    path("reviews/<int:pk>/comments/<int:comment>/settle/", comment_views.review_settle, name="review_settle"),
    path("reviews/<int:pk>/comments/<int:comment>/reopen/", comment_views.review_reopen, name="review_reopen"),
    path("tables/<int:pk>/review/", process_views.table_process, name="table_process"),
]
