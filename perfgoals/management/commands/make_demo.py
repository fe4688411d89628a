"""`manage.py make_demo`: the demo accounts and the sample documents, for trying out."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from perfgoals.demo import ACCOUNTS, import_samples, make_accounts


class Command(BaseCommand):
    """Running it again changes nothing, unless a password is given."""

    help = "建立演示账号并导入示例文件（密码取自环境变量 PERFGOALS_DEMO_PASSWORD，否则随机生成）"

    def handle(self, **options: Any) -> None:
        """Make what is missing and print how to sign in."""
        if settings.PRODUCTION:
            raise CommandError("演示账号只能用于试用，生产环境请在系统管理中建立用户。")
        password = make_accounts(os.environ.get("PERFGOALS_DEMO_PASSWORD", ""))
        import_samples()
        self.stdout.write("演示账号：")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.username:<8} {account.role.label}（{account.scope}）")
        if password:
            self.stdout.write(f"密码：{password}")
        else:
            self.stdout.write("密码：与首次启动时相同（重设：PERFGOALS_DEMO_PASSWORD=新密码 make run）")
