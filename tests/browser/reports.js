// What somebody with a credit report does: asks for one, keeps number and code, downloads it; and what the one who receives it does: reads the QR code, types number
// and code, uploads the file. At each station the page is looked at as the standing pages are.
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { visitor, faults } = require('./checks/browser');
const { expect, press, station } = require('./station');

/* What a telephone reads from the first page of a PDF. */
function scan(bytes) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'report-'));
  try {
    fs.writeFileSync(path.join(folder, 'r.pdf'), bytes);
    execFileSync('pdftoppm', ['-r', '150', '-f', '1', '-l', '1', '-singlefile', '-png', path.join(folder, 'r.pdf'), path.join(folder, 'p')]);
    return execFileSync('zbarimg', ['-q', '--raw', path.join(folder, 'p.png')], { encoding: 'utf8' }).trim();
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const verdict = (page) => page.getAttribute('[data-result]', 'data-result');

async function ask(browser, base, options) {
  const found = [];
  const page = await visitor(browser, { base, ...options });
  await page.setViewportSize({ width: options.width, height: 900 });
  await page.goto('/lists/penalty-decision');
  const code = (await page.innerText('tr[data-record] >> nth=0')).match(/\b9[0-9A-HJ-NPQRTUWXY]{17}\b/)[0];
  await page.goto('/reports/new');
  await page.check('input[name=kind][value=public]');
  await page.fill('[name=uscc]', code.slice(0, 17));
  let answer = await press(page, '.actions button');
  expect(found, answer.status === 422 && await page.locator('#e-uscc').count() === 1 && await page.isChecked('input[value=public]'), `a short code is ${answer.status}`);
  expect(found, (await page.inputValue('[name=uscc]')).trim() === code.slice(0, 17), 'what was typed is lost');
  found.push(...await station(page, 'faults', answer, options));
  await page.fill('[name=uscc]', code);
  answer = await press(page, '.actions button');
  expect(found, /\/reports\/\d{17}\w{5}$/.test(page.url()), `asked, and now at ${page.url()}`);
  found.push(...await station(page, 'issued', answer, options));
  const number = await page.innerText('#report-number');
  const digits = await page.innerText('#report-code');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#report-file')]);
  expect(found, download.suggestedFilename().endsWith(`-${number}.pdf`), `the file is called ${download.suggestedFilename()}`);
  const bytes = fs.readFileSync(await download.path());
  expect(found, bytes.subarray(0, 5).toString() === '%PDF-', 'the file is no PDF');
  await page.goto('/reports');
  expect(found, (await page.innerText('main')).includes(number), 'not among the reports of this browser');
  found.push(...await station(page, 'my reports', null, options));
  if (options.script) found.push(...(await faults(page)).filter((f) => f.rule !== 'broken'));
  await page.done();
  return { found, code, number, digits, bytes };
}

/* The page that is kept on one's own machine: one file, opened from the disk without any network. */
async function saved(page, address, paper) {
  const found = [];
  await page.goto('/verify/offline');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[href="/verify/offline.html"]')]);
  const alone = await page.context().newPage();
  await page.context().setOffline(true);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'offline-'));
  try {
    const file = path.join(folder, 'offline.html');
    fs.copyFileSync(await download.path(), file);
    await alone.goto('file://' + file);
    await alone.fill('[name=address]', address);
    await alone.click('#proof-form button');
    await alone.waitForSelector('#proof:not([hidden])');
    expect(found, (await alone.innerText('#proof')).includes(paper.code), 'the saved page does not prove the paper');
    expect(found, await alone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'the saved page is wider than the window');
  } finally {
    await page.context().setOffline(false);
    await alone.close();
    fs.rmSync(folder, { recursive: true });
  }
  return found;
}

async function check(browser, base, options, paper) {
  const found = [];
  const page = await visitor(browser, { base, ...options });
  await page.setViewportSize({ width: options.width, height: 900 });
  await page.goto('/verify');
  await page.fill('[name=number]', paper.number.toLowerCase());
  await page.fill('[name=code]', '12');
  let answer = await press(page, 'form:has([name=number]) button');
  expect(found, answer.status === 422 && await page.locator('#e-code').count() === 1, `a short code is ${answer.status}`);
  found.push(...await station(page, 'verify faults', answer, options));
  await page.fill('[name=code]', paper.digits);
  answer = await press(page, 'form:has([name=number]) button');
  expect(found, await verdict(page) === 'genuine' && (await page.innerText('main')).includes(paper.code), 'number and code do not say genuine');
  found.push(...await station(page, 'genuine', answer, options));
  for (const [name, bytes, result] of [['whole', paper.bytes, 'genuine'], ['cut', paper.bytes.subarray(0, paper.bytes.length - 9), 'altered']]) {
    await page.goto('/verify');
    await page.setInputFiles('[name=file]', { name: '报告.pdf', mimeType: 'application/pdf', buffer: bytes });
    answer = await press(page, 'form:has([name=file]) button');
    expect(found, await verdict(page) === result, `the ${name} file is ${await verdict(page)}`);
    found.push(...await station(page, `${name} file`, answer, options));
  }
  const address = scan(paper.bytes);
  await page.goto(new URL(address).pathname + new URL(address).hash);
  expect(found, await verdict(page) === 'genuine', 'the QR code does not lead to genuine');
  if (options.script) {
    await page.waitForSelector('#proof:not([hidden])');
    found.push(...await station(page, 'QR code', null, options));
    await page.goto('/verify/offline');
    await page.context().setOffline(true);
    await page.fill('[name=address]', address);
    await page.click('#proof-form button');
    await page.waitForSelector('#proof:not([hidden])');
    expect(found, (await page.innerText('#proof')).includes(paper.code), 'offline, the proof does not name the firm');
    found.push(...await station(page, 'offline', null, options));
    await page.fill('[name=address]', address.slice(0, -6) + (address.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA'));
    await page.click('#proof-form button');
    await page.waitForTimeout(500);
    expect(found, !(await page.innerText('#proof')).includes(paper.code), 'offline, a forged proof is believed');
    await page.context().setOffline(false);
    found.push(...await saved(page, address, paper));
    found.push(...(await faults(page)).filter((f) => f.rule !== 'broken' && !/ERR_INTERNET_DISCONNECTED/.test(f.what)));
  }
  await page.done();
  return found;
}

async function reports(count, browser, base) {
  for (const options of [{ script: false, width: 360 }, { script: true, width: 360 }, { script: true, width: 1280 }, { script: true, view: 'elder', width: 360 }]) {
    const how = `${options.view ? 'for the elder ' : ''}${options.script ? '' : 'without script '}at ${options.width}`;
    let paper;
    await count.check(`a report, asked for and downloaded, ${how}`, async () => (paper = await ask(browser, base, options)).found);
    await count.check(`a report, verified by code, file and QR code, ${how}`, async () =>
      paper ? check(browser, base, options, paper) : [{ rule: 'journey', what: 'there is no report' }]);
  }
}

module.exports = { reports };
