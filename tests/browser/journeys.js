// What a visitor does over several pages: by keyboard alone, with a changed view, without script, with suggestions.
'use strict';

const { visitor, faults } = require('./checks/browser');

const expect = (found, truth, what) => { if (!truth) found.push({ rule: 'journey', what }); };

/* Tab until the focus is on what `test` (source of a function of an element) accepts. */
async function tabTo(page, test, most = 200) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(`(${test})(document.activeElement)`)) return true;
  }
  return false;
}

async function byKeyboard(browser, base) {
  const found = [];
  const page = await visitor(browser, { base });
  await page.goto('/');
  await page.keyboard.press('Tab');
  expect(found, await page.evaluate("document.activeElement.classList.contains('skip') && document.activeElement.getBoundingClientRect().top >= 0"), 'the skip link is not first or not seen');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(found, await page.evaluate("document.activeElement.closest('main') !== null"), 'the skip link does not lead into the text');
  expect(found, await page.evaluate("document.activeElement.name === 'q'"), 'the search box is not the first thing of the home page');
  await page.keyboard.type('大连');
  await Promise.all([page.waitForURL(/\/search\?/), page.keyboard.press('Enter')]);
  expect(found, await tabTo(page, "(e) => e.matches('.items a')"), 'no result is reached by Tab');
  await Promise.all([page.waitForURL(/\/subjects\//), page.keyboard.press('Enter')]);
  expect(found, await tabTo(page, "(e) => e.matches('tr[data-record] a')"), 'no record is reached by Tab');
  await Promise.all([page.waitForURL(/\/records\/\d+$/), page.keyboard.press('Enter')]);
  expect(found, await page.getAttribute('body', 'data-page') === 'record_show', 'no record page at the end');
  found.push(...await faults(page));
  await page.done();
  return found;
}

/* The links of the views keep the page and the filter; without script. */
async function views(browser, base) {
  const found = [];
  const page = await visitor(browser, { base, script: false });
  const address = '/lists/penalty-decision?region=210200&from=2020-01-01';
  await page.goto(address);
  for (const [word, view] of [['长者版', 'elder'], ['高对比', 'contrast'], ['标准版', '']]) {
    await page.click(`.views a:has-text("${word}")`);
    const at = new URL(page.url());
    expect(found, at.pathname + at.search === address, `${word} leads to ${at.pathname + at.search}`);
    expect(found, (await page.getAttribute('html', 'class') || '') === view, `${word} does not change the view`);
    expect(found, (await page.locator('.views [aria-current]').innerText()).trim() === word, `${word} is not marked as the current one`);
    await page.goto('/help');
    expect(found, (await page.getAttribute('html', 'class') || '') === view, `${word} does not last`);
    await page.goto(address);
  }
  for (const back of ['https://example.invalid/', '//example.invalid/', '/\\example.invalid', 'javascript:alert(1)']) {
    const answer = await fetch(`${base}/view?to=elder&back=${encodeURIComponent(back)}`, { redirect: 'manual' });
    const to = answer.headers.get('location');
    expect(found, !to || new URL(to, base).origin === new URL(base).origin, `the view's way back leads away: ${to}`);
  }
  await page.done();
  return found;
}

/* Search and the filters of a list work without script. */
async function withoutScript(browser, base) {
  const found = [];
  const page = await visitor(browser, { base, script: false });
  await page.goto('/');
  await page.fill('main input[name=q]', '沈阳');
  await Promise.all([page.waitForURL(/\/search\?/), page.click('main form button')]);
  const hits = await page.locator('.items .item').count();
  expect(found, hits > 0, 'a search without script finds nothing');
  await page.selectOption('select[name=type]', { index: 1 });
  await Promise.all([page.waitForURL(/type=[^&]/), page.click('main form button')]);
  expect(found, await page.inputValue('select[name=type]') !== '', 'the type is not kept');
  expect(found, await page.inputValue('main input[name=q]') === '沈阳', 'the word is not kept');

  await page.goto('/lists/penalty-decision');
  const all = Number((await page.getAttribute('table[data-total]', 'data-total')).replace('+', ''));
  await page.selectOption('select[name=region]', '210100');
  await Promise.all([page.waitForURL(/region=210100/), page.click('form.filter button')]);
  const some = Number((await page.getAttribute('table[data-total]', 'data-total')).replace('+', ''));
  expect(found, some > 0 && some < all, `the filter leaves ${some} of ${all}`);
  expect(found, await page.inputValue('select[name=region]') === '210100', 'the region is not kept');

  // From page to page: no record twice, dates never rise.
  await page.goto('/lists/penalty-decision');
  const seen = new Set();
  let last = '9999';
  for (let i = 0; i < 4; i++) {
    for (const row of await page.locator('tr[data-record]').evaluateAll((rows) => rows.map((r) => [r.dataset.record, (r.querySelector('td[data-label="决定日期"] time') || {}).dateTime || '']))) {
      expect(found, !seen.has(row[0]), `record ${row[0]} twice`);
      expect(found, row[1] <= last, `${row[1]} after ${last}`);
      seen.add(row[0]);
      last = row[1];
    }
    const next = page.locator('a[rel~="next"]');
    if (!await next.count()) break;
    const before = page.url();
    await Promise.all([page.waitForURL((u) => u.href !== before), next.first().click()]);
  }
  expect(found, seen.size > 20, `only ${seen.size} rows over four pages`);
  await page.done();
  return found;
}

/* With script, the search box helps. */
async function suggestions(browser, base) {
  const found = [];
  const page = await visitor(browser, { base });
  await page.goto('/');
  await page.click('main input[name=q]');
  await page.keyboard.type('大连', { delay: 30 });
  // Asked from outside: waiting inside the page would need eval, which the page's policy refuses.
  let some = false;
  for (let i = 0; i < 40 && !some; i++) {
    some = await page.evaluate("document.querySelectorAll('datalist option').length > 0");
    if (!some) await page.waitForTimeout(100);
  }
  expect(found, some, 'no suggestion for 大连');
  if (some) {
    const [first, n] = await page.evaluate("[document.querySelector('datalist option').value, document.querySelectorAll('datalist option').length]");
    expect(found, n <= 8, `${n} suggestions`);
    expect(found, first.length > 2, `a suggestion “${first}”`);
  }
  found.push(...await faults(page));
  await page.done();
  return found;
}

/* Faults of a filter stand beside their field and on top, and the link leads there. */
async function filterFaults(browser, base) {
  const found = [];
  const page = await visitor(browser, { base });
  await page.goto('/lists/penalty-decision?from=2024-13-45&region=999999');
  expect(found, await page.locator('.errors a').count() >= 2, 'the summary does not name both faults');
  for (const field of ['from', 'region']) {
    const input = page.locator(`#f-${field}`);
    expect(found, await input.getAttribute('aria-invalid') === 'true', `${field} is not marked`);
    const by = await input.getAttribute('aria-describedby');
    expect(found, by && (await page.locator('#' + by).innerText()).length > 3, `${field} has no words beside it`);
    await page.click(`.errors a[href="#f-${field}"]`);
    expect(found, await page.evaluate(`document.activeElement.id === 'f-${field}'`), `the summary does not lead to ${field}`);
  }
  await page.done();
  return found;
}

/* On paper: a PDF with pages, not a screen cut in two. */
async function paper(browser, base) {
  const found = [];
  const page = await visitor(browser, { base });
  for (const address of ['/lists/penalty-decision', '/help/repair']) {
    await page.goto(address);
    const pdf = await page.pdf({ format: 'A4', printBackground: false });
    const sheets = (pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) || []).length;
    expect(found, sheets >= 1 && sheets <= 8, `${address} takes ${sheets} sheets`);
  }
  await page.done();
  return found;
}

/* On a phone the first record is on the second screen at the latest; what is folded opens without script and by the keyboard. On a
 * wide screen the filters stand open. */
async function folded(browser, base) {
  const found = [];
  for (const address of ['/lists/penalty-decision', '/lists/penalty', '/lists/licence']) {
    const phone = await visitor(browser, { base, script: false });
    await phone.setViewportSize({ width: 360, height: 780 });
    await phone.goto(address);
    const { y } = await phone.locator('tr[data-record]').first().boundingBox();
    expect(found, y < 2 * 780, `${address}: the first record lies ${Math.round(y)} pixels down`);
    expect(found, !await phone.isVisible('#f-region'), `${address}: the filters are not folded`);
    await phone.focus('.filter-more > summary');
    await phone.keyboard.press('Enter');
    expect(found, await phone.isVisible('#f-region'), `${address}: the filters do not open`);
    await phone.selectOption('#f-region', '210100');
    await Promise.all([phone.waitForURL(/region=210100/), phone.click('form.filter button')]);
    expect(found, await phone.isVisible('#f-region'), `${address}: a filter that is set is folded away`);
    await phone.click('.about > summary');
    if (await phone.locator('.member').count()) await phone.click('.member:first-of-type > summary');
    expect(found, await phone.locator('dt:text-is("由谁认定")').first().isVisible(), `${address}: the explanation does not open`);
    await phone.done();
  }
  const desk = await visitor(browser, { base });
  await desk.goto('/lists/penalty-decision');
  expect(found, await desk.isVisible('#f-region') && !await desk.isVisible('.filter-more > summary'), 'the filters are folded on a wide screen');
  await desk.done();
  return found;
}

async function journeys(count, browser, base) {
  await count.check('search, result and record by keyboard alone', () => byKeyboard(browser, base));
  await count.check('the view links keep page and filter', () => views(browser, base));
  await count.check('search and filters without script', () => withoutScript(browser, base));
  await count.check('suggestions with script', () => suggestions(browser, base));
  await count.check('faults of a filter are said where they are', () => filterFaults(browser, base));
  await count.check('what is folded on a phone', () => folded(browser, base));
  await count.check('lists and help on paper', () => paper(browser, base));
}

module.exports = { journeys };
