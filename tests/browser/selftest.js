// Shows that each check can fail: a sound page brings nothing, the same page with one known fault brings just that.
'use strict';

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { Count } = require('./checks/count');
const { visitor, faults } = require('./checks/browser');
const { layout } = require('./checks/layout');
const { axe } = require('./checks/axe');
const { keyboard } = require('./checks/keyboard');
const { markers } = require('./checks/markers');
const { links } = require('./checks/links');
const html = require('./checks/html');

const FIXTURES = path.join(__dirname, 'fixtures');
const GOOD = fs.readFileSync(path.join(FIXTURES, 'good.html'), 'utf8');
const insert = (fault) => GOOD.replace('<!-- fault -->', fault);
const POLICY = { 'content-security-policy': "default-src 'self'" };

/* [name, page, check, rule that must be found]; the page's window is 360 wide. */
const CASES = [
  ['a box wider than the screen', insert('<div class="wide">宽</div>'), 'layout', 'overflow'],
  ['text that its box cuts off', insert('<p class="cut">很长很长的一句话很长很长的一句话很长很长的一句话</p>'), 'layout', 'clipped'],
  ['a placeholder longer than its field', GOOD.replace('placeholder="名称"', 'placeholder="请输入单位的名称或者统一社会信用代码，十八位数字或者字母"'), 'layout', 'clipped'],
  ['text over text', insert('<p class="over">压在上面的字</p>'), 'layout', 'overlap'],
  ['text that leaves its box', insert('<p class="spill">https://example.invalid/a-very-long-address</p>'), 'layout', 'spill'],
  ['a sentence in a flex box', insert('<p class="row">很长的一句话，在中间有一个<strong>很重要的词</strong>，然后在窄的屏幕上散开成了几栏</p>'), 'layout', 'flexed'],
  ['a date field too narrow for a date', insert('<label for="d">日</label><input id="d" class="narrow" type="date">'), 'layout', 'clipped'],
  ['small letters in the elder view', insert('<p class="small">小字</p>'), 'elder', 'small'],
  ['a small target in the elder view', insert('<button class="tiny" type="button">小</button>'), 'elder', 'target'],
  ['pale text', insert('<p class="pale">看不清</p>'), 'axe', 'color-contrast'],
  ['a field without a label', insert('<input name="x" type="text">'), 'axe', 'label'],
  ['a picture without words', insert('<img src="/dot.svg">'), 'axe', 'image-alt'],
  ['no skip link', GOOD.replace(/<a class="skip".*\n/, ''), 'keyboard', 'skip'],
  ['a focus that is not seen', insert('<a class="bare" href="/other.html">无框</a>'), 'keyboard', 'focus'],
  ['a focus outside the window', insert('<a class="away" href="/other.html">在外面</a>'), 'keyboard', 'focus'],
  ['a script in the page', insert('<script>window.x = 1</script>'), 'faults', 'policy'],
  ['a style in the page', insert('<p style="color:red">红</p>'), 'faults', 'policy'],
  ['a script that breaks', insert('<script src="/broken.js"></script>'), 'faults', 'console'],
  ['a picture from another host', insert('<img alt="外站" src="http://127.0.0.2:9/x.png">'), 'faults', 'foreign'],
  ['a file that is not there', insert('<img alt="缺" src="/none.png">'), 'faults', 'broken'],
  ['two titles', insert('<h1>又一个</h1>'), 'markers', 'marker'],
  ['a row too many for its total', GOOD.replace('data-total="1"', 'data-total="0"'), 'list', 'marker'],
  ['a total without a next page', GOOD.replace('data-total="1"', 'data-total="21"'), 'list', 'marker'],
  ['a row whose record is elsewhere', GOOD.replace('/records/12', '/records/13'), 'list', 'marker'],
  ['a total that is no number', GOOD.replace('data-total="1"', 'data-total="many"'), 'list', 'marker'],
  ['words of an unfilled place', insert('<p>(null)</p>'), 'markers', 'marker'],
];

const SHEET = `.wide { width: 2000px; } .cut { width: 8em; height: 1.5em; overflow: hidden; white-space: nowrap; }
.over { position: relative; top: -2.75em; margin: 0; } .spill { width: 4em; overflow-wrap: normal; } .row { display: flex; } .narrow { min-width: 0; width: 90px; } .small { font-size: 12px; }
.tiny { min-height: 20px; min-width: 20px; height: 20px; width: 24px; padding: 0; } .pale { color: #ccc; } .bare:focus-visible { outline: none; }
.away { position: fixed; left: -500px; }`;

