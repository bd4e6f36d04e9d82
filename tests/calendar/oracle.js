// Prints due dates by npm chinese-days, which knows the calendar from elsewhere than db/data/workdays.csv. A line each:
//   FIRST LAST DAY TERM DUE KNOWN
// FIRST and LAST: the first and last second (Unix time) in which a receipt falls on DAY in Asia/Shanghai; TERM working days;
// KNOWN 0: the way to DUE leaves the years that chinese-days knows.
'use strict';
const { isWorkday, findWorkday } = require('chinese-days');

const FROM = '2007-01-01', UNTIL = '2026-12-31';
const TERMS = [0, 1, 2, 3, 5, 7, 10, 15];
const DAY = 86400;

// put together from its parts: how a locale writes a day differs between versions
const local = new Intl.DateTimeFormat('en-US', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' });
const dayOf = (moment) => {
  const part = Object.fromEntries(local.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}`;
};
const text = (day) => new Date(day * DAY * 1000).toISOString().slice(0, 10);
const number = (date) => Date.parse(date + 'T00:00:00Z') / 1000 / DAY;
const workday = new Map();
const works = (day) => {
  if (!workday.has(day)) workday.set(day, isWorkday(text(day)));
  return workday.get(day);
};

// Day 0 is the day of filing; on a day off the count begins with the next working day as day 1; no days at all: that day itself.
function due(day, term) {
  if (term === 0) while (!works(day)) day++;
  for (let n = 0; n < term; n++) do day++; while (!works(day));
  return day;
}

const out = [], last = number(UNTIL);
for (let day = number(FROM); day <= last; day++) {
  const begins = (day * 24 - 8) * 3600, ends = begins + DAY - 1;
  for (const moment of [begins, ends])
    if (dayOf(new Date(moment * 1000)) !== text(day)) throw new Error(`${moment} is not on ${text(day)}`);
  for (const term of TERMS) {
    const end = due(day, term);
    // its own way to count, where it means the same
    if (term > 0 && works(day) && findWorkday(term, text(day)) !== text(end)) throw new Error(`${text(day)} + ${term}`);
    out.push(`${begins} ${ends} ${text(day)} ${term} ${text(end)} ${end <= last ? 1 : 0}`);
  }
}
process.stdout.write(out.join('\n') + '\n');
