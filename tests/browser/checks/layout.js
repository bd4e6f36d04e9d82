// What a rendered page must keep to: nothing wider than the screen, nothing cut off, no text over text, targets and letters of the elder view.
'use strict';

/* Runs in the page. options: {elder}. Answers a list of {rule, what}. */
function inspect(options) {
  const findings = [];
  const width = document.documentElement.clientWidth;
  const root = document.documentElement;

  const name = (el) => {
    const id = el.id ? '#' + el.id : '';
    const cls = typeof el.className === 'string' && el.className ? '.' + el.className.trim().split(/\s+/).join('.') : '';
    const text = (el.innerText || el.value || '').trim().replace(/\s+/g, ' ').slice(0, 24);
    return el.tagName.toLowerCase() + id + cls + (text ? ` “${text}”` : '');
  };
  const add = (rule, el, more) => findings.push({ rule, what: (el ? name(el) : '') + (more ? ' ' + more : '') });

  // For screen readers only, or off the screen until it has the focus.
  const hidden = (el) => {
    if (!el.checkVisibility()) return true; // also what a closed <details> keeps
    for (let e = el; e && e !== root; e = e.parentElement) {
      const s = getComputedStyle(e);
      if (s.display === 'none' || s.visibility !== 'visible' || s.clipPath === 'inset(50%)' || s.opacity === '0') return true;
      if (e.classList.contains('skip')) return true;
    }
    return el.getClientRects().length === 0;
  };
  const scroller = (el) => {
    for (let e = el.parentElement; e && e !== document.body; e = e.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(e).overflowX)) return e;
    }
    return null;
  };

  // A full-width mark that closes a line may hang out by its blank half: fonts with the halt feature are trimmed so, and
  // that half has no ink. True only when nothing but such marks passes the edge, and none by more than that.
  const hangs = (el, s) => {
    const edge = el.getBoundingClientRect().left + el.clientLeft + el.clientWidth - parseFloat(s.paddingRight);
    const walker = document.createTreeWalker(el, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const half = parseFloat(getComputedStyle(node.parentElement).fontSize) / 2;
      for (let i = 0; i < node.data.length; i++) {
        range.setStart(node, i);
        range.setEnd(node, i + 1);
        const over = Math.max(0, ...Array.from(range.getClientRects(), (r) => r.right - edge));
        if (over > 2 && !('）》」』】〕、。，；：！？”'.includes(node.data[i]) && over <= half + 2)) return false;
      }
    }
    return true;
  };

  if (root.scrollWidth > width) add('overflow', null, `page ${root.scrollWidth} px wide in ${width}`);

  const all = Array.from(document.body.querySelectorAll('*')).filter((e) => !hidden(e));
  for (const el of all) {
    const r = el.getBoundingClientRect();
    if (r.width === 0 || r.height === 0) continue;
    const s = getComputedStyle(el);
    if ((r.right > width + 1 || r.left < -1) && !scroller(el) && !el.closest('svg')) add('overflow', el, `from ${Math.round(r.left)} to ${Math.round(r.right)} of ${width}`);
    // A box that hides what does not fit must fit.
    if (/hidden|clip/.test(s.overflowX + s.overflowY) && el.innerText && !el.closest('svg')) {
      if (el.scrollWidth > el.clientWidth + 1 && /hidden|clip/.test(s.overflowX)) add('clipped', el, `${el.scrollWidth} px in ${el.clientWidth}`);
      if (el.scrollHeight > el.clientHeight + 1 && /hidden|clip/.test(s.overflowY)) add('clipped', el, `${el.scrollHeight} px high in ${el.clientHeight}`);
    }
    // Text wider than its own box paints over its neighbour.
    if (el.tagName !== 'INPUT' && el.tagName !== 'SELECT' && s.display !== 'inline' && s.overflowX === 'visible' && el.clientWidth > 0 && el.scrollWidth > el.clientWidth + 2 && !hangs(el, s) && !el.closest('svg') && !Array.from(el.children).some((c) => c.scrollWidth > c.clientWidth + 2 || getComputedStyle(c).position === 'absolute')) {
      add('spill', el, `${el.scrollWidth} px in ${el.clientWidth}`);
    }
    // A sentence in a flex box falls apart once it needs a second line: each element in it becomes a column of its own.
    if (/flex/.test(s.display) && /^(A|P|DD|TD|TH)$/.test(el.tagName) && Array.from(el.childNodes).some((n) => n.nodeType === 3 && n.data.trim()) && Array.from(el.children).some((c) => c.innerText && c.innerText.trim())) {
      const broken = Array.from(el.childNodes).some((n) => {
        const range = document.createRange();
        range.selectNodeContents(n);
        return range.getClientRects().length > 1 && n.textContent.trim();
      });
      if (broken) add('flexed', el, 'a sentence in columns');
    }
    if (el.tagName === 'INPUT' && /^(text|search|url|tel|email)$/.test(el.type)) {
      const canvas = inspect.canvas || (inspect.canvas = document.createElement('canvas').getContext('2d'));
      canvas.font = `${s.fontWeight} ${s.fontSize} ${s.fontFamily}`;
      const room = el.clientWidth - parseFloat(s.paddingLeft) - parseFloat(s.paddingRight);
      const need = canvas.measureText(el.placeholder || '').width;
      if (need > room + 1) add('clipped', el, `placeholder ${Math.round(need)} px in ${Math.round(room)}`);
      if (el.scrollHeight > el.clientHeight + 1) add('clipped', el, 'letters higher than the field');
    }
    if (el.tagName === 'INPUT' && el.type === 'date') {
      // Ten signs, the calendar's button and the paddings; its inside cannot be measured.
      const need = 6.5 * parseFloat(s.fontSize) + 24 + parseFloat(s.paddingLeft) + parseFloat(s.paddingRight);
      if (el.clientWidth < need) add('clipped', el, `a date needs ${Math.round(need)} px, has ${el.clientWidth}`);
    }
    if (el.tagName === 'SELECT' && el.selectedIndex >= 0) {
      const canvas = inspect.canvas || (inspect.canvas = document.createElement('canvas').getContext('2d'));
      canvas.font = `${s.fontWeight} ${s.fontSize} ${s.fontFamily}`;
      const need = canvas.measureText(el.options[el.selectedIndex].text).width;
      const room = el.clientWidth - parseFloat(s.paddingLeft) - parseFloat(s.paddingRight) - 4;
      if (need > room) add('clipped', el, `choice ${Math.round(need)} px in ${Math.round(room)}`);
    }
  }

  // Text over text: lines of different text nodes that share ink.
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() || !node.parentElement || hidden(node.parentElement)) continue;
    const el = node.parentElement;
    const svg = el.closest('svg');
    if (options.elder && !/^(SCRIPT|STYLE|OPTION)$/.test(el.tagName)) {
      const size = parseFloat(getComputedStyle(el).fontSize);
      if (size < 23.9) add('small', el, `${size} px`);
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    const size = parseFloat(getComputedStyle(el).fontSize);
    for (const r of svg ? [el.getBoundingClientRect()] : range.getClientRects()) {
      if (r.width < 2) continue;
      // The letters themselves, without the air of the line.
      const air = Math.max(0, (r.height - size) / 2) + size * 0.12;
      lines.push({ l: r.left, r: r.right, t: r.top + air, b: r.bottom - air, el, node });
    }
  }
  lines.sort((a, b) => a.t - b.t);
  for (let i = 0, said = 0; i < lines.length && said < 5; i++) {
    for (let j = i + 1; j < lines.length && lines[j].t < lines[i].b; j++) {
      const a = lines[i], b = lines[j];
      if (a.node === b.node) continue;
      const w = Math.min(a.r, b.r) - Math.max(a.l, b.l), h = Math.min(a.b, b.b) - Math.max(a.t, b.t);
      if (w > 3 && h > 3) { add('overlap', a.el, `and ${name(b.el)}`); said++; }
    }
  }

  if (options.elder) {
    for (const el of document.querySelectorAll('header a, nav a, button, .button, input:not([type=hidden]), select, summary, footer a, .tabs a, .toc a, .pager a, .opendata a')) {
      if (hidden(el)) continue;
      const r = el.getBoundingClientRect();
      if (r.height < 59.5 || (r.width < 59.5 && !el.matches('footer a, .toc a'))) add('target', el, `${Math.round(r.width)} × ${Math.round(r.height)} px`);
    }
  }
  return findings;
}

/* What is wrong with the page as it stands in this window. */
async function layout(page, options) {
  return page.evaluate(`(${inspect.toString()})(${JSON.stringify(options || {})})`);
}

module.exports = { layout };
