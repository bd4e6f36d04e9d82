/* Proves what the QR code of a document says, in the browser, without asking anybody: Ed25519 over number, subject, time and
   counts. The format is that of cgi-bin/doc/proof.h; the public keys stand in the page (data-proof-keys, hexadecimal).
   Old phones have no Ed25519 of their own, so the few lines of RFC 8032 are here; everything in it is public, so that time
   tells nothing. */
"use strict";
(function (root) {
  // ---- SHA-256 and SHA-512 (FIPS 180-4): one shape, two widths. The constants are the fractions of roots of primes.
  function isqrt(n) { let x = n, y = (x + 1n) >> 1n; while (y < x) { x = y; y = (x + n / x) >> 1n; } return x; }
  function icbrt(n) { let low = 0n, high = 1n << 80n; while (low < high) { const mid = (low + high + 1n) >> 1n; if (mid * mid * mid <= n) low = mid; else high = mid - 1n; } return low; }
  function primes(count) { const out = []; for (let n = 2; out.length < count; n++) if (out.every(p => n % p)) out.push(n); return out; }
  function makeHash(bits) {
    const wide = BigInt(bits), mask = (1n << wide) - 1n, block = bits * 2, rounds = bits === 64 ? 80 : 64;
    const turns = bits === 64 ? [[14, 18, 41], [28, 34, 39], [1, 8, 7], [19, 61, 6]] : [[6, 11, 25], [2, 13, 22], [7, 18, 3], [17, 19, 10]];
    const shifts = turns.map(t => t.map(BigInt)), list = primes(rounds);
    const start = list.slice(0, 8).map(p => isqrt(BigInt(p) << (2n * wide)) & mask);
    const add = list.map(p => icbrt(BigInt(p) << (3n * wide)) & mask);
    const rot = (x, n) => (x >> n | x << (wide - n)) & mask;
    const big = (x, t) => rot(x, t[0]) ^ rot(x, t[1]) ^ rot(x, t[2]);
    const small = (x, t) => rot(x, t[0]) ^ rot(x, t[1]) ^ x >> t[2];
    return function (bytes) {
      const size = bits / 8, length = Math.ceil((bytes.length + 1 + 2 * size) / block) * block, data = new Uint8Array(length), h = start.slice();
      data.set(bytes);
      data[bytes.length] = 0x80;
      for (let i = 0, n = bytes.length * 8; n > 0; i++, n = Math.floor(n / 256)) data[length - 1 - i] = n % 256;
      for (let at = 0; at < length; at += block) {
        const w = [];
        for (let i = 0; i < 16; i++) { let v = 0n; for (let k = 0; k < size; k++) v = v << 8n | BigInt(data[at + i * size + k]); w.push(v); }
        for (let i = 16; i < rounds; i++) w.push(small(w[i - 15], shifts[2]) + w[i - 7] + small(w[i - 2], shifts[3]) + w[i - 16] & mask);
        let [a, b, c, d, e, f, g, z] = h;
        for (let i = 0; i < rounds; i++) {
          const one = z + big(e, shifts[0]) + (e & f ^ (e ^ mask) & g) + add[i] + w[i] & mask, two = big(a, shifts[1]) + (a & b ^ a & c ^ b & c) & mask;
          z = g; g = f; f = e; e = d + one & mask; d = c; c = b; b = a; a = one + two & mask;
        }
        [a, b, c, d, e, f, g, z].forEach((v, i) => { h[i] = h[i] + v & mask; });
      }
      const out = new Uint8Array(8 * size);
      h.forEach((v, i) => { for (let k = size - 1; k >= 0; k--) { out[i * size + k] = Number(v & 255n); v >>= 8n; } });
      return out;
    };
  }
  const sha256 = makeHash(32), sha512 = makeHash(64);

  // ---- Ed25519 (RFC 8032 §5.1)
  const P = (1n << 255n) - 19n, L = (1n << 252n) + 27742317777372353535851937790883648493n;
  const mod = (a, m) => { const r = a % (m || P); return r < 0n ? r + (m || P) : r; };
  function power(a, n) { let r = 1n; for (a = mod(a); n > 0n; n >>= 1n) { if (n & 1n) r = r * a % P; a = a * a % P; } return r; }
  const D = mod(-121665n * power(121666n, P - 2n)), ROOT = power(2n, (P - 1n) / 4n);
  function plus(p, q) {
    const a = mod((p[1] - p[0]) * (q[1] - q[0])), b = mod((p[1] + p[0]) * (q[1] + q[0])), c = mod(2n * p[3] * q[3] * D), d = mod(2n * p[2] * q[2]);
    const e = b - a, f = d - c, g = d + c, h = b + a;
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  }
  function times(p, n) { let r = [0n, 1n, 1n, 0n]; for (; n > 0n; n >>= 1n) { if (n & 1n) r = plus(r, p); p = plus(p, p); } return r; }
  const number = bytes => bytes.reduceRight((n, b) => n << 8n | BigInt(b), 0n);
  function point(bytes) {
    const sign = bytes[31] >> 7, y = number(bytes) & ((1n << 255n) - 1n);
    if (y >= P) return null;
    const u = mod(y * y - 1n), v = mod(D * y * y + 1n);
    let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
    if (mod(v * x * x) !== u) x = mod(x * ROOT);
    if (mod(v * x * x) !== u || (x === 0n && sign)) return null;
    if (Number(x & 1n) !== sign) x = P - x;
    return [x, y, 1n, mod(x * y)];
  }
  const BASE = point(Uint8Array.from([0x58].concat(Array(31).fill(0x66))));
  function verify(key, message, signature) {
    const a = point(key), r = point(signature.slice(0, 32)), s = number(signature.slice(32));
    if (!a || !r || s >= L) return false;
    const all = new Uint8Array(64 + message.length);
    all.set(signature.slice(0, 32));
    all.set(key, 32);
    all.set(message, 64);
    const k = mod(number(sha512(all)), L), left = times(BASE, s), right = plus(r, times(a, k));
    return mod(left[0] * right[2]) === mod(right[0] * left[2]) && mod(left[1] * right[2]) === mod(right[1] * left[2]);
  }

  // ---- the proof
  const ascii = text => Uint8Array.from(text, c => c.charCodeAt(0));
  function bytesOf(text) {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", out = [];
    let held = 0, bits = 0;
    for (const c of text) {
      const v = letters.indexOf(c);
      if (v < 0) return null;
      held = (held << 6 | v) & 0xffff;
      bits += 6;
      if (bits >= 8) { bits -= 8; out.push(held >> bits & 255); }
    }
    return text.length % 4 === 1 || held & (1 << bits) - 1 ? null : Uint8Array.from(out);
  }
  const KINDS = 5, COUNTS = 11, NOBODY = 0, FIRM = 1, SEVERAL = 2, PERSON = 3, ROWS = 16;
  const hex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, "0")).join("").toUpperCase();
  /* Takes the parts of a payload off its front; null once it was too short. */
  function reader(bytes) {
    let at = 0;
    const take = n => { if (at + n > bytes.length) return null; at += n; return bytes.slice(at - n, at); };
    const whole = n => { const part = take(n); return part && part.reduce((sum, b) => sum * 256 + b, 0); };
    return { take, whole, left: () => bytes.length - at };
  }
  /* The firm's code, into `out`; false when it is none. */
  function readCode(from, out, least) {
    const n = from.whole(1), code = n === null || n > 18 || n < least ? null : from.take(n);
    if (!code) return false;
    out.code = String.fromCharCode(...code);
    return /^[0-9A-Z]*$/.test(out.code);
  }
  /* Whose document and what was asked for (version 2). */
  function readScope(from, out) {
    const flags = from.whole(1);
    if (flags === null || flags > 15) return false;
    out.subject = flags & 3;
    if (out.subject === FIRM && !readCode(from, out, 1)) return false;
    if (out.subject === SEVERAL) {
      const digest = (out.firms = from.whole(1)) !== null && from.take(ROWS);
      if (!digest || out.firms < 2) return false;
      out.rows = hex(digest);
    }
    if (flags & 4) {
      const first = from.whole(2), last = from.whole(2);
      if (last === null || !(first || last)) return false;
      out.period = [first, last].map(day => day ? new Date(day * 86400000).toISOString().slice(0, 10) : "");
    }
    if (flags & 8) {
      const bits = from.take(8);
      if (!bits) return false;
      for (let i = 0; i < 64; i++) if (bits[7 - (i >> 3)] >> (i & 7) & 1) out.domains.push(i + 1);
      if (!out.domains.length) return false;
    }
    return true;
  }
  /* The counts; null for what was not asked for (which version 1 could not say). */
  function readCounts(from, out) {
    const m = from.whole(1), nothing = out.version === 1 ? 0 : null;
    if (m === null || m > COUNTS) return false;
    out.counts = Array(COUNTS).fill(nothing);
    for (let i = 0; i < m; i++) {
      let shift = 1, value = 0, k = 0, b;
      do {
        if (k === 3 || (b = from.whole(1)) === null) return false;
        value += (b & 127) * shift;
        shift *= 128;
        k++;
      } while (b & 128);
      if ((k > 1 && b === 0) || (i === m - 1 && value === 0)) return false;
      out.counts[i] = out.version === 1 ? value : value ? value - 1 : null;
    }
    return from.left() === 0;
  }
  function readPayload(payload) {
    const from = reader(payload), head = from.take(2);
    if (!head) return null;
    const out = { version: head[0] >> 4, kind: head[0] & 15, subject: NOBODY, code: "", firms: 0, rows: "", period: null, domains: [], time: from.whole(4), counts: [] };
    if (out.version < 1 || out.version > 2 || out.kind < 1 || out.kind > KINDS || out.time === null) return null;
    if (out.version === 2 ? !readScope(from, out) : !readCode(from, out, 0)) return null;
    if (out.version === 1 && out.code) out.subject = FIRM;
    return readCounts(from, out) ? out : null;
  }
  /* What `text` proves of document `number` by one of the keys (32 bytes each), or null: {version, kind, subject, code, firms, rows, period [first,
     last], domains [number], time, counts}. */
  function prove(text, documentNumber, keys) {
    const bytes = bytesOf(text);
    if (!bytes || bytes.length < 72 || documentNumber.length < 1 || documentNumber.length > 64) return null;
    const end = bytes.length - 64, payload = bytes.slice(0, end), out = readPayload(payload);
    if (!out) return null;
    const head = ascii(documentNumber), whole = new Uint8Array(head.length + 1 + end), message = new Uint8Array(54);
    whole.set(head);
    whole.set(payload, head.length + 1);
    message.set(ascii("credit-portal proof 1"));
    message.set(sha256(whole), 22);
    return keys.some(key => key.length === 32 && sha256(key)[0] === payload[1] && verify(key, message, bytes.slice(end))) ? out : null;
  }
  /* The two results behind a code: figures alone, or the words of the table, which may have run over into the next lines. null: unknown. */
  function resultsOf(line, more) {
    if (/^\s*-\s*$/.test(line)) return null;
    const figures = /^\s*(\d*)\s*(\d*)\s*$/.exec(line);
    if (figures && (figures[1] || !more.trim())) return [Number(figures[1]), Number(figures[2])];
    const words = (line + " " + more).replace(/\([^)]*\)/g, "").match(/查见\s*\d+|未查见|来源未报送|未作查询|无该主体/g) || [];
    if (/未作查询|无该主体/.test(words[0] || "")) return null;
    return [words[0], words[1]].map(word => Number((/\d+/.exec(word || "") || [0])[0]));
  }
  /* Lines as they stand in a search's first table, typed or copied: a code, what was found in the lists that warn and in those that honour.
     Returns {firms, rows} as in a proof. */
  function rowsOf(text) {
    let lines = "", firms = 0;
    const wide = text.replace(/[\uff01-\uff5e]/g, c => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).toUpperCase().split(/\n/);
    const codes = wide.map(line => /(?:^|[^0-9A-Z])([0-9A-Z]{18})(?![0-9A-Z])/.exec(line));
    codes.forEach((code, i) => {
      if (!code) return;
      let end = i + 1;
      while (end < codes.length && !codes[end]) end++;
      const found = resultsOf(wide[i].slice(code.index + code[0].length), wide.slice(i + 1, end).join(" "));
      lines += code[1] + " " + (found ? found.join(" ") : "-") + "\n";
      firms++;
    });
    return { firms, rows: hex(sha256(ascii(lines)).slice(0, ROWS)) };
  }
  /* The parts of what a QR code holds: .../v/{number}/{code}#{proof}. */
  function split(address) {
    const parts = /(?:^|\/)v\/([0-9A-Z]{1,64})\/([0-9]{12})#([0-9A-Za-z_-]+)$/.exec(address.trim());
    return parts && { number: parts[1], code: parts[2], proof: parts[3] };
  }
  const keysOf = text => text.split(/\s+/).filter(Boolean).map(hex => Uint8Array.from(hex.match(/../g) || [], b => parseInt(b, 16)));
  const api = { sha256, sha512, verify, prove, split, keysOf, rowsOf };
  if (typeof module !== "undefined") { module.exports = api; return; }
  root.creditProof = api;

  // ---- the pages
  const SEARCH = 2, COMPLIANCE = 4, LETTER = 5, OBJECTIONS = 10;
  const groups = text => text.replace(/(.{4})(?=.)/g, "$1 ");
  function subjectOf(facts) {
    if (facts.subject === FIRM) return facts.code;
    if (facts.subject === SEVERAL) return facts.firms + " 户";
    if (facts.subject === PERSON) return "自然人（为保护个人信息，二维码不含姓名和证件号码，请联网验证后核对）";
    return facts.kind === LETTER ? "二维码不含收件人，请联网验证后核对" : "二维码不含主体，请联网验证后核对";
  }
  function show(box, facts, numberText, alone) {
    const words = (box.dataset.labels || "").split("|"), kinds = (box.dataset.kinds || "").split("|"), names = (box.dataset.domains || "").split("|");
    const list = document.createElement("dl");
    list.className = "facts";
    const row = (term, text) => {
      const div = document.createElement("div"), dt = document.createElement("dt"), dd = document.createElement("dd");
      dt.textContent = term;
      dd.textContent = text;
      div.append(dt, dd);
      list.append(div);
    };
    row("文书编号", numberText);
    row("文书种类", kinds[facts.kind - 1] || "");
    row(facts.subject === FIRM ? "统一社会信用代码" : facts.kind === SEARCH ? "查询对象" : "主体", subjectOf(facts));
    if (facts.rows) row("核对码", groups(facts.rows));
    row("签发时间", new Date(facts.time * 1000 + 8 * 3600000).toISOString().slice(0, 19).replace("T", " "));
    if (facts.period) row("查询期间", (facts.period[0] || "最早") + " 至 " + (facts.period[1] || "签发之日"));
    if (facts.domains.length) row("查询领域", facts.domains.map(n => names[n] || "第 " + n + " 号").join("、"));
    if (facts.kind === SEARCH) {
      row("查见合计", facts.counts.slice(0, OBJECTIONS).reduce((sum, n) => sum + (n || 0), 0) + " 条");
      row(words[OBJECTIONS] || "", (facts.counts[OBJECTIONS] || 0) + " 项");
    } else if (facts.kind !== LETTER) {
      facts.counts.forEach((n, i) => { if (n !== null || facts.kind !== COMPLIANCE) row(words[i] || "", n === null ? "未查询" : n + (i === OBJECTIONS ? " 项" : " 条")); });
    }
    box.append(list);
    if (alone && facts.subject === SEVERAL) askRows(box, facts);
  }
  /* The firms of a search: their codes and results are not in the QR code, their digest is. */
  function askRows(box, facts) {
    const form = document.createElement("form"), label = document.createElement("label"), hint = document.createElement("p"), text = document.createElement("textarea"),
      button = document.createElement("button"), answer = document.createElement("p");
    form.className = "stack-s";
    label.textContent = "核对每一户";
    label.htmlFor = text.id = "f-rows";
    hint.className = "field-hint";
    hint.textContent = "按纸面“查询对象和结果”表的次序，每行填写一户：代码、“失信、处罚、异常、关注”查见的条数、“守信激励”查见的条数，例如：91350100M000100Y43 3 1。都没有查见的只填代码；“未作查询”的条数写一个减号。也可以从电子文件里整段复制。";
    text.rows = 5;
    button.type = "submit";
    button.textContent = "核对";
    answer.setAttribute("role", "status");
    form.append(label, hint, text, button, answer);
    form.addEventListener("submit", event => {
      event.preventDefault();
      const typed = rowsOf(text.value);
      answer.textContent = typed.rows === facts.rows && typed.firms === facts.firms ? "一致：" + facts.firms + " 户的代码、次序和结果与签发时相同。"
        : "不一致：填写了 " + typed.firms + " 户，核对码 " + groups(typed.rows) + "。请检查是否抄错；确认无误仍不一致的，纸面不是原件。";
    });
    box.append(form);
  }
  /* `alone`: without the site, which would show the firms of a search itself. */
  function tell(box, good, facts, numberText, alone) {
    box.textContent = "";
    box.hidden = false;
    box.className = "notice " + (good ? "notice-ok" : "notice-stop");
    const head = document.createElement("h2"), text = document.createElement("p");
    head.textContent = good ? "二维码签名验证通过" : "二维码签名没有通过验证";
    text.textContent = good ? "以下内容由签发机关签名，与纸面逐项核对：任何一项不同，纸面就不是原件。" : "这个二维码不是本网站签发的，或内容被改动过。请不要采信这份纸质文书。";
    box.append(head, text);
    if (good) show(box, facts, numberText, alone);
  }
  document.addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById("proof"), form = document.getElementById("proof-form");
    if (!box) return;
    const keys = keysOf(box.dataset.proofKeys || "");
    const look = address => {
      const parts = split(address), facts = parts && prove(parts.proof, parts.number, keys);
      tell(box, !!facts, facts, parts && parts.number, !!form);
    };
    if (form) form.addEventListener("submit", event => { event.preventDefault(); look(form.elements.address.value); });
    else if (location.hash.length > 1) look(location.href);
  });
})(typeof window === "undefined" ? this : window);
