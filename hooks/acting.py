"""What administrators do with a hook: try, switch, resume and remove it, change its secret, send a message again."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from budget.access import administrator_required
from hooks.claims import send_again
from hooks.models import Delivery, Hook
from hooks.pausing import resume, wake
from hooks.payloads import of_test


@never_cache
@require_POST
@administrator_required
def hook_act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Do one of ACTIONS."""
    return ACTIONS[action](request, get_object_or_404(Hook, pk=pk))


@require_POST
@administrator_required
def delivery_again(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    """Have a message that is over sent once more."""
    found = get_object_or_404(Delivery.objects.select_related("hook"), pk=delivery, hook=pk)
    if not found.hook.active:
        messages.error(request, "这个推送已停用，请先启用。")
    elif send_again(found):
        wake(found.hook)
        when = "恢复推送后" if found.hook.paused_at else "半分钟内"
        messages.success(request, f"已排队，{when}再发一次，编号和内容不变。")
    else:
        messages.info(request, "这条消息还在发送，不必再发。")
    return redirect("hook_detail", pk=pk)


def _test(request: HttpRequest, hook: Hook) -> HttpResponse:
    if hook.active:
        of_test(hook).save()
        messages.success(request, "测试消息已排队，半分钟内发出，结果见下面的推送记录。")
    else:
        messages.error(request, "这个推送已停用，请先启用。")
    return redirect("hook_detail", pk=hook.pk)


@transaction.atomic
def _switch_off(request: HttpRequest, hook: Hook) -> HttpResponse:
    """What waits is not sent any more: after weeks nobody would understand it."""
    hook.active, hook.paused_at, hook.failing_since, hook.rests_until = False, None, None, None
    hook.save(update_fields=["active", "paused_at", "failing_since", "rests_until"])
    open_states = (Delivery.State.WAITING, Delivery.State.SENDING)
    waiting = hook.deliveries.filter(state__in=open_states)
    dropped = waiting.update(state=Delivery.State.FAILED, answer="推送已停用")
    messages.success(request, f"已停用，{dropped} 条等待发送的消息不再发送。" if dropped else "已停用。")
    return redirect("hook_detail", pk=hook.pk)


def _switch_on(request: HttpRequest, hook: Hook) -> HttpResponse:
    if not hook.active:
        hook.active, hook.told_since, hook.noted_until = True, timezone.now(), timezone.now()
        hook.save(update_fields=["active", "told_since", "noted_until"])
    messages.success(request, "已启用，推送从现在起发生的事。")
    return redirect("hook_detail", pk=hook.pk)


def _resume(request: HttpRequest, hook: Hook) -> HttpResponse:
    resume(hook)
    messages.success(request, "已恢复，等待的消息开始发送。")
    return redirect("hook_detail", pk=hook.pk)


def _renew(request: HttpRequest, hook: Hook) -> HttpResponse:
    secret = hook.renew_secret()
    hook.save(update_fields=["salt", "fingerprint"])
    wake(hook)
    return render(request, "hooks/secret.html", {"hook": hook, "secret": secret, "renewed": True})


def _delete(request: HttpRequest, hook: Hook) -> HttpResponse:
    hook.delete()
    messages.success(request, f"已删除消息推送“{hook.name}”和它的推送记录。")
    return redirect("hook_list")


ACTIONS: dict[str, Callable[[HttpRequest, Hook], HttpResponse]] = {
    "test": _test,
    "off": _switch_off,
    "on": _switch_on,
    "resume": _resume,
    "secret": _renew,
    "delete": _delete,
}
