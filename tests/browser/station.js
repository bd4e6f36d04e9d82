// What the journeys share: pressing a button, saying what was expected, looking at a page as the standing pages are looked at.
'use strict';

const { layout } = require('./checks/layout');
const { axe } = require('./checks/axe');
const html = require('./checks/html');

const expect = (found, truth, what) => { if (!truth) found.push({ rule: 'journey', what }); };

/* Presses a button and waits for what it brings; the answer as it was sent. */
async function press(page, selector) {
  const [answer] = await Promise.all([page.waitForResponse((r) => r.request().isNavigationRequest() && r.status() !== 303), page.click(selector)]);
  await page.waitForLoadState('load');
  return { status: answer.status(), text: await answer.text().catch(() => '') };
}

/* The checks of a page that only a visitor who did something can see. */
async function station(page, what, answer, options) {
  const found = [];
  if (options.script) found.push(...await axe(page), ...await layout(page, { elder: options.view === 'elder' }));
  if (answer && answer.text && !options.view) found.push(...await html.validate(answer.text));
  expect(found, (await page.locator('h1').count()) === 1, 'not one h1');
  return found.map((f) => ({ rule: f.rule, what: `${what}: ${f.what}` }));
}

module.exports = { expect, press, station };
