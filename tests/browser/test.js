// All browser tests against one running instance: node test.js [--url ADDRESS] [--state DIR] [--pictures DIR] [--only TEXT: states whose name has it] [--part selftest|pages|console|html|journeys|links]; the last line is "N passed, N failed".
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { Count } = require('./checks/count');
const { launch, visitor, faults } = require('./checks/browser');
const { layout } = require('./checks/layout');
const { axe } = require('./checks/axe');
const { keyboard } = require('./checks/keyboard');
const { markers } = require('./checks/markers');
const { links } = require('./checks/links');
const html = require('./checks/html');
const { states } = require('./states');
const { filing } = require('./filing');
const { reports } = require('./reports');
const { office } = require('./console');
const { journeys } = require('./journeys');
const { selftest, checkerSelftest, CHECKER_FILES } = require('./selftest');

const WIDTHS = [320, 360, 768, 1280, 1440];
const AXE = new Set([360, 768, 1280]);
// Every state in every width and view takes too long beside the other suites: ./check --long does it, ./check the core states alone.
const THOROUGH = process.env.CREDIT_LONG === '1';
const PRINT = 718; // A4 less margins at 96 points an inch
const AT_ONCE = 2;
const LIMIT = 1500; // seconds; four minutes are usual on two idle cores
const STOPS = 40; // of the keyboard walk on pages that are not walked to the end

const { values: option } = parseArgs({ options: {
  url: { type: 'string', default: process.env.CREDIT_URL || 'http://127.0.0.1:8080' },
  state: { type: 'string', default: process.env.CREDIT_STATE || '' },
  pictures: { type: 'string', default: '' },
  only: { type: 'string', default: '' },
  part: { type: 'string', default: '' },
} });
const BASE = option.url.replace(/\/$/, '');

/* Where the time goes, told at the end. */
const spent = {};
async function timed(what, work) {
  const begun = Date.now();
  try { return await work(); } finally { spent[what] = (spent[what] || 0) + Date.now() - begun; }
}

const fits = (state, status) => [].concat(state.status).includes(status);

/* Fills in addresses that are found by a link of another page: the next page, the first item. */
async function resolve(page, list) {
  for (const s of list) {
    if (!s.next && !s.follow) continue;
    await page.goto(s.path);
    const href = await page.getAttribute(s.follow || 'a[rel~="next"]', 'href', { timeout: 2000 }).catch(() => null);
    if (href) s.path = href;
    else s.unreachable = `no ${s.follow || 'next page'} on ${s.path}`;
  }
}

