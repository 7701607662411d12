"""Working days of the Chinese calendar by the package chinesecalendar, for comparison with ours.

    working_days.py FIRST_YEAR LAST_YEAR SEED SPANS

prints, one a line:

    day DATE 0|1                   is the day worked
    add DATE COUNT DATE            the day COUNT working days after a day, which is not counted
    back DATE COUNT DATE           likewise before it
    between DATE DATE COUNT        working days after the first, through the second

Nothing here is counted by our rules: a span is walked day by day with the package's own answer.
"""

import datetime
import random
import sys

import chinese_calendar

DAY = datetime.timedelta(days=1)


def walk(start, count, step):
    day = start
    while count > 0:
        day += step
        if chinese_calendar.is_workday(day):
            count -= 1
    return day


def main():
    first, last, seed, spans = (int(text) for text in sys.argv[1:5])
    begin, end = datetime.date(first, 1, 1), datetime.date(last, 12, 31)
    day = begin
    while day <= end:
        print("day", day, int(chinese_calendar.is_workday(day)))
        day += DAY
    generator = random.Random(seed)
    # Margins, so that a walk stays within the years that the package knows.
    inner = (end - begin).days - 200
    for _ in range(spans):
        start = begin + DAY * (100 + generator.randrange(inner))
        count = generator.randrange(1, 60)
        print("add", start, count, walk(start, count, DAY))
        print("back", start, count, walk(start, count, -DAY))
        other = min(end, start + DAY * generator.randrange(0, 400))
        worked = chinese_calendar.get_workdays(start + DAY, other) if other > start else []
        print("between", start, other, len(worked))


if __name__ == "__main__":
    main()
