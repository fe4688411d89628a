"""Our admin site in the place of Django's; apart from the site itself, which needs the models to be there."""

from django.contrib.admin.apps import AdminConfig


class AdminPagesConfig(AdminConfig):
    """Takes the place of django.contrib.admin in INSTALLED_APPS."""

    default_site = "perfgoals.admin_pages.AdminPages"
