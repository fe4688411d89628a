"""Addresses of the review."""

from django.urls import path

from reviews import (
    act_views,
    batch_views,
    change_views,
    comment_views,
    list_views,
    log_views,
    process_views,
    progress_views,
    review_views,
    rules_views,
)

urlpatterns = [
    path("reviews/", list_views.review_list, name="review_list"),
    path("reviews/batch/", batch_views.review_batch, name="review_batch"),
    path("reviews/changes/", change_views.master_log, name="master_log"),
    path("reviews/changes.xlsx", change_views.master_log_export, name="master_log_export"),
    path("reviews/log/", log_views.review_log, name="review_log"),
    path("reviews/log.xlsx", log_views.review_log_export, name="review_log_export"),
    path("reviews/progress/", progress_views.review_progress, name="review_progress"),
    path("reviews/rules/", rules_views.review_rules, name="review_rules"),
    path("reviews/<int:pk>/", review_views.table_review, name="table_review"),
    path("reviews/<int:pk>/act/", act_views.review_act, name="review_act"),
    path("reviews/<int:pk>/opinion/", act_views.review_opinion, name="review_opinion"),
    path("reviews/<int:pk>/comments/", comment_views.review_comment, name="review_comment"),
    path("reviews/<int:pk>/comments/<int:comment>/settle/", comment_views.review_settle, name="review_settle"),
    path("reviews/<int:pk>/comments/<int:comment>/reopen/", comment_views.review_reopen, name="review_reopen"),
    path("tables/<int:pk>/review/", process_views.table_process, name="table_process"),
]
