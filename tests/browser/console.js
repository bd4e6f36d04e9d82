// The staff's pages by role: each in its states at a phone's and a desk's width; and the job "decide", from the applicant's objection to the corrected record.
'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { visitor, faults } = require('./checks/browser');
const { layout } = require('./checks/layout');
const { axe } = require('./checks/axe');
const { keyboard } = require('./checks/keyboard');
const { markers } = require('./checks/markers');
const html = require('./checks/html');
const { ask, SET } = require('./states');
const { expect, press, station } = require('./station');
const { fill, file } = require('./filing');

const ROLES = { clerk: 'demo-clerk', reviewer: 'demo-reviewer', publisher: 'demo-publisher', source: 'demo-source', admin: 'demo-admin', auditor: 'demo-auditor' };
const AT_ONCE = 2;
const STEP = 30000; // of an authenticator's code, in ms
const PRINT = 718; // A4 less margins at 96 points an inch

/* The code of RFC 6238 (SHA-1, 30 s, 6 digits) for a moment. */
function totp(secret, moment) {
  let bits = '';
  for (const c of secret.replace(/=+$/, '')) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0');
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(moment / STEP)));
  const digest = crypto.createHmac('sha1', key).update(counter).digest();
  return String((digest.readUInt32BE(digest[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

/* Signs a person in by the form. A code works once: when another test used this half minute's, the next one, which the clock's tolerance takes, and then patience. */
async function signIn(browser, base, [name, , password, secret]) {
  const page = await visitor(browser, { base });
  for (const [wait, ahead] of [[0, 0], [0, STEP], [STEP, STEP]]) {
    await page.waitForTimeout(wait);
    await page.goto('/console/login');
    await page.fill('[name=name]', name);
    await page.fill('[name=password]', password);
    await page.fill('[name=code]', totp(secret, Date.now() + ahead));
    await press(page, '.desk-form button');
    if (!page.url().endsWith('/console/login')) {
      const cookies = await page.context().cookies();
      await page.done();
      return cookies;
    }
  }
  throw new Error(`${name} cannot sign in`);
}

/* The cookies of one signed-in person of each role. */
async function people(browser, base, state) {
  const lines = fs.readFileSync(path.join(state, 'staff.txt'), 'utf8').split('\n').map((l) => l.split('\t'));
  const signed = {};
  await Promise.all(Object.entries(ROLES).map(async ([role, name]) => { signed[role] = await signIn(browser, base, lines.find((l) => l[0] === name)); }));
  return signed;
}

/* A browser of this person, options as of a visitor; '' is nobody. */
async function person(browser, base, cookies, options) {
  const page = await visitor(browser, { base, ...options });
  if (cookies) await page.context().addCookies(cookies);
  return page;
}

const CASE = (kind, where) => `SELECT number FROM casefile WHERE kind = '${kind}' AND ${where} ORDER BY filed_at DESC LIMIT 1`;
const UNIT = "(SELECT id FROM source_unit WHERE code = 'samr')"; // of demo-source

/* [{name, who, path, status, core (also the other views, 768 pixels and the keyboard), paper}]; a state whose value is missing is named in `missing`. */
function states(instance) {
  const list = [];
  const missing = [];
  const page = (who, name, address, more) => list.push({ who, name: `console ${name}`, path: address, status: 200, ...more });
  const found = (who, name, sql, address, more) => {
    const value = ask(instance, sql);
    if (value && value !== 'NULL') page(who, name, address(value), more);
    else missing.push(`console ${name}`);
  };
  const casePage = (who, name, kind, where, more) => found(who, name, CASE(kind, where), (v) => `/console/cases/${v}`, more);

  page('', 'sign in', '/console/login', { core: true });
  page('', 'sign in on the way', '/console/cases/new?kind=repair');
  for (const queue of ['mine', 'overdue', 'closed']) page('clerk', `queue ${queue}`, `/console?queue=${queue}`);
  page('clerk', 'queue', '/console?queue=all', { core: true });
  page('clerk', 'queue filtered', '/console?queue=all&kind=repair&q=' + encodeURIComponent('有限公司'));
  page('clerk', 'queue filtered to nothing', '/console?queue=all&q=' + encodeURIComponent('瀛鱼鑫嘉屿陌'));
  page('source', 'queue of a unit', '/console');
  page('reviewer', 'queue of a reviewer', '/console');

  casePage('clerk', 'objection new', 'objection', "state = 'submitted'");
  casePage('clerk', 'objection returned', 'objection', "state = 'returned'");
  casePage('clerk', 'objection accepted', 'objection', "state = 'accepted' AND held");
  casePage('clerk', 'objection with its unit', 'objection', "state = 'with_provider'");
  casePage('source', 'objection for the unit', 'objection', `state = 'with_provider' AND source_id = ${UNIT}`);
  casePage('clerk', 'objection to propose', 'objection', "state = 'checking' AND proposal = ''");
  casePage('reviewer', 'objection to confirm', 'objection', "state = 'checking' AND proposal = 'corrected'", { core: true });
  casePage('reviewer', 'objection disputed', 'objection', "state = 'checking' AND proposal = 'deleted'");
  casePage('clerk', 'objection decided', 'objection', "state = 'decided'");
  casePage('clerk', 'objection closed', 'objection', "state = 'closed'");
  casePage('clerk', 'objection refused', 'objection', "state = 'refused'");
  casePage('clerk', 'objection withdrawn', 'objection', "state = 'withdrawn'");
  casePage('clerk', 'repair new', 'repair', "state = 'submitted'");
  casePage('reviewer', 'repair to confirm', 'repair', "state = 'checking'");
  casePage('clerk', 'complaint accepted', 'complaint', "state = 'accepted'");
  casePage('reviewer', 'report to confirm', 'report', "state = 'checking'");
  page('clerk', 'case unknown', '/console/cases/Y20200101000000', { status: 404 });
  found('clerk', 'letter', 'SELECT CONCAT(case_number, "/letters/", seq) FROM letter ORDER BY at DESC LIMIT 1', (v) => `/console/cases/${v}`, { paper: true });

  page('clerk', 'counter', '/console/cases/new');
  for (const kind of ['repair', 'complaint', 'report']) page('clerk', `counter ${kind}`, `/console/cases/new?kind=${kind}`);
  found('clerk', 'counter objection', `SELECT record_id FROM published WHERE set_number = ${SET('penalty-decision')} ORDER BY record_id LIMIT 1`, (v) => `/console/cases/new?kind=objection&record=${v}`);
  page('clerk', 'counter without such a record', '/console/cases/new?kind=objection&record=1');

  page('publisher', 'record decisions', '/console/records');
  page('publisher', 'record decisions made', '/console/records?state=decided');
  found('publisher', 'record', `SELECT record_id FROM published WHERE set_number = ${SET('penalty-decision')} ORDER BY record_id LIMIT 1`, (v) => `/console/records/${v}`);
  found('publisher', 'record held', 'SELECT record_id FROM record_hold WHERE closed_at IS NULL LIMIT 1', (v) => `/console/records/${v}`);
  found('reviewer', 'record corrected', 'SELECT record_id FROM record_correction LIMIT 1', (v) => `/console/records/${v}`);
  found('publisher', 'record of a person', 'SELECT record_id FROM published WHERE is_person = 1 LIMIT 1', (v) => `/console/records/${v}`);
  page('publisher', 'record unknown', '/console/records/1', { status: 404 });
  page('publisher', 'batches', '/console/batches');
  page('source', 'batches of a unit', '/console/batches');
  found('publisher', 'batch', 'SELECT id FROM batch ORDER BY flagged + rejected DESC LIMIT 1', (v) => `/console/batches/${v}`);

  page('admin', 'staff', '/console/staff');
  page('admin', 'settings', '/console/settings');
  page('admin', 'jobs', '/console/jobs');
  page('admin', 'jobs done', '/console/jobs?state=done');
  page('admin', 'notices failed', '/console/notices?state=failed');
  page('admin', 'account of an administrator', '/console/account');
  page('source', 'account of a unit', '/console/account');
  page('auditor', 'use log', '/console/log');
  page('auditor', 'use log filtered to nothing', '/console/log?actor=nobody&from=2020-01-01&until=2020-01-02');
  page('reviewer', 'figures', '/console/figures');
  page('reviewer', 'figures of no case', '/console/figures?from=2008-01-01&to=2008-01-31');
  page('clerk', 'notices', '/console/notices');
  page('clerk', 'not this role', '/console/staff', { status: 403 });
  page('clerk', 'page unknown', '/console/none', { status: 404 });
  return { list, missing };
}

/* One page of the list in one view. Its text goes to `texts`, for the checkers. */
async function look(count, page, state, view, texts, pictures) {
  const label = `${state.name}${view ? ' / ' + view : ''}`;
  await page.setViewportSize({ width: 1280, height: 900 });
  await faults(page);
  let answer;
  await count.check(`${label} / answers`, async () => {
    answer = await page.goto(state.path, { waitUntil: 'load' });
    if (answer.status() !== state.status) return [{ rule: 'status', what: `${answer.status()} of ${state.path}` }];
    if (!view) texts.push({ name: state.name, text: await answer.text() });
    return view ? [] : markers(page, {});
  });
  if (!answer) return;
  for (const width of state.core && !view ? [1280, 768, 360] : [1280, 360]) {
    await page.setViewportSize({ width, height: width < 700 ? 740 : 900 });
    // The narrow one with all that is folded in sight: it has the least room.
    if (width === 360) await page.evaluate(() => { for (const d of document.querySelectorAll('main details')) d.open = true; });
    await count.check(`${label} / ${width} / layout`, () => layout(page, { elder: view === 'elder' }));
    if (width !== 768 && (!view || width === 1280)) await count.check(`${label} / ${width} / axe`, () => axe(page));
    if (pictures) await page.screenshot({ path: path.join(pictures, `${label}-${width}.png`.replace(/[ /]+/g, '-')), fullPage: true });
  }
  if (state.core && !view) {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(state.path, { waitUntil: 'load' });
    await count.check(`${label} / keyboard`, () => keyboard(page, 60));
  }
  if (state.paper) {
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: PRINT, height: 1000 });
    await count.check(`${label} / print`, () => layout(page, {}));
    await page.emulateMedia({ media: 'screen' });
  }
  await count.check(`${label} / console, policy, hosts`, async () => (await faults(page)).filter((f) => f.rule !== 'broken' || state.status === 200));
}

/* Every state by the person whose it is; the texts as they were sent. */
async function pages(count, browser, base, signed, list, pictures) {
  const texts = [];
  const queue = list.slice();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    const tabs = {};
    const tab = async (who, view) => (tabs[`${who} ${view}`] = tabs[`${who} ${view}`] || await person(browser, base, signed[who], { view }));
    for (let state = queue.shift(); state; state = queue.shift()) {
      for (const view of state.core ? ['', 'elder', 'contrast'] : ['']) await look(count, await tab(state.who, view), state, view, texts, pictures);
    }
    for (const page of Object.values(tabs)) await page.done();
  }));
  return texts;
}

