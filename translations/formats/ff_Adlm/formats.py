"""Dates and numbers of Fula in Adlam as CLDR has them, in the digits that keypads and codes have."""

DATE_FORMAT = "j F⹁ Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F⹁ Y H:i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "j-n-Y"
SHORT_DATETIME_FORMAT = "j-n-Y H:i"
FIRST_DAY_OF_WEEK = 1
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = "⹁"
NUMBER_GROUPING = 3
