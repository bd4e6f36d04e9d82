// Debian's Chromium, and pages that remember each fault that a visitor would not see: console errors, refused scripts, foreign hosts, broken files.
'use strict';

const { chromium } = require('playwright-core');

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--hide-scrollbars', '--lang=zh-CN'];

function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', headless: true, args: FLAGS });
}

/* A page of its own visitor. options: {base, view, script, media}. page.faults collects {rule, what}. */
async function visitor(browser, options) {
  const context = await browser.newContext({
    baseURL: options.base, javaScriptEnabled: options.script !== false, locale: 'zh-CN', timezoneId: 'Asia/Shanghai',
    viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce',
  });
  if (options.view) await context.addCookies([{ name: 'view', value: options.view, url: options.base }]);
  if (options.script !== false) {
    await context.addInitScript(() => {
      window.__refused = [];
      document.addEventListener('securitypolicyviolation', (e) => window.__refused.push(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile || ''}`));
    });
  }
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  page.faults = [];
  const host = new URL(options.base).host;
  const fault = (rule, what) => page.faults.push({ rule, what: String(what).slice(0, 300) });
  page.on('console', (m) => {
    if (!/^(error|warning)$/.test(m.type())) return;
    // Chromium notes the status of an error page itself here.
    if (/Failed to load resource/.test(m.text()) && m.location().url === page.url()) return;
    fault('console', m.text());
  });
  page.on('pageerror', (e) => fault('console', e.message));
  page.on('request', (r) => {
    const u = new URL(r.url());
    if (/^https?:|^wss?:/.test(u.protocol) && u.host !== host) fault('foreign', r.url());
  });
  page.on('requestfailed', (r) => { if (!/ERR_ABORTED/.test((r.failure() || {}).errorText || '')) fault('broken', r.url()); });
  page.on('response', (r) => { if (r.status() >= 400 && !(r.request().isNavigationRequest())) fault('broken', `${r.status()} ${r.url()}`); });
  page.done = () => context.close();
  return page;
}

/* Faults since the last call, with what the content policy refused on this page. */
async function faults(page, script) {
  const refused = script === false ? [] : await page.evaluate('window.__refused || []');
  return page.faults.splice(0).concat(refused.map((what) => ({ rule: 'policy', what })));
}

module.exports = { launch, visitor, faults };