/* The applicant's objection to this record: number and the page that stays open on the case. */
async function objected(browser, base, record, options, found) {
  const page = await visitor(browser, { base, ...options });
  await page.setViewportSize({ width: options.width, height: 900 });
  await page.goto(`/objections/new?record=${record}`);
  await fill(page, '公示的文书号与处罚决定书原件不一致，请核实更正。');
  await page.setInputFiles('[name=evidence]', [file('决定书.pdf')]);
  await press(page, '.actions button');
  await press(page, '.actions button');
  const number = await page.innerText('#case-number');
  await press(page, 'a:has-text("查看办理进度")');
  expect(found, await page.locator('[data-state=submitted]').count() === 1, 'the case is not open');
  return { page, number };
}

/* Opens the move's form where it is folded, fills it in and sends it; the state that the case says afterwards must be `then`. */
async function move(page, found, name, then, values = {}) {
  const form = page.locator(`details.move-${name} form`);
  if (await form.count()) await page.click(`details.move-${name} > summary`);
  for (const [field, value] of Object.entries(values)) {
    const input = form.locator(`[name="${field}"]`).first();
    if (field === 'outcome') await form.locator(`[name=outcome][value=${value}]`).check();
    else {
      if (!(await input.isVisible())) await form.locator('summary').click();
      await input.fill(value);
    }
  }
  const answer = await press(page, `.move-${name} button`);
  expect(found, await page.locator(`.case-marks[data-state=${then}]`).count() === 1, `after ${name} the case is not ${then} (${answer.status})`);
  return answer;
}

