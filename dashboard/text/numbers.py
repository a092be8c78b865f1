"""Numbers stand in sentences too; pictures, which know no sentences, take them from the source."""

from dashboard.written_numbers import (
    MINUS,
    NOISE,
    THIN_SPACE,
    as_written,
    fixed_number,
    is_noise,
    mantissa_and_exponent,
    number,
    number_or_noise,
    number_or_zero,
    percent,
    power_of_ten,
    row_of_numbers,
    short_number,
    signed_number,
    whole_number,
)

__all__ = [
    "MINUS",
    "NOISE",
    "THIN_SPACE",
    "as_written",
    "fixed_number",
    "is_noise",
    "mantissa_and_exponent",
    "number",
    "number_or_noise",
    "number_or_zero",
    "percent",
    "power_of_ten",
    "row_of_numbers",
    "short_number",
    "signed_number",
    "whole_number",
]
