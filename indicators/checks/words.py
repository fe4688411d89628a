"""Word lists that several checks share, each with its reason. Add a word here, and an example to the tests."""

from __future__ import annotations

import re


def word_set(words: str) -> frozenset[str]:
    """The words of a line, as a set."""
    return frozenset(words.split())


# Things of which less is better, so that ≤ and 0 are right: failures, waits, losses, emissions, debts, limits.
LESS_IS_BETTER = re.compile(
    "故障|投诉|差错|错误|出错|误差|偏差|误报|误判|响应|延迟|延误|时延|能耗|耗电|耗水|耗能|消耗|用电|用水|用能|损耗|损失|损坏|破损|流失|漏"
    "|时间|时长|时限|工期|用时|耗时|周期|间隔|等待|等候|排队|距离|半径|事故|事件|案件|发案|警情|火灾|死亡|伤亡|受伤|伤害|感染|发病|患病|致残"
    "|违规|违法|违纪|违约|违章|排放|污染|浓度|噪声|噪音|超标|超限|超时|超支|超预算|失业|返贫|贫困率|贫困发生|贫困人口|辍学|失学|流产|复发|退货|退回|返工|缺陷"
    "|不合格|不达标|不良|不满意|不符合|不及时|未|无效|浪费|丢失|丢包|中断|停机|宕机|逾期|拖欠|欠薪|欠款|密度|空置|闲置|负债|债务|赤字|三公"
    "|公务接待|公务用车|出国|编制|控制数|限额|上限|最高|最多|信访|上访|重复|查重|利率|降|减|下滑|控制|节约|压缩|裂缝|沉降|弯沉|平整度|班额|大班"
    "|生师比|师生比|师班比|含水|水分|杂质|残留|检出|淘汰|退学|流动率|离职|空驶|拥堵|积水|内涝|占比|比重|单价|(?<!高)标准(?!化)|费用|成本|价格|支出"
    "|风险|隐患|问题|舆情|瑕疵|缺失|缺陷|冲突|纠纷|侵权|泄露|攻击|入侵|病毒|死机|坏账|跑冒|失信|缺勤|缺课|迟到|落榜|死机|疫情|病死|虫害|退出"
)
# Rates and degrees that are good when high, by the word that stands right before 率: 投诉处理率 is good, 投诉率 is not,
# 不合格率 is not. Whatever is not in the list is left alone, since a rate may mean anything.
GOOD_RATE = re.compile(
    "(?<![不未非无])(?:合格|达标|完成|准确|正确|精准|正常|满意|认可|覆盖|参与|参加|参训|到位|出勤|到岗|到课|完好|成活|存活|优良|优秀|优质|及格"
    "|通过|发放|兑现|有效|使用|利用|运行|在线|就业|及时|按时|准时|安全|治愈|验收|稳定|归档|入库|入学|升学|巩固|普及|知晓|知悉|结案|办结|解决|处理"
    "|处置|整改|化解|响应|达成|实现|执行|支付|偿还|还款|付息|拨付|落实|保障|供应|供水|供电|供热|可用|接通|回访|回复|接种|筛查|签约|建档|检测"
    "|监测|抽检|抽查|检查|审核|公开|公示|采纳|转化|录取|毕业|签收|送达|配备|配置|更新|修复|养护|绿化|清运|回收|收集|保洁|巡查|巡检|上线|接入"
    "|对接|履约|合规|规范|符合|一致|完整|齐全|好评|回购|复种|提升|提高|受益|惠及|救助|资助|应保尽保|发证|持证|培训|考核|成功|开工|竣工|投产"
    "|入住|上座|到场|到会|优等|合法|真实|达产|美誉|知名|见警|监看)[性化]?(?:率|度|比例|百分比)$"
)
# Units of time: what is capped or missing its row in them is a duration.
TIME_UNITS = word_set(
    "秒 秒钟 毫秒 ms s 分 分钟 min 刻钟 小时 时 h 天 日 工作日 自然日 日历天 个工作日 个自然日 周 星期"
    " 个星期 旬 月 个月 季 季度 个季度 学期 年 年度 个年度"
)
# Measure words of things that come as wholes.
THING_UNITS = word_set(
    "个 家 户 件 份 套 台 辆 册 本 项 座 所 栋 幢 间 只 头 棵 株 盏 部 处 幅 条 支 枚 块 张 把 面 顶 艘"
    " 架 门 眼 口 根 盆 匹 扇 点位 点 站 村 镇 校 社区 小区 企业 机构 平台 系统 项目 篇 部门 单位 组 队"
    " 岗 例 起 宗 笔 单 种 类 款 样 批 卷"
)
TURN_UNITS = word_set("次 场 期 届 轮 场次 批次 班次 班 回 节 趟 架次 车次")
PEOPLE_UNITS = word_set("人 名 人次 位 员 名学生 名职工")
COUNT_UNITS = THING_UNITS | TURN_UNITS | PEOPLE_UNITS
MONEY = re.compile(r"(?:亿|千万|百万|万|千|百)?(?:元|块)|^[万亿](?:$|[/·•*每(（])")
# Names that speak of money, so that a bare 万 behind a number means 万元.
MONEY_NAME = re.compile(
    "成本|费用|经费|金额|资金|预算|造价|单价|支出|投资|补贴|补助|工资|薪酬|租金|费$|款$|利息|本金|产值|收入|税收"
)