/* One state in one view, at every width. */
async function look(count, page, state, view) {
  const label = `${state.name}${view === 'normal' ? '' : ' / ' + view}`;
  const whole = THOROUGH || state.core;
  const brief = state.brief && !whole;
  if (view === 'contrast' && !whole) return;
  await page.setViewportSize({ width: 1280, height: 900 });
  await faults(page);
  let answer;
  const there = await count.check(`${label} / answers`, async () => {
    answer = await timed('loading', () => page.goto(state.path, { waitUntil: 'load' }));
    const found = [];
    if (!fits(state, answer.status())) found.push({ rule: 'status', what: `${answer.status()} of ${state.path.slice(0, 80)}` });
    if (!answer.headers()['x-request-id']) found.push({ rule: 'header', what: 'no X-Request-Id' });
    const on = await page.evaluate('document.documentElement.className');
    if ([200].concat(state.status).includes(answer.status()) && !state.bare && on !== (view === 'normal' ? '' : view)) found.push({ rule: 'view', what: `class is “${on}”` });
    return found;
  });
  if (!answer) return;
  if (there && view === 'normal') await count.check(`${label} / markers`, () => markers(page, { list: state.list, empty: state.empty, next: state.next }));
  const widths = brief ? [360] : view === 'normal' ? (whole ? WIDTHS : [320, 360, 768, 1280]) : view === 'elder' ? (state.core ? [320, 360, 768, 1280] : [320, 1280]) : [360, 1280];
  for (const width of widths) {
    await timed('resizing', () => page.setViewportSize({ width, height: width < 700 ? 740 : 900 }));
    await count.check(`${label} / ${width} / layout`, () => timed('layout', () => layout(page, { elder: view === 'elder' })));
    const accessible = brief ? view === 'normal' : view === 'normal' ? AXE.has(width) && (whole || width !== 768) : view === 'elder' ? width === 320 || (width === 1280 && state.core) : width === 1280;
    if (accessible) await count.check(`${label} / ${width} / axe`, () => timed('axe', () => axe(page)));
    if (option.pictures && (AXE.has(width) || width === 320) && (view === 'normal' || state.core)) {
      await timed('pictures', () => page.screenshot({ path: path.join(option.pictures, `${state.name.replace(/ /g, '-')}-${view}-${width}.png`), fullPage: true }));
    }
  }
  if (view === 'normal') {
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: PRINT, height: 1000 });
    await count.check(`${label} / print`, async () => {
      const found = await layout(page, {});
      const shown = await page.evaluate(() => Array.from(document.querySelectorAll('.nav, form, .views, .skip, .pager')).filter((e) => e.getClientRects().length && getComputedStyle(e).visibility === 'visible').map((e) => e.className || e.tagName));
      for (const what of shown) found.push({ rule: 'print', what: 'of no use on paper: ' + what });
      return found;
    });
    if (option.pictures && state.core) await page.screenshot({ path: path.join(option.pictures, `${state.name.replace(/ /g, '-')}-print.png`), fullPage: true });
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize({ width: 1280, height: 900 });
    await count.check(`${label} / keyboard`, () => timed('keyboard', () => keyboard(page, state.long ? 400 : STOPS, state.bare)));
  }
  await count.check(`${label} / console, policy, hosts`, () => faults(page));
}

/* What a visitor without script reads is what one with script reads. */
async function unscripted(count, withScript, without, state) {
  await count.check(`${state.name} / script off`, async () => {
    const read = async (page) => {
      await page.goto(state.path, { waitUntil: 'load' });
      return (await page.locator('body').innerText()).replace(/[0-9a-f]{32}/g, '');
    };
    const [a, b] = [await read(withScript), await read(without)];
    return a === b ? [] : [{ rule: 'script', what: `the page reads differently without script (${a.length} and ${b.length} signs)` }];
  });
}

async function pages(count, browser, list) {
  const queue = list.slice();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    const views = {};
    for (const view of ['normal', 'elder', 'contrast']) views[view] = await visitor(browser, { base: BASE, view: view === 'normal' ? '' : view });
    const without = await visitor(browser, { base: BASE, script: false });
    for (let state = queue.shift(); state; state = queue.shift()) {
      if (state.unreachable) { count.result(state.name, [{ rule: 'state', what: state.unreachable }]); continue; }
      for (const [view, page] of Object.entries(views)) await look(count, page, state, view);
      await unscripted(count, views.normal, without, state);
    }
    for (const page of [...Object.values(views), without]) await page.done();
  }));
}

