// Follows every link from page to page: each address answers, each #part is there.
'use strict';

const AT_ONCE = 6;
const SAME_KIND = 25; // of addresses that differ only in an id, this many are opened

const entity = (s) => s.replace(/&amp;/g, '&').replace(/&#39;/g, "'").replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>');

function parse(html) {
  const links = [];
  const ids = new Set();
  const text = html.replace(/<!--[\s\S]*?-->/g, '');
  for (const m of text.matchAll(/<(a|link|script|img|use|form|area|iframe)\b([^>]*)>/gi)) {
    for (const a of m[2].matchAll(/\s(?:href|src|action)="([^"]*)"/gi)) links.push({ href: entity(a[1]), tag: m[1].toLowerCase() });
  }
  for (const m of text.matchAll(/\s(?:id|name)="([^"]+)"/gi)) ids.add(entity(m[1]));
  return { links, ids };
}

const kind = (u) => u.pathname.replace(/\/(records|subjects)\/[^/]+/, '/$1/*').replace(/\/(news|policies|catalogue|bulletins)\/[^/]+/, '/$1/*')
  .replace(/^\/lists\/[a-z0-9-]+/, '/lists/*') + '?' + Array.from(u.searchParams.keys()).sort().join('&');

/* Crawls from start (paths). Answers {pages, links, found}. */
async function links(base, start, most) {
  const found = [];
  const seen = new Map(); // address without fragment → {ids} or null
  const wanted = []; // [address, fragment, from]
  const kinds = {};
  const host = new URL(base).host;
  let queue = start.map((p) => ({ url: new URL(p, base), from: 'start' }));
  let pages = 0;
  const key = (u) => u.pathname + u.search;

  async function open({ url, from }) {
    let answer;
    try {
      answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(15000) });
    } catch (e) {
      found.push({ rule: 'link', what: `${key(url)} from ${from}: ${e.message}` });
      return [];
    }
    const type = answer.headers.get('content-type') || '';
    const redirect = answer.status === 303 && url.pathname === '/view';
    if (answer.status !== 200 && !redirect) found.push({ rule: 'link', what: `${answer.status} ${key(url)} from ${from}` });
    if (!/^text\/html/.test(type) || answer.status !== 200) {
      seen.set(key(url), /svg/.test(type) ? parse(await answer.text()) : (answer.body && await answer.body.cancel(), null));
      return [];
    }
    pages++;
    const page = parse(await answer.text());
    seen.set(key(url), page);
    const next = [];
    for (const { href, tag } of page.links) {
      if (/^(mailto|tel):/.test(href)) continue;
      let to;
      try { to = new URL(href, url); } catch (e) { found.push({ rule: 'link', what: `“${href}” on ${key(url)} is no address` }); continue; }
      if (!/^https?:$/.test(to.protocol)) { found.push({ rule: 'link', what: `“${href}” on ${key(url)}` }); continue; }
      if (to.host !== host) continue; // not ours to test; a canonical address may name the public site
      if (tag === 'form') continue;
      if (to.hash) wanted.push([key(to), decodeURIComponent(to.hash.slice(1)), key(url)]);
      if (to.pathname === '/view' && kinds['/view'] > 20) continue;
      if (!seen.has(key(to))) {
        const k = to.pathname === '/view' ? '/view' : kind(to);
        kinds[k] = (kinds[k] || 0) + 1;
        if (kinds[k] > SAME_KIND && !/^\/(news|policies|catalogue|bulletins|help)/.test(k)) continue;
        seen.set(key(to), undefined);
        next.push({ url: to, from: key(url) });
      }
    }
    return next;
  }

  for (const s of queue) seen.set(key(s.url), undefined);
  let opened = 0;
  while (queue.length && opened < most) {
    const batch = queue.splice(0, AT_ONCE);
    opened += batch.length;
    for (const next of await Promise.all(batch.map(open))) queue.push(...next);
  }
  const told = new Set();
  for (const [address, part, from] of wanted) {
    const page = seen.get(address);
    if (!page || page.ids.has(part)) continue;
    const what = `#${part} is not in ${address}, from ${from}`;
    if (!told.has(address + '#' + part)) found.push({ rule: 'anchor', what });
    told.add(address + '#' + part);
  }
  return { pages, opened, left: queue.length, found };
}

module.exports = { links, parse };
