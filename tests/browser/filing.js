// What an applicant does: files an objection with a fault on the way, looks it over, keeps the receipt, adds to the case, takes it back; and a complaint. At each
// station the page is looked at as the standing pages are.
'use strict';

const { visitor, faults } = require('./checks/browser');
const { expect, press, station } = require('./station');

const PDF = Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n', 'latin1');
const file = (name) => ({ name, mimeType: 'application/pdf', buffer: Buffer.concat([PDF, Buffer.from(name)]) });

async function fill(page, statement) {
  await page.check('input[name=reason][value=inaccurate]');
  await page.fill('[name=phone]', '13800000000');
  await page.fill('[name=statement]', statement);
  await page.setInputFiles('[name=identity]', [file('营业执照.pdf')]);
  await page.check('[name=declaration]');
}

async function objection(browser, base, options) {
  const found = [];
  const page = await visitor(browser, { base, ...options });
  await page.setViewportSize({ width: options.width, height: 900 });
  await page.goto('/lists/penalty-decision');
  await page.click('tr[data-record] a >> nth=0');
  await page.click('a:has-text("提出异议"):visible >> nth=0');
  await fill(page, '太短');
  let answer = await press(page, '.actions button');
  expect(found, answer.status === 422, `a faulty form is ${answer.status}`);
  found.push(...await station(page, 'faults', answer, options));
  for (const field of ['statement', 'evidence']) {
    expect(found, await page.locator(`#e-${field}`).count() === 1 && await page.locator(`.errors a[href="#f-${field}"]`).count() === 1, `${field} is not said twice`);
    expect(found, ((await page.getAttribute(`#f-${field}`, 'aria-describedby')) || '').includes(`e-${field}`), `${field} is not described by its fault`);
  }
  expect(found, (await page.inputValue('[name=phone]')) === '13800000000' && await page.isChecked('input[name=reason][value=inaccurate]') && await page.isChecked('[name=declaration]'), 'a value is lost');
  expect(found, (await page.locator('.file-n').allInnerTexts()).join() === '营业执照.pdf', 'the file is lost');

  await page.fill('[name=statement]', '罚款金额写错了，决定书上是一万元。');
  await page.setInputFiles('[name=evidence]', [file('决定书.pdf'), file('缴款凭证.pdf')]);
  answer = await press(page, '.actions button');
  expect(found, answer.status === 200 && await page.getAttribute('body', 'data-page') === 'check_show', 'no page to look it over');
  found.push(...await station(page, 'look over', answer, options));
  answer = await press(page, 'button[value=edit]');
  expect(found, (await page.locator('.file-n').count()) === 3 && (await page.locator('.field-msg').count()) === 0, 'the way back loses something');
  answer = await press(page, `.files li:has-text("缴款凭证") button`);
  expect(found, (await page.locator('.file-n').count()) === 2, 'a file cannot be taken off');
  await press(page, '.actions button');
  answer = await press(page, '.actions button');
  expect(found, /\/receipts\/Y\d{14}$/.test(page.url()), `filed, and now at ${page.url()}`);
  found.push(...await station(page, 'receipt', answer, options));
  const number = await page.innerText('#case-number');
  const code = await page.innerText('#query-code');
  expect(found, /^Y\d{14}$/.test(number) && code.length === 10 && await page.locator('time.due').count() === 2, 'the receipt lacks something');
  await page.reload();
  expect(found, await page.innerText('#query-code') === code, 'the receipt is another one after a reload');

  answer = await press(page, 'a:has-text("查看办理进度")');
  expect(found, await page.locator('[data-state=submitted]').count() === 1, 'the case is not open');
  found.push(...await station(page, 'case', answer, options));
  await page.click('#add summary');
  await page.fill('#add [name=statement]', '补充一份材料');
  await page.setInputFiles('#add [name=evidence]', [file('补充.pdf')]);
  answer = await press(page, '#add .actions button');
  expect(found, (await page.locator('.history li').count()) === 2, 'the supplement is not in the history');
  await page.click('summary:has-text("撤回申请")');
  await press(page, 'button.danger');
  expect(found, await page.locator('[data-state=withdrawn]').count() === 1, 'not withdrawn');
  found.push(...await station(page, 'withdrawn', null, options));
  await press(page, 'button:has-text("结束查看")');
  await page.goto(`/cases/${number}`);
  expect(found, /\/cases\?number=/.test(page.url()), 'the case is still open after leaving');
  await page.fill('[name=code]', code.toLowerCase());
  answer = await press(page, 'form.panel button');
  expect(found, page.url().endsWith('/cases/' + number), 'number and code do not open the case');
  if (options.script) found.push(...(await faults(page)).filter((f) => f.rule !== 'broken'));
  await page.done();
  return found;
}

/* By keyboard: Enter in a line of text does what the main button does, and never takes a file off. */
async function byEnter(browser, base) {
  const found = [];
  const page = await visitor(browser, { base });
  await page.goto('/complaints/new?kind=site');
  await page.fill('[name=about]', '本网站首页');
  await page.fill('[name=statement]', '首页的一个链接打不开了。');
  await page.setInputFiles('[name=evidence]', [file('截图.pdf')]);
  await page.focus('[name=about]');
  let [answer] = await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST'), page.keyboard.press('Enter')]);
  expect(found, answer.status() === 422, `without a way to answer: ${answer.status()}`);
  await page.waitForLoadState('load');
  await page.fill('[name=email]', 'someone@example.com');
  [answer] = await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST'), page.keyboard.press('Enter')]);
  await page.waitForLoadState('load');
  expect(found, await page.getAttribute('body', 'data-page') === 'check_show' && (await page.innerText('main')).includes('截图.pdf'), 'Enter does not lead on, or takes the file off');
  await page.done();
  return found;
}

async function filing(count, browser, base) {
  await count.check('an objection, filed, followed and taken back, without script at 360', () => objection(browser, base, { script: false, width: 360 }));
  await count.check('an objection at 360', () => objection(browser, base, { script: true, width: 360 }));
  await count.check('an objection at 1280', () => objection(browser, base, { script: true, width: 1280 }));
  await count.check('an objection for the elder at 360', () => objection(browser, base, { script: true, view: 'elder', width: 360 }));
  await count.check('a complaint by keyboard', () => byEnter(browser, base));
}

module.exports = { filing, fill, file };
