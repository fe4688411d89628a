"""What Excel, WPS and Word really put on the clipboard: the whole HTML with its comments and styles, and the text."""

# ruff: noqa: E501 (the lines are those of the programs)

# Excel 2016, copied with merged 一级/二级 cells, a line break in a cell, a hidden (filtered) row and entities.
EXCEL = """<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:x="urn:schemas-microsoft-com:office:excel"
xmlns="http://www.w3.org/TR/REC-html40">

<head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=ProgId content=Excel.Sheet>
<meta name=Generator content="Microsoft Excel 15">
<link id=Main-File rel=Main-File href="file:///C:/Users/ADMINI~1/AppData/Local/Temp/msohtmlclip1/01/clip.htm">
<style>
<!--table
	{mso-displayed-decimal-separator:"\\.";
	mso-displayed-thousand-separator:"\\,";}
@page
	{margin:.75in .7in .75in .7in;}
tr
	{mso-height-source:auto;
	mso-ruby-visibility:none;}
col
	{mso-width-source:auto;
	mso-ruby-visibility:none;}
br
	{mso-data-placement:same-cell;}
.xl65
	{text-align:center;
	border:.5pt solid windowtext;
	white-space:normal;}
ruby
	{ruby-align:left;}
-->
</style>
</head>

<body link="#0563C1" vlink="#954F72">

<table border=0 cellpadding=0 cellspacing=0 width=500 style='border-collapse:
 collapse;width:375pt'>
<!--StartFragment-->
 <col width=72 span=5 style='width:54pt'>
 <tr height=38 style='height:28.5pt'>
  <td rowspan=4 height=114 class=xl65 width=72 style='height:85.5pt;width:54pt'>产出指标</td>
  <td rowspan=2 class=xl65 width=72 style='width:54pt'>数量指标</td>
  <td class=xl65 width=72 style='border-left:none;width:54pt'>巡查&amp;处置<br>
    次数</td>
  <td class=xl65 width=72 style='border-left:none;width:54pt'>全年<span
  style='mso-spacerun:yes'>&nbsp; </span>巡查的&quot;次数&quot;</td>
  <td class=xl65 align=right width=72 style='border-left:none;width:54pt'>≥300件</td>
 </tr>
 <tr height=19 style='display:none;height:14.25pt'>
  <td height=19 class=xl65>隐藏的</td>
  <td class=xl65>隐藏的说明</td>
  <td class=xl65>1</td>
 </tr>
 <tr height=19 style='height:14.25pt'>
  <td rowspan=2 class=xl65>质量指标</td>
  <td class=xl65>合格率</td>
  <td class=xl65></td>
  <td class=xl65>&lt;5%</td>
 </tr>
 <tr height=19 style='height:14.25pt'>
  <td class=xl65>返工率</td>
  <td class=xl65><font class="font5">不</font><font class="font6">合格</font></td>
  <td class=xl65>0</td>
 </tr>
<!--EndFragment-->
</table>

</body>

</html>
"""
EXCEL_TEXT = '产出指标\t数量指标\t"巡查&处置\n次数"\t"全年  巡查的""次数"""\t≥300件\r\n\t质量指标\t合格率\t\t<5%\r\n\t\t返工率\t不合格\t0\r\n'
# What either of them says, row by row.
EXCEL_ROWS = [
    ["产出指标", "数量指标", "巡查&处置\n次数", '全年  巡查的"次数"', "≥300件"],
    ["产出指标", "质量指标", "合格率", "", "<5%"],
    ["产出指标", "质量指标", "返工率", "不合格", "0"],
]

# WPS 表格: et classes, x:str, lower case, closed br.
WPS = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"
xmlns="http://www.w3.org/TR/REC-html40"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<meta name="ProgId" content="Excel.Sheet"/><meta name="Generator" content="WPS Office ET"/>
<style><!-- @font-face{font-family:"宋体";} .et3{mso-style-name:"常规";} --></style></head><body><!--StartFragment-->
<table width="432.00" border="0" cellpadding="0" cellspacing="0" style='width:259.20pt;border-collapse:collapse;'>
<col width="72" style='width:43.20pt;'/><col width="72" style='width:43.20pt;'/>
<tr height="24" style='height:14.40pt;'><td class="et3" height="48" width="72" rowspan="2" style='height:28.80pt;' x:str>效益指标</td>
<td class="et3" width="72" rowspan="2" x:str>社会效益指标</td><td class="et4" x:str>群众<br/>诉求</td>
<td class="et4" x:str>助力解决群众诉求</td><td class="et3" x:str>有效助力</td></tr>
<tr height="24" style='height:14.40pt;'><td class="et4" x:str>投诉</td><td class="et4" x:str>投诉下降</td>
<td class="et5" x:num="0.10" align="right">10%</td></tr></table><!--EndFragment--></body></html>
"""
WPS_ROWS = [
    ["效益指标", "社会效益指标", "群众\n诉求", "助力解决群众诉求", "有效助力"],
    ["效益指标", "社会效益指标", "投诉", "投诉下降", "10%"],
]

# Another order, a number column, sign and unit in columns of their own, weights.
WITH_HEADER = (
    "序号\t三级指标\t指标性质\t年度指标值\t计量单位\t二级指标\t一级指标\t权重（%）\r\n"
    "1\t巡查次数\t≥\t300\t次\t数量指标\t产出指标\t１０\r\n"
    "2\t合格率\t≥\t95\t%\t质量指标\t产出指标\t20\r\n"
)
HEADER_ROWS = [
    {"level1": "产出指标", "level2": "数量指标", "level3": "巡查次数", "target": "≥300次", "weight": "10"},
    {"level1": "产出指标", "level2": "质量指标", "level3": "合格率", "target": "≥95%", "weight": "20"},
]

# Word wraps its source between any two characters, and each paragraph of a cell is a line.
WORD = """<html xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name=ProgId content=Word.Document>
<meta name=Generator content="Microsoft Word 15"></head><body lang=ZH-CN><!--StartFragment-->
<table class=MsoTableGrid border=1><tr><td width=100><p class=MsoNormal><span style='font-family:宋体'>巡
查次数</span><span lang=EN-US><o:p></o:p></span></p></td><td><p class=MsoNormal>全年</p><p class=MsoNormal>合
计</p></td><td><p class=MsoNormal align=center><span lang=EN-US>≥300</span>次</p></td></tr></table>
<!--EndFragment--></body></html>
"""
WORD_ROWS = [["巡查次数", "全年\n合计", "≥300次"]]

ONE_CELL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta name=ProgId content=Excel.Sheet></head><body>
<table border=0><!--StartFragment--><tr height=19><td height=19 class=xl65 width=72>一格<br>文字</td></tr><!--EndFragment-->
</table></body></html>
"""
