"""完整性: what the template says and nobody replaced: 目标内容1, 指标1, XX, **, ……"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indicators.checks.registry import Context, Hit, check
from indicators.checks.view import texts_of
from indicators.content import TableContent

_NUMBERING = re.compile(r"(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十])[)）.、．](?!\d)\s*)+")
# As a whole text. 无 is not among them: it may be the answer.
_WHOLE = re.compile(
    r"(?:(?:年度|总体|绩效)?目标\d*|(?:绩效)?目标内容\d*|(?:三级|绩效)?指标(?:值|名称|内容)?\d*|指标(?:值)?(?:描述|解释)"
    r"|待定|待填写?|待补充|项目名称|资金用途|请填写.*|[(（【]?(?:此处|在此)填写.*|[(（【]?示例[)）】]?|N/A|TODO"
    r"|(?:请在此|请在这里|单击|点击)(?:此处|处)?(?:输入|填写|键入|添加).*|(?:[·•.。…]{2,}|…)"
    r"|[-—–_/\\?？]+)[：:。；;]?"
    r"(?:[·•.。…_\s]*)"
)
# As the head: 目标内容1：… and 指标1：… but not 目标1：…, which is how goals are counted.
_HEAD = re.compile(r"(?:绩效)?目标内容\d*(?:[：:、.．]|\s|(?<=\d))|指标\d+[：:、.．]|(?:…{1,2}|\.{3,})")
# Anywhere: letters and stars that stand for a number or a name. XX in XXL or HXX6 and × in 50×200 do not.
_ANYWHERE = re.compile(
    r"(?<![A-Za-z0-9])[XxＸｘ]{2,}(?![A-Za-z0-9])|[×╳]{2,}|[*＊]{2,}|[_＿]{2,}|[○□]{2,}"
    # 〇〇 stands for a name; the one of 二〇〇五年 is a number.
    r"|(?<![一二三四五六七八九〇])〇{2,}(?![一二三四五六七八九〇年])"
)
_RARE = re.compile("[XxＸｘ×╳*＊_＿○□〇]")  # without one of them, the search above can be spared
# In a target one letter is enough: ≥X个.
_TARGET = re.compile(r"[≥≤><=＞＜＝]?[XxＸｘNn×*＊]\s*(?:[%％]|[\u4e00-\u9fff]{1,4}|万?元.*)|[≥≤><=＞＜＝]+[%％]?")
_LABELS = {
    "project_name": "项目名称",
    "purpose": "资金用途",
    "goal": "绩效目标",
    "level3": "三级指标",
    "description": "绩效指标描述",
    "target": "指标值",
}


@check("placeholder", "block", "完整性", "模板文字未替换", "留着模板里的示例文字，说明这一栏还没有填写。")
def check_placeholder(content: TableContent, context: Context) -> Iterator[Hit]:
    """Left-overs of the template in any text."""
    for row, name, text in texts_of(content):
        found = _left_over(text, name) if text else ""
        if found:
            where = f"指标“{row.level3}”的" if row and name != "level3" else ""
            message = f"{where}{_LABELS[name]}里有模板文字“{found}”，请换成实际内容。"
            yield Hit(message, row, name, found=found, expected="实际内容")


def _left_over(text: str, name: str) -> str:
    """The placeholder in a text, "" where there is none."""
    numbered = _NUMBERING.match(text)
    body = text[numbered.end() :] if numbered else text
    whole = _WHOLE.fullmatch(body.strip()) if len(body) < 40 and not (name == "description" and body in "-—/") else None
    if whole or (name == "target" and _TARGET.fullmatch(body)):
        return text
    found = _HEAD.match(body) or (_RARE.search(text) and _ANYWHERE.search(text))
    return found[0].strip() if found else ""
