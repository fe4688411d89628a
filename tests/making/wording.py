"""The words that forms use for the same things, and what typists do to them.

The lists come from the forms of several provinces; a reader compares labels without white space, so every
spelling here must be taken for its key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

HEAD_WORDS: Mapping[str, tuple[str, ...]] = {
    "project": ("项目名称", "专项名称"),
    "block": ("预算规模及资金用途", "项目资金", "资金情况"),
    "total": ("预算数", "资金总额", "年度资金总额", "预算金额"),
    "fiscal": ("其中：财政资金", "财政资金", "财政拨款", "其中：财政拨款", "当年财政拨款"),
    "other": ("其他资金", "自有资金", "单位资金"),
    "purpose": ("资金用途",),
    "goal": ("绩效目标", "总体目标", "年度目标", "年度总体目标"),
    "code": ("单位代码", "单位编码", "预算单位编码"),
    "name": ("单位名称", "预算单位", "填报单位", "填报单位（盖章）", "预算单位名称"),
}
COLUMN_WORDS: Mapping[str, tuple[str, ...]] = {
    "level1": ("一级指标", "一级绩效指标"),
    "level2": ("二级指标", "二级绩效指标"),
    "level3": ("三级指标", "指标名称", "指标内容", "三级指标名称"),
    "description": ("绩效指标描述", "指标解释", "说明"),
    "target": ("指标值", "目标值", "年度指标值"),
    "weight": ("权重", "分值"),
    "unit": ("计量单位", "度量单位"),
    "sign": ("指标性质", "计算符号"),
}
STANDARD = {key: words[0] for key, words in {**HEAD_WORDS, **COLUMN_WORDS}.items()}
FILLERS = ("指标1：", "指标1:", "指标2：", "……", "…", "指标1", "......")
QUALITATIVE = "定性"


def _spaced(label: str) -> str:
    return " ".join(label)


def _wide(label: str) -> str:
    return "　".join(label)


def _broken(label: str) -> str:
    half = len(label) // 2
    return f"{label[:half]}\n{label[half:]}"


def _colon(label: str) -> str:
    return f"{label}："


def _numbered(label: str) -> str:
    return f"一、{label}"


def _same(label: str) -> str:
    return label


Noise = Callable[[str], str]
LABEL_NOISE: tuple[Noise, ...] = (_same, _spaced, _wide, _broken, _colon, _numbered)
NAME_NOISE: tuple[Noise, ...] = (_same, _spaced, _broken)
LEAVES_ROWS_WHOLE: tuple[Noise, ...] = (_same, _spaced, _wide, _colon, _numbered)


def spellings() -> set[str]:
    """Every label as written here, without white space, with and without what noise adds."""
    words = [word for group in (*HEAD_WORDS.values(), *COLUMN_WORDS.values()) for word in group]
    noisy = {noise(word) for word in words for noise in LABEL_NOISE}
    with_unit = {f"{word}（{unit}）" for word in words for unit in ("元", "万元")}
    noisy_units = {noise(word) for word in with_unit for noise in LABEL_NOISE}
    return {"".join(word.split()) for word in noisy | with_unit | noisy_units}
