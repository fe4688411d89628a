"""Addresses of signing in and out."""

from django.contrib.auth import views as auth_views
from django.urls import path

from accounts import views
from accounts.forms import OwnPasswordForm

urlpatterns = [
    path("login/", views.sign_in, name="login"),
    path("logout/", views.sign_out, name="logout"),
    path("password/", auth_views.PasswordChangeView.as_view(form_class=OwnPasswordForm), name="password_change"),
    path("password/done/", auth_views.PasswordChangeDoneView.as_view(), name="password_change_done"),
]
