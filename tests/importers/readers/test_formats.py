"""Numbers as a worksheet shows them."""

import pytest

from importers.readers.formats import BUILT_IN, Shown, shown_number

ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("raw", "code", "text"),
    [
        ("455000", "", "455000"),
        ("455000", "General", "455000"),
        ("667201", "@", "667201"),
        ("455000.00", "", "455000"),
        ("0.28999999999999998", "", "0.29"),
        ("0.30000000000000004", "General", "0.3"),
        ("1E+20", "", "100000000000000000000"),
        ("5.0000000000000001E-7", "", "0.0000005"),
        ("-0", "", "0"),
        ("455000", "0.00", "455000.00"),
        ("455000", "#,##0.00", "455000.00"),
        ("455000", ACCOUNTING, "455000.00"),
        ("-5.5", ACCOUNTING, "-5.50"),
        ("0", ACCOUNTING, "0.00"),
        ("-5", "0;(0)", "-5"),
        ("-5", '0_);[Red]"-"0', "-5"),
        ("455000", '"¥"#,##0.00', "455000.00"),
        ("455000", "[$¥-804]#,##0.00", "455000.00"),
        ("45.5", "0.0#", "45.5"),
        ("45", "0.0#", "45.0"),
        ("7", "000", "7"),
        ("0.9", "0%", "90%"),
        ("0.9", "0.00%", "90.00%"),
        ("1", "0%", "100%"),
        ("1", "0.0%;-0.0%", "100.0%"),
        ("100", '0"个"', "100个"),
        ("100", '"≥"0"人次"', "≥100人次"),
        ("100", "≥0", "≥100"),
        ("100", "0\\天", "100天"),
        ("6.5", '0.00"万元"', "6.50万元"),
        ("123456", '0!.0,"万元"', "123456"),
        ("123456", "#,##0,", "123456"),
        ("0.5", "# ?/?", "0.5"),
        ("12300", "0.00E+00", "12300"),
        ("12", ";;;", "12"),
        ("12", "", "12"),
    ],
)
def test_numbers(raw, code, text):
    assert shown_number(raw, code) == Shown(text)


@pytest.mark.parametrize(
    ("raw", "code", "shown"),
    [
        ("45.1234", "0.00", Shown("45.1234")),  # typed, perhaps 万元: no digit of money is dropped
        ("0.333333333333333", "0.00", Shown("0.33", "0.333333333333333")),
        ("2.5000000001", "0", Shown("3", "2.5000000001")),
        ("0.905", "0%", Shown("91%", "90.5%")),
        ("0.90500000000000003", "0.0%", Shown("90.5%")),
    ],
)
def test_digits_that_a_format_hides(raw, code, shown):
    assert shown_number(raw, code) == shown


@pytest.mark.parametrize(
    ("raw", "code", "text"),
    [
        ("46022", 'yyyy"年"m"月"d"日"', "2025年12月31日"),
        ("46022", '[$-804]yyyy"年"m"月"d"日";@', "2025年12月31日"),
        ("46022", "yyyy-mm-dd", "2025-12-31"),
        ("46022", "yyyy/m/d;@", "2025/12/31"),
        ("46022", 'yyyy"年"m"月"', "2025年12月"),
        ("45665", "m/d/yy", "1/8/2025"),
        ("45665", "yyyy-mm-dd", "2025-01-08"),
        ("45665.680555555555", "yyyy-mm-dd hh:mm", "2025-01-08 16:20"),
        ("45665.680555555555", "yyyy/m/d AM/PM h:mm", "2025/1/8 下午 4:20"),
        ("0.375", "h:mm", "9:00"),
        ("0.375", 'h"时"mm"分"ss"秒"', "9时00分00秒"),
        ("0.0034722222", "mm:ss", "05:00"),
        ("46022", "aaaa", "星期三"),
        ("46022", "dddd", "星期三"),
        ("46022", "aaa", "三"),
        ("1.5", "[h]:mm", "1.5"),
        ("59", "yyyy-m-d", "1900-2-28"),
        ("61", "yyyy-m-d", "1900-3-1"),
        ("-1", "yyyy-m-d", "-1"),
        ("99999999", "yyyy-m-d", "99999999"),
    ],
)
def test_dates(raw, code, text):
    assert shown_number(raw, code) == Shown(text)


def test_dates_of_old_macintosh_workbooks():
    assert shown_number("44560", "yyyy-m-d", mac=True).text == "2025-12-31"


@pytest.mark.parametrize("number", [14, 31, 57])
def test_built_in_dates(number):
    assert shown_number("46022", BUILT_IN[number]).text.startswith("2025")


@pytest.mark.parametrize(
    "raw", ["", "abc", "NaN", "Infinity", "1,000", "--1", "1E+999999999", "-1E-999999999", "0E+999"]
)
def test_what_is_no_number(raw):
    with pytest.raises(ValueError):  # noqa: PT011 - its message is nobody's business
        shown_number(raw, "0.00")


@pytest.mark.parametrize("raw", ["1E+308", "1E+31", "1E-400", "1E-31", "9" * 400, "0.1E+30"])
@pytest.mark.parametrize("code", ["", "0.00", "0%", "yyyy-m-d", "0." + "0" * 600 + "%" * 100, '"' * 99])
def test_monstrous_numbers_stay_short(raw, code):
    assert len(shown_number(raw, code).text) < 2000
