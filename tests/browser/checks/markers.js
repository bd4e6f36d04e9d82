// The signs in a page that programs rely on: rows, totals, the next page, the name of the page, one title, no hidden robots.
'use strict';

/* expect: {list, empty}; runs in the page. */
function look(expect) {
  const found = [];
  const add = (what) => found.push({ rule: 'marker', what });
  if (!document.body.dataset.page) add('body has no data-page');
  if (document.documentElement.lang !== 'zh-Hans-CN') add('language is ' + document.documentElement.lang);
  if (document.querySelectorAll('h1').length !== 1) add(document.querySelectorAll('h1').length + ' h1');
  const ids = {};
  for (const e of document.querySelectorAll('[id]')) ids[e.id] = (ids[e.id] || 0) + 1;
  for (const [id, n] of Object.entries(ids)) if (n > 1) add(`id ${id} ${n} times`);
  for (const tr of document.querySelectorAll('tr[data-record]')) {
    if (!/^\d{1,19}$/.test(tr.dataset.record)) add('data-record is ' + tr.dataset.record);
    if (!tr.querySelector(`a[href="/records/${tr.dataset.record}"]`)) add('row without the address of its record');
  }
  if (/\(null\)|undefined|\bNaN\b|&amp;amp;|&lt;|<\?cs|\{\{/.test(document.body.innerText)) add('unfinished words: ' + document.body.innerText.match(/.{0,20}(\(null\)|undefined|\bNaN\b|&amp;|&lt;|<\?cs|\{\{).{0,20}/)[0]);
  if (expect.list) {
    const table = document.querySelector('table[data-total]');
    if (!table) { add('no table with data-total'); return found; }
    const total = table.dataset.total;
    if (!/^(\d+|10000\+)$/.test(total)) add('data-total is ' + total);
    const rows = table.querySelectorAll('tr[data-record]').length;
    const next = document.querySelector('a[rel~="next"]');
    if (rows > 20) add(rows + ' rows on a page');
    if (expect.empty && (rows || total !== '0')) add(`${rows} rows, total ${total} where none was due`);
    if (!expect.empty && !rows) add('no rows');
    if (!expect.next && /^\d+$/.test(total) && Number(total) <= 20 && Number(total) !== rows) add(`total ${total}, but ${rows} rows`);
    if (!expect.next && (total === '10000+' || Number(total) > 20) && !next) add(`total ${total} without a next page`);
    if (!expect.next && /^\d+$/.test(total) && Number(total) <= 20 && next) add(`a next page after all ${total}`);
  }
  return found;
}

function markers(page, expect) {
  return page.evaluate(`(${look.toString()})(${JSON.stringify(expect)})`);
}

module.exports = { markers };