function serve() {
  const pages = new Map();
  const server = http.createServer((request, response) => {
    const url = new URL(request.url, 'http://x');
    const send = (type, body, status = 200) => { response.writeHead(status, { 'content-type': type, ...POLICY }); response.end(body); };
    if (url.pathname === '/good.css') return send('text/css', fs.readFileSync(path.join(FIXTURES, 'good.css'), 'utf8') + SHEET);
    if (url.pathname === '/broken.js') return send('text/javascript', 'null.x();');
    if (url.pathname === '/dot.svg') return send('image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    if (url.pathname === '/other.html') return send('text/html', GOOD.replace('id="part"', 'id="there"').replace('#part', '#there'));
    if (/^\/records\//.test(url.pathname)) return send('text/html', GOOD);
    if (pages.has(url.pathname)) return send('text/html', pages.get(url.pathname));
    return send('text/plain', 'none', 404);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({ server, pages, base: `http://127.0.0.1:${server.address().port}` })));
}

const CHECKS = {
  layout: (page) => layout(page, {}),
  elder: (page) => layout(page, { elder: true }),
  axe: (page) => axe(page),
  keyboard: (page) => keyboard(page, 50),
  markers: (page) => markers(page, {}),
  list: (page) => markers(page, { list: true }),
  faults: (page) => faults(page),
};

const has = (found, rule) => (found.some((f) => f.rule === rule) ? [] : [{ rule: 'selftest', what: `the fault was not found; found: ${JSON.stringify(found).slice(0, 200)}` }]);

async function selftest(count, browser) {
  const { server, pages, base } = await serve();
  const page = await visitor(browser, { base });
  try {
    await page.setViewportSize({ width: 360, height: 740 });
    pages.set('/good.html', GOOD);
    for (const [name, check] of Object.entries(CHECKS)) {
      await page.goto('/good.html');
      await page.waitForTimeout(20);
      await count.check(`selftest: a sound page passes ${name}`, () => check(page));
    }
    for (const [name, text, check, rule] of CASES) {
      await faults(page);
      pages.set('/bad.html', text);
      await page.goto('/bad.html');
      await count.check(`selftest: ${name} is found`, async () => {
        if (check === 'faults') await page.waitForTimeout(100);
        return has(await CHECKS[check](page), rule);
      });
    }

    await count.check('selftest: a sound page passes html-validate', () => html.validate(GOOD));
    await count.check('selftest: a doubled id is found by html-validate', async () => has(await html.validate(insert('<p id="part">又</p>')), 'no-dup-id'));

    await count.check('selftest: sound links pass', async () => (await links(base, ['/good.html'], 20)).found);
    pages.set('/bad.html', insert('<p><a href="/gone.html">没有</a></p>'));
    await count.check('selftest: a dead link is found', async () => has((await links(base, ['/bad.html'], 20)).found, 'link'));
    pages.set('/bad.html', insert('<p><a href="/good.html#nowhere">没有</a></p>'));
    await count.check('selftest: a dead anchor is found', async () => has((await links(base, ['/bad.html'], 20)).found, 'anchor'));

    // A failed check is counted as failed and said.
    const lines = [];
    const inner = new Count((line) => lines.push(line));
    await inner.check('x', () => { throw new Error('broken'); });
    count.result('selftest: a check that breaks is a failure', inner.failed === 1 && /^not ok - x/.test(lines[0]) ? [] : [{ rule: 'selftest', what: lines.join(' ') }]);
  } finally {
    await page.done();
    server.close();
  }
}

/* Files for the one run of the Nu checker: what it must say of each. {file: [text, rule that must be found or '']} */
const CHECKER_FILES = {
  'selftest-good.html': [GOOD, ''],
  'selftest-old-element.html': [insert('<p><center>旧</center></p>'), 'error'],
  'selftest-no-lang.html': [GOOD.replace(' lang="zh-Hans-CN"', ''), 'warning'],
  'selftest-misspelt.css': ['p { colour: red; }', 'error'],
  'selftest-broken.svg': ['<svg xmlns="http://www.w3.org/2000/svg"><recht/></svg>', 'error'],
};

function checkerSelftest(count, found) {
  for (const [file, [, rule]] of Object.entries(CHECKER_FILES)) {
    count.result(`selftest: Nu checker on ${file}`, rule ? has(found[file] || [], rule) : found[file] || []);
  }
}

module.exports = { selftest, checkerSelftest, CHECKER_FILES };
