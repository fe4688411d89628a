"""Addresses of the interface for other systems, and of the page where people make tokens for them."""

from django.urls import path

from api import docs_views, token_views
from api.interface import interface

urlpatterns = [
    path("accounts/tokens/", token_views.token_list, name="token_list"),
    path("accounts/tokens/<int:pk>/revoke/", token_views.token_revoke, name="token_revoke"),
    path("api/docs", docs_views.api_docs, name="api_docs"),
    path("api/", interface.urls),
    path("api/<path:rest>", docs_views.api_unknown, name="api_unknown"),
]
