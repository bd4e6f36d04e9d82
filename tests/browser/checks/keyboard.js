// The page by keyboard alone: the skip link first, and each stop of the Tab key seen.
'use strict';

/* Runs in the page: what has the focus and whether one sees so. */
function stop() {
  const el = document.activeElement;
  if (!el || el === document.body) return { end: true };
  const r = el.getBoundingClientRect();
  const s = getComputedStyle(el);
  const outline = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && s.outlineColor !== 'transparent';
  const x = Math.min(Math.max(r.left + Math.min(r.width / 2, 20), 0), innerWidth - 1);
  const y = Math.min(Math.max(r.top + Math.min(r.height / 2, 20), 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  if (!window.__stops) window.__stops = new WeakSet();
  // A date field is one element with a stop for each of its parts.
  const again = window.__stops.has(el) && window.__last !== el;
  window.__stops.add(el);
  window.__last = el;
  return {
    again,
    tag: el.tagName.toLowerCase(),
    text: (el.innerText || el.getAttribute('aria-label') || el.id || '').trim().slice(0, 24),
    href: el.getAttribute('href') || '',
    outline,
    inView: r.bottom > 0 && r.right > 0 && r.top < innerHeight && r.left < innerWidth && r.width > 1 && r.height > 1,
    covered: !(top && (top === el || el.contains(top) || top.contains(el))),
  };
}

/* Walks at most `most` stops from the page's start. bare: a page too short for a skip link. */
async function keyboard(page, most, bare) {
  const found = [];
  await page.evaluate(() => { window.scrollTo(0, 0); if (document.activeElement) document.activeElement.blur(); window.__stops = null; window.__last = null; });
  let count = 0;
  for (; count < most; count++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(stop);
    if (at.end || at.again) break;
    const what = `${at.tag} “${at.text}” ${at.href}`;
    if (count === 0 && !bare && !/^#/.test(at.href)) found.push({ rule: 'skip', what: 'the first stop is ' + what });
    if (!at.outline) found.push({ rule: 'focus', what: 'no outline on ' + what });
    if (!at.inView) found.push({ rule: 'focus', what: 'outside the window: ' + what });
    else if (at.covered) found.push({ rule: 'focus', what: 'covered: ' + what });
  }
  if (count < (bare ? 1 : 3)) found.push({ rule: 'focus', what: `only ${count} stops` });
  return found;
}

module.exports = { keyboard };
