"""The longest texts and largest numbers that a stored table takes: for what is typed and for what is read.

Plain Python, no Django; a test holds that the columns agree.
"""

# Characters, by field of the content and by name on screen.
LIMITS = {
    "project_name": (300, "项目名称"),
    "agency_code": (20, "单位代码"),
    "agency_name": (200, "单位名称"),
    "title": (400, "标题"),
}
LEVEL_LIMIT = 100
MOST_NUMBER = 2**31 - 1

MOST_ROWS = 500  # of one table; the largest real ones have some eighty
MONEY_DIGITS, MONEY_DECIMALS = 20, 6  # of an amount in 元
WEIGHT_DIGITS, WEIGHT_DECIMALS = 9, 4