/* The public page of a record: asked until it answers `status` and says `words`; a page may be five seconds old. */
async function published(base, record, status, words) {
  let last = '';
  for (let i = 0; i < 25; i++) {
    const answer = await fetch(`${base}/records/${record}`, { signal: AbortSignal.timeout(5000) });
    const text = await answer.text();
    if (answer.status === status && text.includes(words)) return '';
    last = `${answer.status} ${words && !text.includes(words) ? 'without ' + words : ''}`;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return `/records/${record} is ${last}, due was ${status}`;
}

/* An objection is decided: accepted, sent to the unit, answered, proposed, confirmed. Each person has a browser; all see what the others did. */
async function decide(browser, base, signed, record, options) {
  const found = [];
  const gone = (why) => { if (why) found.push({ rule: 'journey', what: why }); };
  const at = async (who) => {
    const page = await person(browser, base, signed[who], options);
    await page.setViewportSize({ width: options.width, height: 900 });
    return page;
  };
  const wanted = `更正〔2026〕${record.slice(-6)}号`;
  const applicant = await objected(browser, base, record, options, found);
  const [clerk, unit, reviewer] = [await at('clerk'), await at('source'), await at('reviewer')];
  const address = `/console/cases/${applicant.number}`;

  await clerk.goto('/console?queue=new');
  await press(clerk, `tr[data-case=${applicant.number}] .c-main a`);
  await press(clerk, '.case-owner button:has-text("接办")');
  await clerk.goto(address);
  let answer = await move(clerk, found, 'accept', 'accepted');
  expect(found, await clerk.locator('.flag-held').count() > 0, 'the record is not held');
  found.push(...await station(clerk, 'accepted', answer, options));
  gone(await published(base, record, 404, ''));
  await move(clerk, found, 'forward', 'with_provider');

  await unit.goto('/console');
  await press(unit, `tr[data-case=${applicant.number}] .c-main a`);
  expect(found, await unit.locator('#persons').count() === 0, 'the unit sees the applicant');
  await move(unit, found, 'reply', 'checking', { reply: '经核对处罚决定书原件，文书号录入有误，应予更正。' });

  // A proposal without its grounds comes back with what was typed.
  await clerk.goto(address);
  await clerk.click('details.move-propose > summary');
  await clerk.check('.move-propose [name=outcome][value=corrected]');
  await clerk.fill('.move-propose [name=grounds]', '　');
  answer = await press(clerk, '.move-propose > form > .f-go button');
  expect(found, answer.status === 422 && await clerk.locator('.move-propose[open] .field-msg').count() > 0 && await clerk.isChecked('[name=outcome][value=corrected]'), `a proposal without grounds: ${answer.status}`);
  found.push(...await station(clerk, 'proposal with a fault', answer, options));
  await clerk.goto(address);
  await move(clerk, found, 'propose', 'checking', { outcome: 'corrected', grounds: '经来源单位核对原件，文书号有误。', 'set-document_no': wanted });
  expect(found, await clerk.locator('.move-confirm button').count() === 0, 'the proposer may confirm');

  await reviewer.goto(address);
  expect(found, (await reviewer.innerText('#proposal')).includes(wanted), 'the reviewer does not see the change');
  answer = await move(reviewer, found, 'confirm', 'decided');
  found.push(...await station(reviewer, 'decided', answer, options));
  gone(await published(base, record, 200, wanted));

  await applicant.page.goto(`/cases/${applicant.number}`);
  expect(found, await applicant.page.locator('[data-state=decided]').count() === 1 && (await applicant.page.innerText('main')).includes('处理结果'), 'the applicant does not see the result');
  answer = await press(applicant.page, '.notice a[href*="/letters/"]');
  expect(found, answer.status === 200 && /已予更正[^]*经来源单位核对原件/.test(await applicant.page.innerText('main')), 'the letter does not say the result and its grounds');
  found.push(...await station(applicant.page, 'letter', answer, options));
  for (const page of [applicant.page, clerk, unit, reviewer]) {
    if (options.script) found.push(...(await faults(page)).filter((f) => f.rule !== 'broken'));
    await page.done();
  }
  return found;
}

/* What is wrong at the sign-in, the counter and the log's own door is said there. */
async function wrongForms(browser, base, signed) {
  const found = [];
  const nobody = await visitor(browser, { base });
  await nobody.goto('/console/login');
  await nobody.fill('[name=name]', 'no-such-person');
  await nobody.fill('[name=password]', 'no-such-password');
  await nobody.fill('[name=code]', '123456');
  let answer = await press(nobody, '.desk-form button');
  expect(found, answer.status === 422 && await nobody.inputValue('[name=name]') === 'no-such-person' && await nobody.inputValue('[name=password]') === '', `a wrong sign-in is ${answer.status}`);
  found.push(...await station(nobody, 'sign-in refused', answer, { script: true }));
  await nobody.done();

  const clerk = await person(browser, base, signed.clerk, {});
  for (const width of [360, 1280]) {
    await clerk.setViewportSize({ width, height: 900 });
    await clerk.goto('/console/cases/new?kind=complaint');
    await clerk.evaluate(() => { for (const f of document.forms) f.noValidate = true; });
    await clerk.fill('[name=applicant_name]', '沈阳测试商贸有限公司');
    answer = await press(clerk, 'form[action="/console/cases"] button[type=submit]');
    expect(found, answer.status === 422 && await clerk.locator('.field-msg').count() > 0 && await clerk.inputValue('[name=applicant_name]') === '沈阳测试商贸有限公司', `a faulty application at the counter is ${answer.status}`);
    found.push(...await station(clerk, `counter with faults at ${width}`, answer, { script: true }));
  }
  await clerk.done();
  return found;
}

/* All of it; answers the pages' texts as they were sent. only: states whose name has it, and no journeys. */
async function office(count, browser, base, instance, only, pictures) {
  const { list, missing } = states(instance);
  const chosen = list.filter((s) => s.name.includes(only));
  if (!chosen.length) return [];
  let signed;
  await count.check('console: one person of each role signs in', async () => { signed = await people(browser, base, instance); });
  if (!signed) return [];
  if (!only) for (const name of missing) count.result(name, [{ rule: 'state', what: 'the instance has no such data' }]);
  const texts = await pages(count, browser, base, signed, chosen, pictures);
  if (only) return texts;
  const free = ask(instance, `SELECT GROUP_CONCAT(record_id) FROM (SELECT p.record_id FROM published p WHERE p.set_number = ${SET('abnormal-operation')}
    AND p.is_person = 0 AND p.source_id = ${UNIT} AND NOT EXISTS (SELECT 1 FROM casefile c WHERE c.record_id = p.record_id) ORDER BY p.record_id LIMIT 2) x`).split(',');
  await count.check('faults at the sign-in and the counter are said there', () => wrongForms(browser, base, signed));
  await Promise.all([
    count.check('an objection is decided, without script at 360', () => decide(browser, base, signed, free[0], { script: false, width: 360 })),
    count.check('an objection is decided, at 1280', () => decide(browser, base, signed, free[1], { script: true, width: 1280 })),
  ]);
  return texts;
}

module.exports = { office };
