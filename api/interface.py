"""The interface for other systems: all operations behind one gate."""

from __future__ import annotations

from api import (
    account_operations,
    export_operations,
    import_operations,
    list_operations,
    statistic_operations,
    table_operations,
)
from api.description import DescribedAPI
from api.failures import add_handlers
from api.gate import guarded
from api.parsing import StrictParser

ABOUT = """给其他系统读取绩效目标表、指标、疑点、审核记录和统计，提出导入和导出。能看到和能做的，与账号在页面上相同。

金额是文本，单位元；时间带时区；没有填写的是 null。清单按页给出，`next` 是下一页的地址，最后一页是 null。"""

interface = DescribedAPI(
    title="绩效目标管理 接口",
    version="1.0.0",
    description=ABOUT,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    parser=StrictParser(),
)
interface.add_decorator(guarded, mode="view")
add_handlers(interface)
for module in (
    account_operations,
    table_operations,
    list_operations,
    statistic_operations,
    export_operations,
    import_operations,
):
    interface.add_router("", module.router)
