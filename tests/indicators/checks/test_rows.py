"""Checks that look at one row: examples that must be told, and their neighbours that must not."""

import pytest

from tests.indicators.checks.making import on_row

# code, 二级, name, target, description
TOLD = [
    # cost-wrong-direction
    ("cost-wrong-direction", "成本", "桥梁加固工程费", "≥80万元", ""),
    ("cost-wrong-direction", "成本", "讲师课酬标准", ">1000元/学时", ""),
    ("cost-wrong-direction", "成本", "工程超支比例", "≥5%", ""),
    ("cost-wrong-direction", "经济成本", "服务器租用费", "不低于30万元", ""),
    # cost-without-cap
    ("cost-without-cap", "成本", "公务用车租赁费", "12万元", ""),
    ("cost-without-cap", "成本", "贴息金额", "=35.2万元", ""),
    ("cost-without-cap", "成本", "护理补贴标准", "80元/人/月", ""),
    # quantity-capped
    ("quantity-capped", "数量", "新建停车位", "≤300个", ""),
    ("quantity-capped", "数量", "资助贫困学生人数", "<500人", ""),
    ("quantity-capped", "数量", "清淤河道", "不超过15公里河段", ""),
    ("quantity-capped", "质量", "疫苗接种率", "≤90%", ""),
    ("quantity-capped", "质量", "投诉处理率", "≤95%", ""),
    ("quantity-capped", "质量", "系统无故障稳定运行率", "≤99%", ""),
    ("quantity-capped", "社会效益", "毕业生就业率", "≤85%", ""),
    ("quantity-capped", "服务对象满意度", "游客满意度", "≤90%", ""),
    ("quantity-capped", "服务对象满意度", "参训学员满意度", "90%以下", ""),
    ("quantity-capped", "数量", "铺设燃气管道", "≤15公里", ""),
    ("quantity-capped", "社会效益", "带动就业人数", "≤200人", ""),
    # rate-over-100
    ("rate-over-100", "质量", "危房改造验收合格率", "≥100%", ""),
    ("rate-over-100", "质量", "公园提升改造验收合格率", "≥100%", ""),
    ("rate-over-100", "质量", "图书编目准确率", "100%以上", ""),
    ("rate-over-100", "时效", "资金拨付及时率", ">100%", ""),
    ("rate-over-100", "质量", "树木成活率", "105%", ""),
    ("rate-over-100", "服务对象满意度", "用水户满意度", "≥100百分比", ""),
    ("rate-over-100", "质量", "抽检合格率", "≥100", ""),
    # date-incomplete
    ("date-incomplete", "时效", "招标完成时间", "6月底前", ""),
    ("date-incomplete", "时效", "补贴发放时间", "12月31日前", ""),
    ("date-incomplete", "时效", "报告提交时间", "初稿2025年6月提交，终稿2025年11月提交", ""),
    ("date-incomplete", "时效", "设备安装时间", "第三季度", ""),
    # unit-spelling
    ("unit-spelling", "质量", "水质达标率", "≥98％", ""),
    ("unit-spelling", "数量", "植树", "＞＝3000株", ""),
    ("unit-spelling", "数量", "义诊", "》20场", ""),
    ("unit-spelling", "成本", "光缆租赁费", "≤8万/年", ""),
    ("unit-spelling", "数量", "安装路灯", "５０盏", ""),
    ("unit-spelling", "质量", "审核通过率", "90百分比", ""),
    # vague-target
    ("vague-target", "时效", "物资发放", "及时", ""),
    ("vague-target", "社会效益", "居民环保意识", "有所增强", ""),
    ("vague-target", "社会效益", "交通秩序", "明显改善", ""),
    ("vague-target", "可持续影响", "长效机制", "是", ""),
    ("vague-target", "社会效益", "营商环境", "营商环境得到优化", ""),
    # implausible-number
    ("implausible-number", "数量", "新建幼儿园", "≥0.5所", ""),
    ("implausible-number", "数量", "培训人数", "120.5人", ""),
    ("implausible-number", "数量", "组织演练", "0次", ""),
    ("implausible-number", "数量", "绿化补植", "-20株", ""),
    ("implausible-number", "服务对象满意度", "业主满意度", "≥0%", ""),
    ("implausible-number", "社会效益", "受益群众", "0人", ""),
    # satisfaction-misplaced
    ("satisfaction-misplaced", "质量", "培训学员满意度", "≥90%", ""),
    ("satisfaction-misplaced", "社会效益", "市民认可度", "≥85分", ""),
    ("satisfaction-misplaced", "社会效益", "群众满意度提升", "有所提升", ""),
    # satisfaction-of-self (the agency is 青山县交通运输局)
    ("satisfaction-of-self", "服务对象满意度", "县交通局满意度", "≥90%", ""),
    ("satisfaction-of-self", "服务对象满意度", "县交通运输局工作人员满意度", "≥90%", ""),
    ("satisfaction-of-self", "服务对象满意度", "本单位职工满意度", "≥90%", ""),
    ("satisfaction-of-self", "服务对象满意度", "机关工作人员对保洁服务满意度", "≥90%", ""),
    ("satisfaction-of-self", "服务对象满意度", "单位员工满意率", "≥90%", ""),
    # description-disagrees
    ("description-disagrees", "质量", "设备完好率", "≥40台", ""),
    ("description-disagrees", "时效", "工程完工时间", "≥95%", ""),
    ("description-disagrees", "数量", "走访企业数量", "2025年12月底前", ""),
    ("description-disagrees", "质量", "稿件采用率", "≥30%", "全年发稿数量"),
    ("description-disagrees", "时效", "故障恢复时间", "≤2小时", "故障恢复及时率"),
    # generic-name
    ("generic-name", "质量", "合格率", "≥95%", ""),
    ("generic-name", "成本", "项目成本", "≤20万元", ""),
    ("generic-name", "时效", "完成时限", "2025年11月30日前", ""),
    ("generic-name", "服务对象满意度", "满意度", "≥90%", ""),
    # same-name-cost
    ("same-name-cost", "成本", "改造道路里程", "≤360万元", ""),
    # duplicate-row
    ("duplicate-row", "质量", "路面验收 合格率", "≥98%", ""),
    ("duplicate-row", "成本", "道路改造工程费", "≤10万元", ""),
    ("duplicate-row", "服务对象满意度", "沿线居民满意度", "≥85%", "问卷调查"),
    # kinds of projects that were wrong once
    ("vague-target", "社会效益", "城市形象", "提升城市形象", ""),
    ("vague-target", "可持续影响", "运行机制", "可持续", ""),
    ("unit-spelling", "成本", "学员补贴标准", "≤3万/人", ""),
]
LEFT_ALONE = [
    ("cost-wrong-direction", "成本", "桥梁加固工程费", "≤80万元", ""),
    ("cost-wrong-direction", "成本", "成本节约率", "≥3%", ""),
    ("cost-wrong-direction", "成本", "带动社会资本投入", "≥500万元", ""),
    ("cost-wrong-direction", "成本", "农村低保最低标准", "≥800元/人/月", ""),
    ("cost-wrong-direction", "经济效益", "节约成本", "≥10万元", ""),
    ("cost-wrong-direction", "成本", "预算控制", "控制在预算内", ""),
    ("cost-without-cap", "成本", "公务用车租赁费", "≤12万元", ""),
    ("cost-without-cap", "成本", "公务用车租赁费", "12万元以内", ""),
    ("cost-without-cap", "成本", "预算执行率", "100%", ""),
    ("cost-without-cap", "成本", "超出批复金额", "0元", ""),
    ("cost-without-cap", "经济效益", "直接经济收益", "12万元", ""),
    ("quantity-capped", "数量", "较大安全事故", "≤1起", ""),
    ("quantity-capped", "数量", "值班人员交接用时", "≤20分钟", ""),
    ("quantity-capped", "数量", "系统平均响应", "≤3秒", ""),
    ("quantity-capped", "数量", "起始年级班额", "≤45人", ""),
    ("quantity-capped", "数量", "编制外控制数", "≤30人", ""),
    ("quantity-capped", "数量", "公务接待批次", "≤12批次", ""),
    ("quantity-capped", "质量", "产品不合格率", "≤2%", ""),
    ("quantity-capped", "质量", "管网漏损率", "≤8%", ""),
    ("quantity-capped", "质量", "论文查重率", "≤20%", ""),
    ("quantity-capped", "生态效益", "PM2.5浓度", "≤35微克/立方米", ""),
    ("quantity-capped", "服务对象满意度", "群众不满意率", "≤5%", ""),
    ("quantity-capped", "服务对象满意度", "有效投诉率", "≤3%", ""),
    ("quantity-capped", "成本", "管理费用占比", "≤5%", ""),
    ("rate-over-100", "质量", "危房改造验收合格率", "100%", ""),
    ("rate-over-100", "质量", "危房改造验收合格率", "≥99.5%", ""),
    ("rate-over-100", "经济效益", "园区产值增长率", "≥120%", ""),
    ("rate-over-100", "经济效益", "国有资产保值增值率", "≥100%", ""),
    ("rate-over-100", "经济效益", "招商引资任务完成率", "≥100%", ""),
    ("rate-over-100", "质量", "工程变更比例", "≤100%", ""),
    ("rate-over-100", "数量", "采购图书", "≥100本", ""),
    ("rate-over-100", "质量", "宣传覆盖面", "≥100", ""),
    ("date-incomplete", "时效", "招标完成时间", "2025年6月底前", ""),
    ("date-incomplete", "时效", "工资发放时间", "每月15日前", ""),
    ("date-incomplete", "时效", "工期", "6个月", ""),
    ("date-incomplete", "时效", "防汛值守", "2025年6月1日至2025年9月30日", ""),
    ("date-incomplete", "时效", "服务时间", "全年工作日", ""),
    ("date-incomplete", "数量", "巡河", "4次/月", ""),
    ("unit-spelling", "质量", "水质达标率", "≥98%", ""),
    ("unit-spelling", "数量", "发放宣传册", "≥2万册", ""),
    ("unit-spelling", "数量", "服务人次", "10万", ""),
    ("unit-spelling", "经济效益", "增长", "≥2个百分点", ""),
    ("unit-spelling", "质量", "编制依据", "《城市道路工程设计规范》", ""),
    ("vague-target", "时效", "物资发放及时率", "≥95%", ""),
    ("vague-target", "质量", "工程质量等级", "合格", ""),
    ("vague-target", "社会效益", "居民环保意识", "有效增强", "问卷评分优、良、中、差，良以上为有效增强"),
    ("vague-target", "社会效益", "出行时间", "有效缩短10分钟", ""),
    ("vague-target", "社会效益", "安全生产", "不发生重大事故", ""),
    ("implausible-number", "数量", "安全责任事故", "0起", ""),
    ("implausible-number", "数量", "每千名老人床位数", "≥38.5张", ""),
    ("implausible-number", "数量", "灌溉面积", "≥1.5万亩", ""),
    ("implausible-number", "数量", "宣传受众", "≥2.5万人次", ""),
    ("implausible-number", "经济效益", "能耗增长率", "≤-3%", ""),
    ("implausible-number", "服务对象满意度", "用户投诉", "0次", ""),
    ("implausible-number", "社会效益", "新增欠薪案件", "0件", ""),
    ("satisfaction-misplaced", "服务对象满意度", "培训学员满意度", "≥90%", ""),
    ("satisfaction-misplaced", "数量", "开展满意度调查", "≥2次", ""),
    ("satisfaction-misplaced", "数量", "满意度测评报告", "1份", ""),
    ("satisfaction-of-self", "服务对象满意度", "道路使用者满意度", "≥90%", ""),
    ("satisfaction-of-self", "服务对象满意度", "公众对县交通局满意度", "≥90%", ""),
    ("satisfaction-of-self", "服务对象满意度", "县民政局满意度", "≥90%", ""),
    ("satisfaction-of-self", "服务对象满意度", "山区群众满意度", "≥90%", ""),
    ("satisfaction-of-self", "服务对象满意度", "使用单位满意度", "≥90%", ""),
    ("description-disagrees", "质量", "设备完好率", "≥95%", "完好设备数与设备总数的比例"),
    ("description-disagrees", "时效", "接警响应时间", "≤10分钟", "接到报警后的最长时间"),
    ("description-disagrees", "数量", "巡查频率", "4次/周", ""),
    ("description-disagrees", "质量", "工作效率", "≥20件", ""),
    ("description-disagrees", "服务对象满意度", "用户满意度", "≥90分", ""),
    ("generic-name", "质量", "疫苗合格率", "≥95%", ""),
    ("generic-name", "时效", "桥梁加固完成时限", "2025年11月30日前", ""),
    ("generic-name", "服务对象满意度", "学员满意度", "≥90%", ""),
    ("generic-name", "成本", "戏曲演出成本", "≤20万元", ""),
    ("same-name-cost", "成本", "道路改造费用", "≤360万元", ""),
    ("duplicate-row", "质量", "路基验收合格率", "≥98%", ""),
    ("quantity-capped", "数量", "办公用房面积", "≤9平方米/人", ""),
    ("unit-spelling", "数量", "高龄补贴覆盖", "10万", ""),
    ("unit-spelling", "数量", "稳岗补贴人次", "≥1.2万", ""),
    ("vague-target", "社会效益", "通行速度", "提高到60公里/小时", ""),
    ("description-disagrees", "数量", "贴息资金数量", "≥300万元", ""),
    ("description-disagrees", "数量", "云主机租用时间", "≥12个月", ""),
    ("duplicate-row", "社会效益", "路面验收合格率", "≥98%", ""),
]


def name(case: tuple[str, ...]) -> str:
    return f"{case[0]} {case[2]} {case[3]}"


@pytest.mark.parametrize("case", TOLD, ids=name)
def test_a_row_that_is_told(case: tuple[str, str, str, str, str]) -> None:
    found = on_row(*case)
    assert len(found) == 1
    assert case[2] in found[0].message or case[0] == "duplicate-row"
    assert found[0].field in ("level2", "level3", "description", "target")


@pytest.mark.parametrize("case", LEFT_ALONE, ids=name)
def test_a_row_that_is_left_alone(case: tuple[str, str, str, str, str]) -> None:
    assert on_row(*case) == []


def test_every_check_of_a_row_has_both() -> None:
    assert {case[0] for case in TOLD} == {case[0] for case in LEFT_ALONE}