/* The pages as they were sent, through both HTML checkers; the style sheets and pictures beside. texts: {name, text} of pages that were fetched before. */
async function sent(count, list, texts) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pages-'));
  try {
    const names = {};
    let n = 0;
    for (const state of list) {
      if (state.unreachable) continue;
      for (const view of ['normal', 'elder']) {
        const file = `${String(n++).padStart(3, '0')}.html`;
        const answer = await fetch(BASE + state.path, { headers: { cookie: `view=${view}` }, signal: AbortSignal.timeout(15000) });
        const text = await answer.text();
        names[file] = `${state.name} / ${view}`;
        fs.writeFileSync(path.join(folder, file), text);
        if (view === 'normal') await count.check(`${state.name} / html-validate`, () => timed('html-validate', () => html.validate(text)));
      }
    }
    for (const { name, text } of texts) {
      const file = `${String(n++).padStart(3, '0')}.html`;
      names[file] = name;
      fs.writeFileSync(path.join(folder, file), text);
      await count.check(`${name} / html-validate`, () => timed('html-validate', () => html.validate(text)));
    }
    const assets = new Set();
    for (const file of Object.keys(names)) {
      for (const m of fs.readFileSync(path.join(folder, file), 'utf8').matchAll(/(?:href|src)="(\/static\/[^"?#]+\.(?:css|svg))/g)) assets.add(m[1]);
    }
    if (!assets.size) count.result('style sheets', [{ rule: 'state', what: 'none found' }]);
    for (const asset of assets) {
      names[path.basename(asset)] = asset;
      fs.writeFileSync(path.join(folder, path.basename(asset)), await (await fetch(BASE + asset)).text());
    }
    for (const [file, [text]] of Object.entries(CHECKER_FILES)) fs.writeFileSync(path.join(folder, file), text);
    const found = await timed('Nu checker', () => html.nu(folder));
    for (const [file, name] of Object.entries(names)) count.result(`${name} / Nu HTML checker`, found[file] || []);
    if (found.all) count.result('Nu HTML checker', found.all);
    checkerSelftest(count, found);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function main() {
  const count = new Count();
  const begun = Date.now();
  const lap = (what) => console.log(`# ${what}: ${((Date.now() - begun) / 1000).toFixed(0)} s, ${count.passed} passed, ${count.failed} failed`);
  if (option.pictures) fs.mkdirSync(option.pictures, { recursive: true });
  const browser = await launch();
  try {
    // With --only nothing but the pages and their HTML; with --part that part alone.
    const wants = (part) => (option.part ? option.part === part : !option.only || ['pages', 'console', 'html'].includes(part));
    if (wants('selftest')) {
      await selftest(count, browser);
      lap('each check can fail');
    }
    const { list, missing } = states(option.state);
    const chosen = list.filter((s) => s.name.includes(option.only));
    if (wants('pages') && !option.only) {
      if (option.state) for (const name of missing) count.result(name, [{ rule: 'state', what: 'the instance has no such data' }]);
      else if (missing.length) console.log('# not looked at without --state: ' + missing.join(', '));
    }
    const finder = await visitor(browser, { base: BASE });
    await resolve(finder, chosen);
    await finder.done();
    if (wants('pages')) {
      await pages(count, browser, chosen);
      lap('pages');
    }
    let desk = [];
    if (wants('console') && option.state) {
      desk = await office(count, browser, BASE, option.state, option.only, option.pictures);
      lap('console');
    }
    if (wants('html') || desk.length) {
      await sent(count, wants('html') ? chosen : [], desk);
      lap('HTML');
    }
    if (wants('journeys')) {
      await journeys(count, browser, BASE);
      await filing(count, browser, BASE);
      await reports(count, browser, BASE);
      lap('journeys');
    }
    if (wants('links')) {
      await count.check('every link leads somewhere', async () => {
        const r = await links(BASE, chosen.filter((s) => s.status === 200 && !s.unreachable).map((s) => s.path), 400);
        console.log(`# links: ${r.opened} addresses opened, ${r.pages} pages read, ${r.left} left`);
        return r.found;
      });
      lap('links');
    }
  } finally {
    await browser.close();
  }
  console.log('# ' + Object.entries(spent).map(([what, ms]) => `${what} ${(ms / 1000).toFixed(0)} s`).join(', '));
  console.log(`${count.passed} passed, ${count.failed} failed`);
  process.exitCode = count.failed || !count.passed ? 1 : 0;
}

setTimeout(() => {
  console.log(`not ok - all tests within ${LIMIT} s`);
  console.log('0 passed, 1 failed');
  process.exit(1);
}, LIMIT * 1000).unref();

main().catch((e) => {
  console.log('not ok - ' + e.stack);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
