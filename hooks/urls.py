"""Addresses of what is told to other systems by itself."""

from django.urls import path, re_path

from hooks import acting, views

urlpatterns = [
    path("hooks/", views.hook_list, name="hook_list"),
    path("hooks/new/", views.hook_new, name="hook_new"),
    path("hooks/<int:pk>/", views.hook_detail, name="hook_detail"),
    path("hooks/<int:pk>/edit/", views.hook_edit, name="hook_edit"),
    path("hooks/<int:pk>/deliveries/<int:delivery>/again/", acting.delivery_again, name="delivery_again"),
    re_path(rf"^hooks/(?P<pk>\d{{1,9}})/(?P<action>{'|'.join(acting.ACTIONS)})/$", acting.hook_act, name="hook_act"),
]
