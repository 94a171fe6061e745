"use strict";
// The second verifier of dossiers: the checks of verify.py, written again for a browser. One verdict for each property,
// the same outcomes and codes. It needs no network, no library and no cryptography of the browser's; docs/record.md of
// Aval's source says what each check means. FORMAT, put in front of this script, holds what is format and not program:
// names of files, limits, patterns of lines, sentences in three languages.

const { FILES, PATTERNS, RANKS, PROPERTIES, COMMIT_TAG, LIMITS, ERASURE_KIND, KEY_KIND, WEIGHTY_KINDS, BAG_INFO } = FORMAT;
const { NAMES, STATEMENT, SITE_FILES, ROOT_FILES } = FORMAT;
const whole = (pattern) => new RegExp(`^(?:${pattern})$`);
const [EVENT, OPEN, ERASED, WITHHELD, HIDDEN, RUN, PAYLOAD, STAMP, ORIGIN, KIND, HASH, MOMENT] = [
  "EVENT", "OPEN", "ERASED", "WITHHELD", "HIDDEN", "RUN", "PAYLOAD", "STAMP", "ORIGIN", "KIND", "HASH", "MOMENT",
].map((name) => whole(PATTERNS[name]));
const PART = new RegExp(PATTERNS.PART, "g");
const KEY = /^[a-z0-9_]+$/;
const MEDIA_TYPE = /^[\x21-\x7e][\x20-\x7e]{0,254}$/;

// ------------------------------------------------------------------------------------------------------------ bytes

const encoder = new TextEncoder();
const strict = () => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const decoder = strict();
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
const bytesOf = (text) => encoder.encode(text);

class Malformed extends Error {}

function textOf(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Malformed();
  }
}

function concat(...pieces) {
  const all = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function equal(a, b) {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function startsWith(bytes, start) {
  return bytes.length >= start.length && equal(bytes.subarray(0, start.length), start);
}

function indexOf(bytes, wanted) {
  for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
    if (startsWith(bytes.subarray(at), wanted)) return at;
  }
  return -1;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const hex = (bytes) => {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
};

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUE_OF = new Int16Array(128).fill(-1);
for (let i = 0; i < 64; i++) VALUE_OF[LETTERS.charCodeAt(i)] = i;

function base64(bytes) {
  let text = "";
  let at = 0;
  for (; at + 2 < bytes.length; at += 3) {
    const three = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
    text += LETTERS[three >> 18] + LETTERS[(three >> 12) & 63] + LETTERS[(three >> 6) & 63] + LETTERS[three & 63];
  }
  if (bytes.length - at === 1) text += LETTERS[bytes[at] >> 2] + LETTERS[(bytes[at] & 3) << 4] + "==";
  if (bytes.length - at === 2) {
    text += LETTERS[bytes[at] >> 2] + LETTERS[((bytes[at] & 3) << 4) | (bytes[at + 1] >> 4)];
    text += LETTERS[(bytes[at + 1] & 15) << 2] + "=";
  }
  return text;
}

/** Take base64 apart; only its one canonical spelling will do. */
function unbase64(text) {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  if (text.length % 4) throw new Malformed();
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < text.length - padding; i++) {
    const code = text.charCodeAt(i);
    const value = code < 128 ? VALUE_OF[code] : -1;
    if (value < 0) throw new Malformed();
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 255;
    }
  }
  if (held & ((1 << bits) - 1)) throw new Malformed();
  return bytes;
}

const isBase64 = (value) => {
  try {
    return typeof value === "string" && unbase64(value).length > 0;
  } catch {
    return false;
  }
};

// ---------------------------------------------------------------------------------------------------------- hashing

const primes = [];
for (let n = 2; primes.length < 80; n++) if (primes.every((p) => n % p)) primes.push(n);

/** The first bits of the fraction of a prime's root, exactly: by whole numbers. */
function rootBits(prime, degree, bits) {
  const target = BigInt(prime) << BigInt(bits * degree);
  let low = 0n;
  let high = 1n << BigInt(bits + 9);
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(degree) <= target) low = middle;
    else high = middle;
  }
  return BigInt.asUintN(bits, low);
}

const K256 = Int32Array.from(primes.slice(0, 64), (p) => Number(BigInt.asIntN(32, rootBits(p, 3, 32))));
const H256 = Int32Array.from(primes.slice(0, 8), (p) => Number(BigInt.asIntN(32, rootBits(p, 2, 32))));
const K512 = primes.map((p) => rootBits(p, 3, 64));
const H512 = primes.slice(0, 8).map((p) => rootBits(p, 2, 64));
const W = new Int32Array(64);

class Sha256 {
  constructor() {
    this.state = H256.slice();
    this.buffer = new Uint8Array(64);
    this.size = 0;
  }

  update(bytes) {
    let used = this.size % 64;
    this.size += bytes.length;
    let at = 0;
    if (used) {
      const taken = Math.min(64 - used, bytes.length);
      this.buffer.set(bytes.subarray(0, taken), used);
      used += taken;
      at = taken;
      if (used < 64) return this;
      this.block(this.buffer, 0);
    }
    for (; at + 64 <= bytes.length; at += 64) this.block(bytes, at);
    this.buffer.set(bytes.subarray(at), 0);
    return this;
  }

  digest() {
    const { size, buffer, state } = this;
    let used = size % 64;
    buffer[used++] = 0x80;
    if (used > 56) {
      buffer.fill(0, used);
      this.block(buffer, 0);
      used = 0;
    }
    buffer.fill(0, used, 56);
    const [high, low] = [Math.floor(size / 0x20000000), (size << 3) >>> 0];
    for (let i = 0; i < 4; i++) {
      buffer[56 + i] = high >>> (24 - 8 * i);
      buffer[60 + i] = low >>> (24 - 8 * i);
    }
    this.block(buffer, 0);
    const out = new Uint8Array(32);
    for (let i = 0; i < 32; i++) out[i] = state[i >> 2] >>> (24 - 8 * (i & 3));
    return out;
  }

  block(bytes, at) {
    const w = W;
    for (let i = 0; i < 16; i++, at += 4) {
      w[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    }
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15];
      const y = w[i - 2];
      const s = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const t = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s + w[i - 7] + t) | 0;
    }
    const state = this.state;
    let a = state[0];
    let b = state[1];
    let c = state[2];
    let d = state[3];
    let e = state[4];
    let f = state[5];
    let g = state[6];
    let h = state[7];
    for (let i = 0; i < 64; i++) {
      const s = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t = (h + s + ((e & f) ^ (~e & g)) + K256[i] + w[i]) | 0;
      const u = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const v = (u + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t) | 0;
      d = c;
      c = b;
      b = a;
      a = (t + v) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
}

const scratch = new Sha256();

function sha256(...pieces) {
  scratch.state.set(H256);
  scratch.size = 0;
  for (const piece of pieces) scratch.update(piece);
  return scratch.digest();
}

function sha512(bytes) {
  const size = bytes.length;
  const padded = new Uint8Array(Math.ceil((size + 17) / 128) * 128);
  padded.set(bytes);
  padded[size] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(size) * 8n);
  const state = H512.slice();
  const turn = (x, n) => (x >> n) | BigInt.asUintN(64, x << (64n - n));
  for (let at = 0; at < padded.length; at += 128) {
    const w = [];
    for (let i = 0; i < 16; i++) w.push(view.getBigUint64(at + i * 8));
    for (let i = 16; i < 80; i++) {
      const x = w[i - 15];
      const y = w[i - 2];
      const s = turn(x, 1n) ^ turn(x, 8n) ^ (x >> 7n);
      const t = turn(y, 19n) ^ turn(y, 61n) ^ (y >> 6n);
      w.push(BigInt.asUintN(64, w[i - 16] + s + w[i - 7] + t));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i++) {
      const s = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n);
      const t = h + s + ((e & f) ^ (BigInt.asUintN(64, ~e) & g)) + K512[i] + w[i];
      const v = (turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, BigInt.asUintN(64, d + t), c, b, a, BigInt.asUintN(64, t + v)];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] = BigInt.asUintN(64, state[i] + value)));
  }
  const out = new Uint8Array(64);
  state.forEach((value, i) => new DataView(out.buffer).setBigUint64(i * 8, value));
  return out;
}

const CRC = new Int32Array(256);
for (let i = 0; i < 256; i++) {
  let c = i;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  CRC[i] = c;
}

function crc32(bytes, crc) {
  let c = ~crc;
  for (let i = 0; i < bytes.length; i++) c = CRC[(c ^ bytes[i]) & 255] ^ (c >>> 8);
  return ~c >>> 0;
}

const node = (left, right) => sha256(ONE, left, right);
const ONE = Uint8Array.of(1);
const ZERO = Uint8Array.of(0);

// -------------------------------------------------------------------------------------------------- numbers and keys

const little = (bytes) => bytes.reduceRight((n, byte) => (n << 8n) | BigInt(byte), 0n);
const big = (bytes) => bytes.reduce((n, byte) => (n << 8n) | BigInt(byte), 0n);

function power(base, exponent, modulus) {
  let result = 1n;
  base %= modulus;
  for (; exponent; exponent >>= 1n, base = (base * base) % modulus) if (exponent & 1n) result = (result * base) % modulus;
  return result;
}

// Ed25519 (RFC 8032 section 5.1.7), without cofactor; only canonical encodings, no key of small order.
const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (x) => ((x % P) + P) % P;
const D = mod(-121665n * power(121666n, P - 2n, P));
const I = power(2n, (P - 1n) / 4n, P);

function decompress(encoded) {
  let y = little(encoded);
  const sign = y >> 255n;
  y &= (1n << 255n) - 1n;
  if (y >= P) return null;
  const u = mod(y * y - 1n);
  const v = mod(D * y * y + 1n);
  let x = mod(mod(u * v ** 3n) * power(mod(u * v ** 7n), (P - 5n) / 8n, P));
  if (mod(v * x * x) === mod(-u)) x = mod(x * I);
  if (mod(v * x * x) !== u || (x === 0n && sign)) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

function add(p, q) {
  const a = mod((p[1] - p[0]) * (q[1] - q[0]));
  const b = mod((p[1] + p[0]) * (q[1] + q[0]));
  const c = mod(2n * p[3] * mod(D * q[3]));
  const d = mod(2n * p[2] * q[2]);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function double(p) {
  const a = mod(p[0] * p[0]);
  const b = mod(p[1] * p[1]);
  const c = 2n * p[2] * p[2];
  const h = a + b;
  const e = h - (p[0] + p[1]) ** 2n;
  const g = a - b;
  const f = mod(c + g);
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

/** A point's multiples by each digit of four bits at each place: whatever is multiplied with it later is a sum. */
function multiples(point) {
  const rows = [];
  for (let place = 0; place < 64; place++) {
    const row = [[0n, 1n, 1n, 0n], point];
    while (row.length < 16) row.push(add(row[row.length - 1], point));
    rows.push(row);
    for (let bit = 0; bit < 4; bit++) point = double(point);
  }
  return rows;
}

// One key signs all heads of a dossier.
const multiplesOf = { base: null, keys: new Map() };

function ofBase() {
  multiplesOf.base ??= multiples(decompress(Uint8Array.of(0x58, ...new Array(31).fill(0x66))));
  return multiplesOf.base;
}

/** The multiples of a key's negative; null if it is no key, or one of small order. */
function ofKey(key) {
  const name = key.join();
  if (!multiplesOf.keys.has(name)) {
    const point = decompress(key);
    const eight = point && double(double(double(point)));
    const good = point && !(eight[0] === 0n && eight[1] === eight[2]);
    if (multiplesOf.keys.size >= 8) multiplesOf.keys.clear();
    multiplesOf.keys.set(name, good ? multiples([mod(-point[0]), point[1], point[2], mod(-point[3])]) : null);
  }
  return multiplesOf.keys.get(name);
}

function ed25519Verify(key, message, signature) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const rows = ofKey(key);
  let s = little(signature.subarray(32));
  if (!rows || s >= L) return false;
  let h = little(sha512(concat(signature.subarray(0, 32), key, message))) % L;
  let sum = [0n, 1n, 1n, 0n];
  for (let place = 0; place < 64; place++, s >>= 4n, h >>= 4n) {
    sum = add(add(sum, ofBase()[place][Number(s & 15n)]), rows[place][Number(h & 15n)]);
  }
  const inverse = power(sum[2], P - 2n, P);
  const [x, y] = [mod(sum[0] * inverse), mod(sum[1] * inverse)];
  return little(signature.subarray(0, 32)) === (y | ((x & 1n) << 255n));
}

// ECDSA over P-256 with SHA-256, the signature in DER with no freedom in its spelling.
const Q = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const G = [
  0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
  1n,
];
const modQ = (x) => ((x % Q) + Q) % Q;

function doubleQ([x, y, z]) {
  if (!z || !y) return [1n, 1n, 0n];
  const square = modQ(y * y);
  const slope = modQ(3n * (x - z * z) * (x + z * z));
  const s = modQ(4n * x * square);
  const next = modQ(slope * slope - 2n * s);
  return [next, modQ(slope * (s - next) - 8n * square * square), modQ(2n * y * z)];
}

function addQ(p, q) {
  if (!p[2]) return q;
  if (!q[2]) return p;
  const zz = modQ(p[2] * p[2]);
  const ww = modQ(q[2] * q[2]);
  const [u, v] = [modQ(p[0] * ww), modQ(q[0] * zz)];
  const [s, t] = [modQ(p[1] * ww * q[2]), modQ(q[1] * zz * p[2])];
  if (u === v) return s === t ? doubleQ(p) : [1n, 1n, 0n];
  const [h, r] = [v - u, t - s];
  const hh = modQ(h * h);
  const [hhh, uhh] = [modQ(h * hh), modQ(u * hh)];
  const x = modQ(r * r - hhh - 2n * uhh);
  return [x, modQ(r * (uhh - x) - s * hhh), modQ(h * p[2] * q[2])];
}

function parseDer(signature) {
  if (signature.length > 72 || signature[0] !== 0x30 || signature[1] !== signature.length - 2) return null;
  let rest = signature.subarray(2);
  const found = [];
  for (let i = 0; i < 2; i++) {
    const size = rest.length > 1 ? rest[1] : 0;
    const number = rest.subarray(2, 2 + size);
    if (rest[0] !== 2 || !number.length || number.length !== size || number[0] & 0x80) return null;
    if (number.length > 1 && number[0] === 0 && !(number[1] & 0x80)) return null;
    rest = rest.subarray(2 + size);
    found.push(big(number));
  }
  return rest.length ? null : found;
}

function p256Verify(key, message, signature) {
  const pair = parseDer(signature);
  if (!pair || key.length !== 65 || key[0] !== 4) return false;
  const [x, y] = [big(key.subarray(1, 33)), big(key.subarray(33))];
  if (x >= Q || y >= Q || modQ(y * y - x * x * x + 3n * x - B)) return false;
  const [r, s] = pair;
  if (!(0n < r && r < N && 0n < s && s < N)) return false;
  const w = power(s, N - 2n, N);
  const u = (big(sha256(message)) * w) % N;
  const v = (r * w) % N;
  const own = [x, y, 1n];
  const choices = [null, G, own, addQ(G, own)];
  let point = [1n, 1n, 0n];
  for (let place = 255n; place >= 0n; place--) {
    point = doubleQ(point);
    const chosen = choices[Number(((u >> place) & 1n) | (((v >> place) & 1n) << 1n))];
    if (chosen) point = addQ(point, chosen);
  }
  if (!point[2]) return false;
  return modQ(point[0] * power(point[2], 2n * (Q - 2n), Q)) % N === r;
}

// ----------------------------------------------------------------------------------------------------- canonical JSON

function spell(value) {
  if (typeof value === "string") {
    if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value)) throw new Malformed();
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(spell).join(",")}]`;
  if (value !== null && typeof value === "object") {
    return `{${Object.keys(value).sort().map((key) => `${spell(key)}:${spell(value[key])}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** Parse JSON that is spelled the one way RFC 8785 allows. */
function canonical(text) {
  let value;
  try {
    value = JSON.parse(text);
    if (spell(value) === text) return value;
  } catch {
    // Whatever is wrong with it, it is not canonical.
  }
  throw new Malformed();
}

function inProfile(value, depth = 0) {
  if (typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (value === null || depth === LIMITS.DEPTH) return false;
  if (Array.isArray(value)) return value.every((item) => inProfile(item, depth + 1));
  return Object.keys(value).every((key) => KEY.test(key) && inProfile(value[key], depth + 1));
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const hasKeys = (value, ...keys) => isObject(value) && Object.keys(value).sort().join() === keys.sort().join();
const fits = (pattern, value) => typeof value === "string" && pattern.test(value);

function isDate(at) {
  const [year, month, day, hour, minute, second] = at.split(/[-T:.]/).map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year > 0 && month > 0 && month < 13 && day > 0 && day <= days[month - 1] && hour < 24 && minute < 60 && second < 60;
}

// ------------------------------------------------------------------------------------------------------- the findings

const [GOOD, NOTE, WEAKER, INCOMPLETE, CONTRADICTS, INVALID, FOREIGN] = [
  "good", "note", "weaker", "incomplete", "contradicts", "invalid", "not-a-dossier",
];

class Stop extends Error {}

class Book {
  constructor() {
    Object.assign(this, { log: "", size: null, root: "", keys: [], signed: [], sealed: [], found: new Map(), more: new Map() });
  }

  add(property, outcome, code, where = "", values = {}) {
    const found = this.found.get(property) ?? [];
    this.found.set(property, found);
    if (found.length >= LIMITS.FINDINGS) {
      this.more.set(property, [...(this.more.get(property) ?? []), outcome]);
      return;
    }
    found.push({ outcome, code, where: plain(where), values });
  }

  stop(property, outcome, code, where = "", values = {}) {
    this.add(property, outcome, code, where, values);
    return new Stop();
  }

  failed(property) {
    return (this.found.get(property) ?? []).some((finding) => RANKS[finding.outcome] >= RANKS[INCOMPLETE]);
  }

  verdicts() {
    const worst = (outcomes) =>
      outcomes.reduce((a, b) => (RANKS[b] > RANKS[a] || (RANKS[b] === RANKS[a] && b === NOTE) ? b : a));
    return PROPERTIES.map((property) => {
      const findings = [...(this.found.get(property) ?? [])];
      const more = this.more.get(property);
      if (more) findings.push({ outcome: worst(more), code: "more", where: "", values: { count: more.length } });
      return { property, outcome: findings.length ? worst(findings.map((f) => f.outcome)) : "unchecked", findings };
    });
  }
}

/** Make text from a stranger's file fit to be shown: one short line, no control or invisible characters. */
function plain(text) {
  const shown = text.slice(0, 300).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (c) => `\\u${c.codePointAt(0).toString(16).padStart(4, "0")}`);
  return text.length > 300 ? `${shown}…` : shown;
}

function sentenceOf(finding, language) {
  const said = FORMAT.SENTENCES[finding.code][FORMAT.LANGUAGES.indexOf(language)].replace(/\{(\w+)\}/g, (_, name) =>
    plain(String(finding.values[name])),
  );
  return finding.where ? `${finding.where}: ${said}` : said;
}

// --------------------------------------------------------------------------------------------------- notes and heads

const vkeyId = (name, key) => hex(sha256(bytesOf(`${name}\n\x01`), key).subarray(0, 4));
const fingerprint = (key) => hex(sha256(key)).match(/.{4}/g).join(" ");
const isName = (name) => name !== "" && !/[+\s]/.test(name);

function partition(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, "", ""] : [text.slice(0, at), mark, text.slice(at + mark.length)];
}

function parseVkey(vkey) {
  const [name, , rest] = partition(vkey, "+");
  const [id, , encoded] = partition(rest, "+");
  const blob = unbase64(encoded);
  if (!isName(name) || blob.length !== 33 || blob[0] !== 1) throw new Malformed();
  const key = { name, key: blob.subarray(1), id: vkeyId(name, blob.subarray(1)) };
  if (key.id !== id) throw new Malformed();
  return key;
}

const named = (key, name) => ({ name, key: key.key, id: vkeyId(name, key.key) });

function parseNote(bytes) {
  let gap = -1;
  for (let at = bytes.length - 2; at >= 0 && gap < 0; at--) if (bytes[at] === 10 && bytes[at + 1] === 10) gap = at;
  if (gap < 0 || bytes[bytes.length - 1] !== 10 || bytes.length < gap + 3) throw new Malformed();
  if (bytes.some((byte) => byte < 32 && byte !== 10)) throw new Malformed();
  const text = textOf(bytes.subarray(0, gap + 1));
  const lines = textOf(bytes.subarray(gap + 2, bytes.length - 1)).split("\n");
  if (lines.length > LIMITS.SIGNATURES) throw new Malformed();
  const signatures = lines.map((line) => {
    const [dash, , rest] = partition(line, " ");
    const at = rest.lastIndexOf(" ");
    const name = at < 0 ? "" : rest.slice(0, at);
    const blob = unbase64(rest.slice(at + 1));
    if (dash !== "\u2014" || !isName(name) || blob.length <= 4) throw new Malformed();
    return { name, id: hex(blob.subarray(0, 4)), signature: blob.subarray(4) };
  });
  return { text, bytes: bytes.subarray(0, gap + 1), signatures };
}

function signers(note, keys) {
  const found = [];
  for (const { name, id, signature } of note.signatures) {
    const key = keys.find((known) => known.name === name && known.id === id);
    if (!key) continue;
    if (!ed25519Verify(key.key, note.bytes, signature)) return [];
    found.push(key);
  }
  return found;
}

function parseHead(bytes) {
  const note = parseNote(bytes);
  const lines = note.text.split("\n");
  if (lines.pop() || lines.length < 3 || !lines.every(Boolean)) throw new Malformed();
  const root = unbase64(lines[2]);
  if (root.length !== 32 || !/^(?:0|[1-9][0-9]{0,18})$/.test(lines[1])) throw new Malformed();
  return { origin: lines[0], digits: lines[1], size: Number(lines[1]), root, note };
}

function parseHeld(label, bytes) {
  if (!startsWith(bytes, bytesOf("c2sp.org/tlog-proof@v1\n"))) {
    return { label, head: parseHead(bytes), place: null, path: [] };
  }
  const gap = indexOf(bytes, bytesOf("\n\n"));
  const lines = textOf(bytes.subarray(0, Math.max(gap, 0))).split("\n").slice(1);
  if (lines.length && lines[0].startsWith("extra ")) lines.shift();
  const index = lines.length ? /^index (0|[1-9][0-9]{0,18})$/.exec(lines[0]) : null;
  const path = lines.slice(1).map(unbase64);
  if (!index || gap < 0 || path.length > LIMITS.PATH || path.some((item) => item.length !== 32)) throw new Malformed();
  return { label, head: parseHead(bytes.subarray(gap + 2)), place: Number(index[1]), path };
}

const half = (n) => Math.floor(n / 2);

/** Check an inclusion proof (RFC 9162 section 2.1.3.2). */
function leadsTo(leaf, index, size, path, root) {
  if (index >= size || !leaf) return false;
  let [top, last] = [leaf, size - 1];
  for (const sibling of path) {
    if (last === 0) return false;
    if (index % 2 || index === last) {
      top = node(sibling, top);
      while (index % 2 === 0 && index) [index, last] = [half(index), half(last)];
    } else top = node(top, sibling);
    [index, last] = [half(index), half(last)];
  }
  return last === 0 && equal(top, root);
}

class Frontier {
  constructor() {
    this.size = 0;
    this.peaks = [];
  }

  append(leaf, level = 0) {
    let carry = Math.floor(this.size / 2 ** level);
    for (; carry % 2; carry = half(carry)) leaf = node(this.peaks.pop(), leaf);
    this.peaks.push(leaf);
    this.size += 2 ** level;
  }

  root() {
    if (!this.peaks.length) return sha256();
    return this.peaks.reduceRight((root, peak) => node(peak, root));
  }
}

function runLevels(seq, count) {
  const levels = [];
  while (count) {
    let level = 0;
    while (2 ** (level + 1) <= count && seq % 2 ** (level + 1) === 0) level++;
    levels.push(level);
    seq += 2 ** level;
    count -= 2 ** level;
  }
  return levels;
}

// ---------------------------------------------------------------------------------------------------- envelopes, lines

function parseEvent(text, isAscii) {
  const match = isAscii ? EVENT.exec(text) : null;
  if (!match) return null;
  const [, pseudonym, role, via, afterRoot, stamped, at, intent, log, inner, prev, proof, refs, digits, kind] = match;
  const parts = [...inner.matchAll(PART)].map(([, commitment, media, name]) => ({ commitment, media, name }));
  const seq = Number(digits);
  if (!isDate(at) || seq > Number.MAX_SAFE_INTEGER || (prev === undefined) !== (digits === "0")) return null;
  if (stamped !== undefined && !(Number(stamped) > 0 && Number(stamped) <= Number.MAX_SAFE_INTEGER)) return null;
  if (new Set(parts.map((part) => part.name)).size < parts.length) return null;
  const pieces = proof ? canonical(proof) : {};
  if ((intent && !isBase64(intent)) || (proof && !(intent && isProof(pieces)))) return null;
  const known = refs ? canonical(refs) : {};
  if (refs && !areRefs(known, seq)) return null;
  const cells = [digits, `${at}Z`, kind, pseudonym, role, via];
  const after = stamped === undefined ? null : { size: Number(stamped), root: afterRoot };
  return { seq, digits, cells, kind, pseudonym, log, parts, prev: prev ?? "", refs: known, intent: intent ?? "", proof: pieces, after };
}

function areRefs(value, seq) {
  if (!isObject(value) || !Object.keys(value).length) return false;
  return Object.entries(value).every(([name, ref]) => {
    const several = Array.isArray(ref) ? ref : [ref];
    return KEY.test(name) && several.length > 0 && several.every((item) =>
      (Number.isSafeInteger(item) && item >= 0 && item < seq) || fits(HASH, item));
  });
}

const isProof = (value) =>
  isObject(value) && Object.keys(value).length > 0 && Object.entries(value).every(([k, v]) => KEY.test(k) && isBase64(v));

const isAfter = (value) =>
  hasKeys(value, "root", "size") && fits(HASH, value.root) && Number.isSafeInteger(value.size) && value.size > 0;

/** Return the first field of an envelope that is not as it must be. */
function envelopeFault(event) {
  if (!isObject(event)) return "object";
  const known = Object.keys(event);
  const needed = ["actor", "at", "log", "parts", "seq", "type", "v"];
  const allowed = FORMAT.ENVELOPE_FIELDS;
  const wrong = [...known.filter((k) => !allowed.includes(k)), ...needed.filter((k) => !known.includes(k))].sort();
  if (wrong.length) return wrong[0] || '""';
  const { actor, at, log, parts, seq, type, v } = event;
  const word = whole(PATTERNS.WORD);
  const isPart = (part) => hasKeys(part, "c", "m", "n") && fits(word, part.n) && fits(word, part.m) && fits(HASH, part.c);
  const has = (name) => known.includes(name);
  const checks = [
    ["v", v === 1],
    ["log", fits(ORIGIN, log)],
    ["seq", Number.isSafeInteger(seq) && seq >= 0],
    ["type", fits(KIND, type)],
    ["at", fits(MOMENT, at) && isDate(at.slice(0, -1))],
    ["actor", hasKeys(actor, "p", "role", "via") && fits(whole(PATTERNS.PSEUDONYM), actor.p) && fits(word, actor.role) && fits(word, actor.via)],
    ["parts", Array.isArray(parts) && parts.every(isPart) && new Set(parts.map((part) => part.n)).size === parts.length],
    ["prev", has("prev") ? fits(HASH, event.prev) && seq !== 0 : seq === 0],
    ["after", !has("after") || isAfter(event.after)],
    ["refs", !has("refs") || (Number.isSafeInteger(seq) && areRefs(event.refs, seq))],
    ["intent", !has("intent") || isBase64(event.intent)],
    ["proof", !has("proof") || (has("intent") && isProof(event.proof))],
  ];
  return checks.find(([, holds]) => !holds)?.[0] ?? "";
}

function parseIntent(bytes) {
  let value;
  try {
    value = canonical(textOf(bytes));
  } catch {
    return null;
  }
  if (!hasKeys(value, "about", "at", "log", "nonce", "seen", "type", "v", "what") || value.v !== 1) return null;
  const { about, at, log, nonce, seen, type, what } = value;
  if (!hasKeys(seen, "root", "size") || !fits(ORIGIN, log) || !fits(KIND, type)) return null;
  if (!fits(MOMENT, at) || !isDate(at.slice(0, -1))) return null;
  if (![about, nonce, what, seen.root].every((item) => fits(HASH, item))) return null;
  if (!Number.isSafeInteger(seen.size) || seen.size < 1) return null;
  return { log, kind: type, about, what, seenSize: seen.size, seenRoot: seen.root };
}

/** Return which piece of a passkey's assertion over an intent is wrong; an empty text if none is. */
function assertionFault(intent, proof, { algorithm, publicKey, site }) {
  const { client, authenticator, signature } = proof;
  const challenge = base64(sha256(intent)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const text = String.fromCharCode(...client);
  const begin = `{"type":"webauthn.get","challenge":"${challenge}","origin":"`;
  const [origin, , after] = partition(text.slice(begin.length), '"');
  const page = /^https?:\/\/([a-z0-9.-]+)(?::[0-9]{1,5})?$/.exec(origin);
  if (!text.startsWith(begin) || !page || !/^,"crossOrigin":false[,}]/.test(after)) return "client";
  if (page[1] !== site && !page[1].endsWith(`.${site}`)) return "client";
  if (authenticator.length < 37 || !equal(authenticator.subarray(0, 32), sha256(bytesOf(site)))) return "authenticator";
  if (!(authenticator[32] & 1)) return "authenticator";
  const check = { es256: p256Verify, ed25519: ed25519Verify }[algorithm];
  return check?.(publicKey, concat(authenticator, sha256(client)), signature) ? "" : "signature";
}

function boundKey(pseudonym, facts) {
  if (!hasKeys(facts, "algorithm", "public_key", "rp_id")) return null;
  const { algorithm, public_key: key, rp_id: site } = facts;
  if (typeof algorithm !== "string" || typeof site !== "string" || !isBase64(key)) return null;
  return { pseudonym, algorithm, publicKey: unbase64(key), site };
}

/** Return a key in short, for people to compare: four groups of four. */
const keyName = (key) => hex(sha256(key)).toUpperCase().slice(0, 16).match(/.{4}/g).join("-");

// -------------------------------------------------------------------------------------------------------- the archive

const CHUNK = 1024 * 1024;
const MAX16 = 0xffff;
const MAX32 = 0xffffffff;
const LOCAL = bytesOf("PK\x03\x04");

/** Little-endian fields: [bytes, value] pairs. */
function pack(...fields) {
  const out = new Uint8Array(fields.reduce((size, [width]) => size + width, 0));
  let at = 0;
  for (const [width, value] of fields) {
    for (let i = 0; i < width; i++) out[at++] = Math.floor(value / 2 ** (8 * i)) % 256;
  }
  return out;
}

const localHeader = (name, crc, size) =>
  concat(pack([4, 0x04034b50], [2, 20], [2, 0], [2, 0], [2, 0], [2, 0x21], [4, crc], [4, size], [4, size], [2, name.length], [2, 0]), name);

function centralHeader(name, crc, size, offset) {
  const extra = offset >= MAX32 ? pack([2, 1], [2, 8], [8, offset]) : new Uint8Array();
  const fields = pack(
    [4, 0x02014b50], [2, 0x0314], [2, 20], [2, 0], [2, 0], [2, 0], [2, 0x21], [4, crc], [4, size], [4, size],
    [2, name.length], [2, extra.length], [2, 0], [2, 0], [2, 0], [4, 0o100644 * 65536], [4, Math.min(offset, MAX32)],
  );
  return concat(fields, name, extra);
}

function endRecords(count, size, offset) {
  let large = new Uint8Array();
  if (count >= MAX16 || size >= MAX32 || offset >= MAX32) {
    large = concat(
      pack([4, 0x06064b50], [8, 44], [2, 0x0314], [2, 45], [4, 0], [4, 0], [8, count], [8, count], [8, size], [8, offset]),
      pack([4, 0x07064b50], [4, 0], [8, offset + size], [4, 1]),
    );
  }
  const short = Math.min(count, MAX16);
  return concat(
    large,
    pack([4, 0x06054b50], [2, 0], [2, 0], [2, short], [2, short], [4, Math.min(size, MAX32)], [4, Math.min(offset, MAX32)], [2, 0]),
  );
}

class Reader {
  constructor(blob, at = 0, end = blob.size) {
    Object.assign(this, { blob, at, end, buffer: new Uint8Array(), used: 0 });
  }

  /** Return the next bytes, fewer only at the end. */
  async read(size) {
    const pieces = [];
    while (size) {
      if (this.used === this.buffer.length && !(await this.fill())) break;
      const piece = this.buffer.subarray(this.used, this.used + size);
      this.used += piece.length;
      size -= piece.length;
      pieces.push(piece);
    }
    return pieces.length === 1 ? pieces[0] : concat(...pieces);
  }

  async fill() {
    if (this.at >= this.end) return false;
    const to = Math.min(this.at + CHUNK, this.end);
    const fresh = new Uint8Array(await this.blob.slice(this.at, to).arrayBuffer());
    this.buffer = this.used === this.buffer.length ? fresh : concat(this.buffer.subarray(this.used), fresh);
    this.used = 0;
    this.at = to;
    return true;
  }

  /** Return the next line with its end, or so many bytes of it; null at the end of the file. */
  async line(limit) {
    for (;;) {
      const end = this.buffer.indexOf(10, this.used);
      const size = end < 0 ? this.buffer.length - this.used : end + 1 - this.used;
      if (end >= 0 || size >= limit || !(await this.fill())) {
        if (!size) return null;
        const line = this.buffer.subarray(this.used, this.used + Math.min(size, limit));
        this.used += line.length;
        return line;
      }
    }
  }
}

class Source {
  constructor(blob, book) {
    Object.assign(this, { blob, book, folder: null, members: new Map(), last: "" });
  }

  /** Stop if this never was a dossier: names are never compressed in a zip, whatever else was done to it. */
  async recognise() {
    const { blob, book } = this;
    const edge = LIMITS.SMALL;
    const ends = [blob.slice(0, edge), blob.slice(Math.max(0, blob.size - edge))];
    let known = false;
    for (const end of ends) known ||= indexOf(new Uint8Array(await end.arrayBuffer()), bytesOf(NAMES.EVENTS)) >= 0;
    if (!known) throw book.stop("container", FOREIGN, "foreign");
  }

  async scan() {
    const { blob, book } = this;
    const reader = new Reader(blob);
    const central = [];
    let offset = 0;
    for (;;) {
      const start = (await reader.read(30)).slice();
      if (!startsWith(start, LOCAL)) break;
      const [name, crc, size] = await this.header(reader, start);
      const dataAt = offset + 30 + name.length;
      const rel = this.name(name);
      if ((await this.take(rel, reader, size, dataAt)) !== crc) throw book.stop("container", INVALID, "crc", rel);
      central.push(centralHeader(name, crc, size, offset));
      offset = dataAt + size;
    }
    if (!offset) throw book.stop("container", INVALID, "prefix");
    await this.compareDirectory(offset, central);
    book.add("container", GOOD, "archive");
  }

  async header(reader, start) {
    const { book } = this;
    if (start.length < 30) throw book.stop("container", INVALID, "truncated");
    const view = new DataView(start.buffer, start.byteOffset, 30);
    const name = (await reader.read(view.getUint16(26, true))).slice();
    const shown = lenient.decode(name);
    const [crc, size] = [view.getUint32(14, true), view.getUint32(22, true)];
    if (view.getUint16(6, true) & 1) throw book.stop("container", INVALID, "encrypted", shown);
    if (view.getUint16(8, true)) throw book.stop("container", INVALID, "compressed", shown);
    if (!equal(concat(start, name), localHeader(name, crc, size))) throw book.stop("container", INVALID, "header", shown);
    return [name, crc, size];
  }

  name(raw) {
    const { book } = this;
    const shown = lenient.decode(raw);
    const [folder, , name] = partition(shown, "/");
    this.folder ??= folder;
    if (folder !== this.folder || !equal(raw, bytesOf(`${folder}/${name}`))) {
      throw book.stop("container", INVALID, "other-folder", shown);
    }
    if (this.members.has(name)) throw book.stop("container", INVALID, "duplicate", name);
    checkName(book, name);
    if (name < this.last) throw book.stop("container", INVALID, "order", name);
    this.last = name;
    return name;
  }

  async take(name, reader, size, offset) {
    const hash = new Sha256();
    let crc = 0;
    for (let left = size; left; ) {
      const chunk = await reader.read(Math.min(left, CHUNK));
      if (!chunk.length) throw this.book.stop("container", INVALID, "truncated", name);
      hash.update(chunk);
      crc = crc32(chunk, crc);
      left -= chunk.length;
    }
    if (this.members.size === LIMITS.MEMBERS) {
      throw this.book.stop("container", INVALID, "too-many-files", "", { limit: LIMITS.MEMBERS });
    }
    this.members.set(name, { size, digest: hash.digest(), offset });
    return crc;
  }

  async compareDirectory(offset, entries) {
    const { blob, book } = this;
    const size = entries.reduce((sum, entry) => sum + entry.length, 0);
    const expected = concat(...entries, endRecords(this.members.size, size, offset));
    const actual = new Uint8Array(await blob.slice(offset, offset + expected.length + 1).arrayBuffer());
    if (equal(actual, expected)) return;
    if (startsWith(actual, expected)) throw book.stop("container", INVALID, "trailing");
    let at = 0;
    while (at < actual.length && actual[at] === expected[at]) at++;
    if (at >= size) throw book.stop("container", INVALID, "end-record");
    const names = [...this.members.keys()];
    for (let i = 0, begin = 0; i < entries.length; begin += entries[i++].length) {
      if (at >= begin + entries[i].length) continue;
      const entry = actual.subarray(begin, begin + 46);
      const mode = entry.length === 46 ? (entry[40] | (entry[41] << 8)) & 0o170000 : 0;
      throw book.stop("container", INVALID, mode === 0o120000 ? "link" : "directory", names[i]);
    }
  }

  reader(name) {
    const { offset, size } = this.members.get(name);
    return new Reader(this.blob, offset, offset + size);
  }

  /** Return a small file whole; an empty one if it is missing, which the bag's check reports. */
  async read(name) {
    const member = this.members.get(name);
    if (!member) return new Uint8Array();
    if (member.size > LIMITS.SMALL) throw this.book.stop("bag", INVALID, "too-large", name, { limit: LIMITS.SMALL });
    return this.reader(name).read(member.size);
  }
}

function checkName(book, name) {
  if (FILES.includes(name) || PAYLOAD.test(name)) return;
  if (SITE_FILES.includes(name) || ROOT_FILES.includes(name) || name === NAMES.AUTHORITIES || STAMP.test(name)) return;
  const folded = name.normalize("NFKC").toLowerCase();
  const pieces = name.replaceAll("\\", "/").split("/");
  const isAscii = [...name].every((c) => c < "\x80");
  let code = "name-unknown";
  if (name.startsWith("/") || /^[A-Za-z]:/.test(name)) code = "name-absolute";
  else if (pieces.some((piece) => ["..", ".", ""].includes(piece)) || name.includes("\\")) code = "name-dots";
  else if (FILES.some((other) => other.toLowerCase() === folded) || PAYLOAD.test(folded)) {
    code = isAscii ? "name-case" : "name-unicode";
  }
  throw book.stop("container", INVALID, code, name);
}

// -------------------------------------------------------------------------------------------------------------- the bag

async function checkBag(source, book) {
  for (const name of FILES) if (!source.members.has(name)) book.add("bag", INCOMPLETE, "missing", name);
  if (source.members.get("bagit.txt")?.size && !equal(await source.read("bagit.txt"), bytesOf(FORMAT.BAGIT))) {
    book.add("bag", INVALID, "bagit", "bagit.txt");
  } else if (source.members.get("bagit.txt")?.size === 0) book.add("bag", INVALID, "bagit", "bagit.txt");
  const isData = (name) => name.startsWith("data/");
  await checkManifest(source, book, NAMES.MANIFEST, isData);
  const isTag = (name) => !isData(name) && name !== NAMES.TAG_MANIFEST && name !== NAMES.SEAL;
  await checkManifest(source, book, NAMES.TAG_MANIFEST, isTag);
  const info = await bagInfo(source, book);
  if (!book.failed("bag")) book.add("bag", GOOD, "bag", "", { count: source.members.size });
  return info;
}

async function checkManifest(source, book, manifest, covers) {
  if (!source.members.has(manifest)) return;
  const listed = await readManifest(source, book, manifest);
  for (const [name, digest] of listed) {
    const member = source.members.get(name);
    if (!covers(name)) book.add("bag", INVALID, "manifest-other", manifest, { file: name });
    else if (!member) book.add("bag", INCOMPLETE, "missing", name);
    else if (hex(member.digest) !== digest) book.add("bag", INVALID, "changed", name, { manifest });
  }
  for (const name of source.members.keys()) {
    if (covers(name) && !listed.has(name)) book.add("bag", INVALID, "extra", name, { manifest });
  }
}

async function readManifest(source, book, manifest) {
  const listed = new Map();
  const reader = source.reader(manifest);
  let [line, number, last] = [null, 0, ""];
  while ((line = await reader.line(4096))) {
    const match = /^([0-9a-f]{64})  ([\x21-\x7e]+)\n$/.exec(lenient.decode(line));
    if (!match || ++number > LIMITS.MEMBERS) {
      throw book.stop("bag", INVALID, "manifest-line", manifest, { line: match ? number : number + 1 });
    }
    if (match[2] <= last) throw book.stop("bag", INVALID, "manifest-twice", manifest, { file: match[2] });
    last = match[2];
    listed.set(last, match[1]);
  }
  return listed;
}

async function bagInfo(source, book) {
  if (!source.members.has("bag-info.txt")) return null;
  let text = "";
  try {
    text = textOf(await source.read("bag-info.txt"));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  const info = new Map(text.split("\n").slice(0, -1).map((line) => partition(line, ": ")).map(([name, , value]) => [name, value]));
  if ([...info.keys()].join() !== BAG_INFO.join() || BAG_INFO.map((name) => `${name}: ${info.get(name)}\n`).join("") !== text) {
    book.add("bag", INVALID, "bag-info", "bag-info.txt");
    return null;
  }
  const version = info.get("Aval-Dossier-Version");
  if (version !== FORMAT.VERSION) throw book.stop("bag", INCOMPLETE, "newer", "bag-info.txt", { version });
  const sizes = [...source.members].filter(([name]) => name.startsWith("data/")).map(([, member]) => member.size);
  const oxum = `${sizes.reduce((sum, size) => sum + size, 0)}.${sizes.length}`;
  if (!book.failed("bag") && info.get("Payload-Oxum") !== oxum) book.add("bag", INVALID, "oxum", "bag-info.txt");
  return info;
}

// ------------------------------------------------------------------------------------------ keys, head, seal

function textLines(bytes) {
  const text = textOf(bytes);
  if (!text.endsWith("\n")) throw new Malformed();
  return text.slice(0, -1).split("\n");
}

async function checkTrust(source, book, pinned) {
  let siteKeys, logs;
  const [keys, policy] = [await source.read(NAMES.KEYS), await source.read(NAMES.POLICY)];
  try {
    siteKeys = textLines(keys).map(parseVkey);
    logs = policyLogs(policy, book);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw book.stop("policy", INVALID, "trust", "trust/");
  }
  for (const log of logs) {
    if (!siteKeys.some((key) => equal(key.key, log.key) && log.name.startsWith(`${key.name}/`))) {
      throw book.stop("policy", INVALID, "trust-unlisted", NAMES.POLICY, { key: log.name });
    }
  }
  book.keys = [...new Map(logs.map((key) => [hex(key.key), key])).values()];
  if (!pinned.length) book.add("key", NOTE, "key");
  else if (logs.every((log) => pinned.some((key) => equal(key.key, log.key)))) book.add("key", GOOD, "key-pinned");
  else book.add("key", INVALID, "key-other");
  return logs;
}

function policyLogs(bytes, book) {
  const [logs, quorums] = [[], []];
  for (const line of textLines(bytes)) {
    const words = line.split(/\s+/).filter(Boolean);
    if (!words.length || words[0].startsWith("#")) continue;
    if (words[0] === "log" && (words.length === 2 || words.length === 3)) logs.push(parseVkey(words[1]));
    else if (words.length === 2 && words[0] === "quorum") quorums.push(words[1]);
    else if (!["witness", "group"].includes(words[0])) throw new Malformed();
  }
  if (quorums.length !== 1 || !logs.length) throw new Malformed();
  if (quorums[0] === "none") book.add("policy", GOOD, "policy-none");
  else book.add("policy", INCOMPLETE, "policy-quorum", NAMES.POLICY);
  return logs;
}

async function checkHead(source, book, logs) {
  const bytes = await source.read(NAMES.CHECKPOINT);
  let head = null;
  try {
    head = parseHead(bytes);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  if (!head || !ORIGIN.test(head.origin) || head.size > Number.MAX_SAFE_INTEGER) {
    throw book.stop("signature", INVALID, "head-malformed", NAMES.CHECKPOINT);
  }
  Object.assign(book, { log: head.origin, size: head.size, root: base64(head.root) });
  const keys = signers(head.note, logs.filter((key) => key.name === head.origin));
  if (keys.length) {
    book.signed.push({ where: NAMES.CHECKPOINT, size: head.size, keys });
    book.add("signature", GOOD, "signed", "", { size: head.size });
  } else book.add("signature", INVALID, "signature", NAMES.CHECKPOINT);
  return head;
}

async function checkSeal(source, book, logs, head, info) {
  const expected = `dossier-${head.origin.slice(head.origin.lastIndexOf("/") + 1)}`;
  if (source.folder !== null && source.folder !== expected) {
    book.add("container", INVALID, "folder-name", source.folder, { expected });
  }
  if (info && (info.get("External-Identifier") !== head.origin || info.get("Aval-Log-Size") !== head.digits)) {
    book.add("bag", INVALID, "bag-info", "bag-info.txt");
  }
  if (!source.members.has(NAMES.SEAL)) return book.add("seal", INCOMPLETE, "seal-missing");
  const sealed = await source.read(NAMES.SEAL);
  let note;
  try {
    note = parseNote(sealed);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return book.add("seal", INVALID, "seal-malformed", NAMES.SEAL);
  }
  const text = `${FORMAT.SEAL_TITLE}\n${head.origin}\n${hex(sha256(await source.read(NAMES.TAG_MANIFEST)))}\n`;
  if (note.text !== text) return book.add("seal", INVALID, "seal-other", NAMES.SEAL);
  book.sealed = signers(note, logs.filter((key) => key.name === head.origin));
  if (note.signatures.length !== 1 || !book.sealed.length) {
    book.add("seal", INVALID, "seal-signature", NAMES.SEAL);
  } else book.add("seal", GOOD, "seal");
}

// ----------------------------------------------------------------------------------------------------------- the record

const cell = (text) => {
  const said = text.replace(/[\x00-\x1f\x7f]/g, " ").replaceAll('"', '""');
  return /^[=+\-@]/.test(said) ? `'${said}` : said;
};
const row = (cells) => `"${cells.join('","')}"\r\n`;
const hiddenRow = (seq, count) => row([count === 1 ? seq : `${seq}-${seq + count - 1}`, ...Array(7).fill(""), "withheld", ...Array(4).fill("")]);
const unescaped = (text) => (text.includes("\\") ? JSON.parse(`"${text}"`) : text);
const TAG = bytesOf(COMMIT_TAG);
const INTENT = bytesOf('"intent":"');

class Record {
  constructor(source, book, head, held, clock) {
    Object.assign(this, {
      source, book, head, clock, siteKey: null, frontier: new Frontier(), shown: 0, withheldParts: 0, opened: 0, signed: 0, unsigned: 0,
      files: 0, number: 0, openingNumber: 0, claims: [], erasures: new Map(), keys: new Map(), facts: null, rows: [],
      runs: [], wantedAbout: new Set(), about: new Set(), roots: new Map(), leaves: new Map(), tableGood: true,
    });
    this.roots.set(0, this.frontier.root());
    this.wantedRoots = new Set(held.map((item) => item.head.size));
    this.wantedLeaves = new Set(held.filter((item) => item.place !== null).map((item) => item.place));
  }

  get isFull() {
    return this.shown === this.frontier.size && !this.withheldParts;
  }

  hides(size) {
    return this.runs.some(([begin, end]) => begin < size && size < end);
  }

  async walk() {
    const { source, book } = this;
    await this.lookAhead();
    this.openings = source.reader(NAMES.OPENINGS);
    this.table = source.reader(NAMES.LOADFILE);
    const columns = bytesOf(`\ufeff${row(FORMAT.LOADFILE_COLUMNS)}`);
    this.tableGood = equal(await this.table.read(columns.length), columns);
    const events = source.reader(NAMES.EVENTS);
    let [line, prev] = [null, ""];
    while ((line = await events.line(LIMITS.ENVELOPE + 2))) prev = await this.line(line, prev);
    if (await this.openings.line(LIMITS.OPENING)) {
      throw book.stop("openings", INVALID, "opening-extra", NAMES.OPENINGS, { line: this.openingNumber + 1 });
    }
    await this.compareRows();
    if ((await this.table.read(1)).length) this.tableGood = false;
    await this.conclude();
  }

  async lookAhead() {
    const reader = this.source.reader(NAMES.EVENTS);
    let line = null;
    while ((line = await reader.line(LIMITS.ENVELOPE + 2))) {
      if (line.length < 2 || line[0] !== 123 || indexOf(line.subarray(0, 2048), INTENT) < 0) continue;
      let intent = null;
      try {
        const text = textOf(line.subarray(0, -1));
        const event = parseEvent(text, text.length === line.length - 1);
        intent = event && event.intent ? parseIntent(unbase64(event.intent)) : null;
        if (!event) return;
      } catch {
        return;
      }
      if (intent) {
        this.wantedRoots.add(intent.seenSize);
        this.wantedAbout.add(intent.about);
      }
    }
  }

  async line(line, prev) {
    const { book, frontier, head } = this;
    const seq = frontier.size;
    this.number++;
    if (seq >= head.size) throw book.stop("tree", INVALID, "too-many-events", NAMES.EVENTS, { size: head.size });
    if (line[line.length - 1] !== 10 || line.length > LIMITS.ENVELOPE + 1) throw this.badLine();
    const body = line.subarray(0, -1);
    let leaf;
    if (line[2] === 110 || line[2] === 108) {
      const text = lenient.decode(body);
      const run = RUN.exec(text);
      if (run) {
        await this.run(run, seq);
        return "";
      }
      const hidden = HIDDEN.exec(text);
      if (hidden) {
        leaf = unbase64(hidden[1]);
        this.runs.push([seq, seq + 1]);
        await this.addRow(hiddenRow(seq, 1));
      }
    }
    if (!leaf) {
      leaf = sha256(ZERO, body);
      await this.event(body, seq, prev);
      this.shown++;
    }
    frontier.append(leaf);
    if (this.wantedRoots.has(seq + 1)) this.roots.set(seq + 1, frontier.root());
    if (this.wantedLeaves.has(seq)) this.leaves.set(seq, leaf);
    const spelled = base64(leaf);
    if (this.wantedAbout.has(spelled)) this.about.add(spelled);
    return spelled;
  }

  async run(run, seq) {
    const count = Number(run[2]);
    const { head, frontier } = this;
    if (count > head.size - seq) {
      throw this.book.stop("tree", INVALID, "too-many-events", NAMES.EVENTS, { size: head.size });
    }
    const nodes = run[1].split(",");
    const levels = runLevels(seq, count);
    if (count === 1 || nodes.length !== levels.length) throw this.badLine();
    nodes.forEach((spelled, i) => frontier.append(unbase64(spelled.slice(1, -1)), levels[i]));
    await this.addRow(hiddenRow(seq, count));
    this.runs.push([seq, seq + count]);
    if (this.wantedRoots.has(seq + count)) this.roots.set(seq + count, frontier.root());
  }

  badLine() {
    return this.book.stop("form", INVALID, "line", NAMES.EVENTS, { line: this.number });
  }

  async event(body, seq, prev) {
    const { book, number } = this;
    let event = null;
    try {
      const text = textOf(body);
      event = parseEvent(text, text.length === body.length);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
    }
    if (!event) throw this.malformed(body);
    if (event.log !== this.head.origin) {
      throw book.stop("chain", INVALID, "chain-log", NAMES.EVENTS, { line: number, log: event.log });
    }
    if (event.seq !== seq) throw book.stop("chain", INVALID, "chain-seq", NAMES.EVENTS, { line: number, seq: event.digits });
    if (event.prev !== prev && (prev || !seq)) throw book.stop("chain", INVALID, "chain-prev", NAMES.EVENTS, { line: number });
    this.facts = null;
    if (!event.parts.length) await this.addRow(row([...event.cells, ...Array(7).fill("")]));
    for (const part of event.parts) await this.opening(event, part);
    if (event.kind === ERASURE_KIND) {
      const erased = event.refs.erased ?? [];
      const of = (Array.isArray(erased) ? erased : [erased]).filter(Number.isSafeInteger);
      this.erasures.set(seq, { of: new Set(of), facts: this.facts });
    } else if (event.kind === KEY_KIND) this.keys.set(seq, boundKey(event.pseudonym, this.facts));
    if (!seq) this.siteKey = siteKeyOf(this.facts);
    this.clock?.see(event);
    if (event.intent) this.checkIntent(event);
    else if (WEIGHTY_KINDS.includes(event.kind)) this.unsigned++;
  }

  malformed(body) {
    let fault = "";
    try {
      fault = envelopeFault(canonical(textOf(body)));
    } catch {
      // Not canonical: the line as such is wrong.
    }
    if (!fault) return this.badLine();
    return this.book.stop("form", INVALID, "field", NAMES.EVENTS, { line: this.number, field: fault });
  }

  checkIntent(event) {
    const { seq } = event;
    const say = (outcome, code, values = {}) => this.book.add("personal", outcome, code, NAMES.EVENTS, { seq, ...values });
    const raw = unbase64(event.intent);
    const intent = parseIntent(raw);
    const by = event.refs.key;
    if (!intent || !hasKeys(event.proof, "authenticator", "client", "signature") || !Number.isSafeInteger(by)) {
      return say(INVALID, "personal-malformed");
    }
    if (intent.log !== this.head.origin || intent.kind !== event.kind || intent.seenSize > seq) {
      return say(INVALID, "personal-other");
    }
    if (!event.parts.some((part) => part.name === STATEMENT && part.commitment === intent.what)) {
      return say(INVALID, "personal-words");
    }
    const key = this.keys.get(by) ?? null;
    if (!key && (this.keys.has(by) || this.runs.some(([begin, end]) => begin <= by && by < end))) {
      return say(WEAKER, "personal-key-hidden", { by });
    }
    if (!key || key.pseudonym !== event.pseudonym) return say(INVALID, "personal-key", { by });
    const proof = Object.fromEntries(Object.entries(event.proof).map(([name, value]) => [name, unbase64(value)]));
    const piece = assertionFault(raw, proof, key);
    if (piece) return say(INVALID, "personal-false", { piece });
    const root = this.roots.get(intent.seenSize);
    if (root && base64(root) !== intent.seenRoot) return say(INVALID, "personal-seen", { size: intent.seenSize });
    const known = this.about.has(intent.about);
    if (!known && this.runs.every(([begin, end]) => end - begin === 1)) return say(INVALID, "personal-about");
    if (!root || !known) return say(WEAKER, "personal-hidden");
    this.signed++;
    say(GOOD, proof.authenticator[32] & 4 ? "personal-verified" : "personal-present", {
      kind: event.kind, role: event.cells[4], who: event.pseudonym, key: keyName(key.publicKey), site: key.site,
    });
    return undefined;
  }

  async opening(event, part) {
    const { book } = this;
    const line = await this.openings.line(LIMITS.OPENING);
    const number = ++this.openingNumber;
    const values = { seq: event.seq, part: part.name };
    if (!line) throw book.stop("openings", INCOMPLETE, "opening-missing", NAMES.OPENINGS, values);
    let text = "";
    try {
      text = line[line.length - 1] === 10 ? textOf(line.subarray(0, -1)) : "";
    } catch {
      // Not UTF-8: no shape fits the empty text.
    }
    const opening = OPEN.exec(text);
    const erased = opening ? null : ERASED.exec(text);
    const withheld = opening || erased ? null : WITHHELD.exec(text);
    let about;
    if (opening) about = [opening[1], opening[5]];
    else if (erased) about = [erased[3], erased[4]];
    else if (withheld) about = [withheld[1], withheld[2]];
    else throw book.stop("form", INVALID, "line", NAMES.OPENINGS, { line: number });
    if (about[0] !== part.name || about[1] !== event.digits) {
      throw book.stop("openings", INVALID, "opening-order", NAMES.OPENINGS, { line: number, ...values });
    }
    const begin = [...event.cells, part.name, part.media];
    if (opening) {
      const shown = await this.open(event.seq, part, opening, number);
      await this.addRow(row([...begin, "open", cell(shown.name), cell(shown.type), shown.path, shown.sha256]));
    } else if (erased) {
      this.claims.push({ seq: event.seq, part: part.name, by: Number(erased[1]), ground: erased[2] });
      await this.addRow(row([...begin, "erased", "", "", "", ""]));
    } else {
      this.withheldParts++;
      await this.addRow(row([...begin, "withheld", "", "", "", ""]));
    }
  }

  async open(seq, part, match, number) {
    const [, , name, path, salt, , digest, text, spelledType] = match;
    const type = unescaped(spelledType);
    const named = path === undefined ? null : PAYLOAD.exec(path);
    const fitting = named && named[1] === String(seq).padStart(8, "0") && named[2] === part.name;
    if ((path === undefined) === (text === undefined) || !MEDIA_TYPE.test(type) || (path !== undefined && !fitting)) {
      throw this.book.stop("form", INVALID, "line", NAMES.OPENINGS, { line: number });
    }
    const content = text === undefined ? null : bytesOf(unescaped(text));
    const opening = { name: unescaped(name ?? ""), type, path: path ?? "", sha256: digest, salt, content };
    opening.where = path ?? `${NAMES.OPENINGS} ${number}`;
    if (this.isCommitted(seq, part, opening)) {
      this.opened++;
      await this.checkType(part, opening);
    }
    return opening;
  }

  isCommitted(seq, part, opening) {
    const values = { seq, part: part.name };
    let digest;
    if (opening.content === null) {
      this.files++;
      const member = this.source.members.get(opening.path);
      if (!member) {
        this.book.add("openings", INCOMPLETE, "payload-missing", opening.path, values);
        return false;
      }
      digest = member.digest;
    } else digest = sha256(opening.content);
    if (hex(digest) !== opening.sha256) {
      this.book.add("openings", INVALID, "payload-changed", opening.where, values);
      return false;
    }
    if (base64(sha256(TAG, unbase64(opening.salt), digest)) !== part.commitment) {
      this.book.add("openings", INVALID, "commitment", opening.where, values);
      return false;
    }
    return true;
  }

  async checkType(part, opening) {
    if (part.name === FORMAT.FACTS || part.media === "json") await this.checkJson(part, opening);
    else if (part.media === "text") {
      if (opening.content === null && !(await this.isText(opening.path))) {
        this.book.add("types", INVALID, "type-text", opening.where);
      }
    } else if (["image", "audio", "video"].includes(part.media) && !opening.type.startsWith(`${part.media}/`)) {
      this.book.add("types", INVALID, "type-other", opening.where, { said: part.media, type: opening.type });
    }
  }

  async checkJson(part, opening) {
    let { content } = opening;
    if (content === null && this.source.members.get(opening.path).size <= LIMITS.SMALL) {
      content = await this.source.read(opening.path);
    }
    let value = null;
    try {
      value = canonical(textOf(content ?? new Uint8Array()));
    } catch {
      // Said below.
    }
    if (value === null || !inProfile(value)) this.book.add("types", INVALID, "type-json", opening.where);
    else if (part.name === FORMAT.FACTS && isObject(value)) this.facts = value;
  }

  async isText(path) {
    const reader = this.source.reader(path);
    const text = strict();
    try {
      for (;;) {
        const chunk = await reader.read(CHUNK);
        text.decode(chunk, { stream: chunk.length > 0 });
        if (!chunk.length) return true;
      }
    } catch {
      return false;
    }
  }

  async addRow(text) {
    this.rows.push(text);
    if (this.rows.length > 1000) await this.compareRows();
  }

  async compareRows() {
    const expected = bytesOf(this.rows.join(""));
    this.tableGood &&= equal(await this.table.read(expected.length), expected);
    this.rows = [];
  }

  async conclude() {
    const { book, frontier, head, source } = this;
    const { size } = frontier;
    book.add("form", GOOD, "form");
    if (size < head.size) book.add("tree", INCOMPLETE, "too-few-events", NAMES.EVENTS, { count: size, size: head.size });
    else if (!equal(frontier.root(), head.root)) book.add("tree", INVALID, "root", NAMES.EVENTS);
    else book.add("tree", GOOD, "tree");
    book.add("chain", GOOD, size ? "chain" : "chain-empty", "", { last: size - 1 });
    if (this.shown < size) book.add("disclosure", WEAKER, "partial", "", { shown: this.shown, count: size });
    else book.add("disclosure", GOOD, "full", "", { count: size });
    const payloads = [...source.members.keys()].filter((name) => name.startsWith("data/payloads/")).length;
    if (payloads > this.files) {
      book.add("openings", INVALID, "payload-unused", "data/payloads/", { count: payloads - this.files });
    }
    if (this.withheldParts) book.add("openings", WEAKER, "parts-withheld", "", { count: this.withheldParts });
    if (!book.failed("openings")) book.add("openings", GOOD, "opened", "", { count: this.opened });
    if (!book.failed("types")) book.add("types", GOOD, "types");
    book.add("table", this.tableGood ? GOOD : INVALID, this.tableGood ? "table" : "table-other", NAMES.LOADFILE);
    this.checkErasures();
    if (this.signed) book.add("personal", GOOD, "personal", "", { count: this.signed });
    if (this.unsigned || !this.signed) {
      book.add("personal", NOTE, this.unsigned ? "personal-session" : "personal-none", "", { count: this.unsigned });
    }
  }

  checkErasures() {
    const { book, frontier } = this;
    for (const { seq, part, by, ground } of this.claims) {
      const { of, facts } = this.erasures.get(by) ?? { of: new Set(), facts: null };
      const values = { seq, part, by };
      const unfounded = () => book.add("erasures", INVALID, "erasure-unfounded", NAMES.OPENINGS, values);
      const hidden = () => book.add("erasures", WEAKER, "erasure-hidden", NAMES.OPENINGS, values);
      if (!of.has(seq)) {
        const known = this.erasures.has(by) || this.shown === frontier.size || by <= seq;
        if (known || by >= frontier.size) unfounded();
        else hidden();
      } else if (facts === null) hidden();
      else {
        const listed = Array.isArray(facts.parts) ? facts.parts : [];
        const says = listed.some((item) => hasKeys(item, "part", "seq") && item.part === part && item.seq === seq);
        if (facts.ground !== ground || !says) unfounded();
      }
    }
    if (!book.failed("erasures")) {
      book.add("erasures", GOOD, this.claims.length ? "erased" : "erased-none", "", { count: this.claims.length });
    }
  }
}

// ---------------------------------------------------------------------------------------------- earlier and held heads

async function earlierHeads(source, book, logs, head) {
  const heads = [];
  const reader = source.reader(NAMES.HEADS);
  let [line, number] = [null, 0];
  while ((line = await reader.line(LIMITS.SMALL))) {
    number++;
    const earlier = parseHeadLine(line);
    if (!earlier) throw book.stop("heads", INVALID, "line", NAMES.HEADS, { line: number });
    if (heads.length === LIMITS.HEADS) throw book.stop("heads", INVALID, "heads-many", NAMES.HEADS, { limit: LIMITS.HEADS });
    const floor = heads.length ? heads[heads.length - 1].size : -1;
    if (earlier.origin !== head.origin || !(floor < earlier.size && earlier.size < head.size)) {
      throw book.stop("heads", INVALID, "heads-order", NAMES.HEADS, { line: number });
    }
    const keys = signers(earlier.note, logs.filter((key) => key.name === head.origin));
    if (!keys.length) throw book.stop("heads", INVALID, "heads-signature", NAMES.HEADS, { line: number });
    book.signed.push({ where: `${NAMES.HEADS} ${number}`, size: earlier.size, keys });
    heads.push(earlier);
  }
  return heads;
}

function parseHeadLine(line) {
  if (line[line.length - 1] !== 10) return null;
  try {
    const value = canonical(textOf(line.subarray(0, -1)));
    if (!hasKeys(value, "checkpoint") || typeof value.checkpoint !== "string") return null;
    return parseHead(bytesOf(value.checkpoint));
  } catch {
    return null;
  }
}

function compareHeads(book, record, heads) {
  heads.forEach((earlier, i) => {
    const root = record.roots.get(earlier.size);
    if (!root || !equal(root, earlier.root)) {
      book.add("heads", INVALID, "heads-other", NAMES.HEADS, { line: i + 1, size: earlier.size });
    }
  });
  if (!book.failed("heads")) {
    book.add("heads", heads.length ? GOOD : NOTE, heads.length ? "heads" : "heads-none", "", { count: heads.length });
  }
}

function compareHeld(book, record, head, held, keys) {
  for (const { label, head: mine, place, path } of held) {
    const say = (outcome, code, values = {}) => book.add("held", outcome, code, label, values);
    const root = record.roots.get(mine.size);
    if (mine.origin !== head.origin) say(INCOMPLETE, "held-log", { log: mine.origin });
    else if (!signers(mine.note, keys.map((key) => named(key, head.origin))).length) say(CONTRADICTS, "held-key");
    else if (mine.size > head.size) say(INCOMPLETE, "held-later", { held: mine.size, size: head.size });
    else if (!root) say(INCOMPLETE, record.hides(mine.size) ? "held-hidden" : "held-unreached", { size: mine.size });
    else if (!equal(root, mine.root)) say(CONTRADICTS, "held-other", { size: mine.size });
    else if (place !== null && !record.leaves.has(place) && record.hides(place + 1)) {
      say(INCOMPLETE, "held-hidden", { size: place + 1 });
    } else if (place !== null && !leadsTo(record.leaves.get(place), place, mine.size, path, mine.root)) {
      say(CONTRADICTS, "held-receipt", { seq: place });
    } else say(GOOD, "held", { size: mine.size });
  }
}

// -------------------------------------------------------------------------------------------------------- the site's log

const [RFC3161, OTS, OTS_PROMISE] = ["rfc3161", "opentimestamps", "ots-promise"];
const SUFFIXES = { [RFC3161]: "tsr", [OTS]: "ots", [OTS_PROMISE]: "ots" };
const ED25519_WITNESS = 4;
const WITNESS_KEY_SIZES = { [ED25519_WITNESS]: 32, 6: 1312 };
const PRINTABLE = /^[!-~]{1,200}$/;
const PLAIN_WORD = /^[!-~]+$/;
const bytesOfHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
const [SHA256_OID, SIGNED_DATA_OID, TST_INFO_OID] = [
  "0609608648016503040201", "2a864886f70d010702", "2a864886f70d0109100104",
].map(bytesOfHex);
const OTS_START = bytesOfHex("004f70656e54696d657374616d7073000050726f6f6600bf89e2e884e892940108");
const [LABEL_TAG, BLIND_TAG] = [bytesOf(FORMAT.SITE_LABEL_TAG), bytesOf(FORMAT.SITE_HEAD_TAG)];
const ENTRY_FIELDS = ["blind", "consistency", "head", "label", "number", "path", "position", "root", "size"];
const STAMP_FIELDS = ["authority", "consistency", "kind", "path", "position", "root", "size"];
const AFTER_FIELDS = ["consistency", "root", "size"];
const PLACE_FIELDS = ["path", "position"];

function hmac(key, message) {
  const block = new Uint8Array(64);
  block.set(key);
  return sha256(block.map((byte) => byte ^ 0x5c), sha256(block.map((byte) => byte ^ 0x36), message));
}

function siteKeyOf(facts) {
  const key = isObject(facts) ? facts.site_key : undefined;
  return fits(HASH, key) ? unbase64(key) : null;
}

/** Check a consistency proof (RFC 9162 section 2.1.4.2). */
function extendsTo(old, oldRoot, size, root, path) {
  if (!(old > 0 && old <= size)) return false;
  if (old === size) return !path.length && equal(oldRoot, root);
  let [index, last] = [old - 1, size - 1];
  while (index % 2) [index, last] = [half(index), half(last)];
  if (index && !path.length) return false;
  let older = index ? path[0] : oldRoot;
  let newer = older;
  for (const sibling of index ? path.slice(1) : path) {
    if (last === 0) return false;
    if (index % 2 || index === last) {
      [older, newer] = [node(sibling, older), node(sibling, newer)];
      while (index % 2 === 0 && index) [index, last] = [half(index), half(last)];
    } else newer = node(newer, sibling);
    [index, last] = [half(index), half(last)];
  }
  return last === 0 && equal(older, oldRoot) && equal(newer, root);
}

/** Take DER apart, one level of it. */
function elements(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at];
    let size = at + 1 < bytes.length ? bytes[at + 1] : 0x80;
    at += 2;
    if (size & 0x80) {
      const count = size & 0x7f;
      const spelled = bytes.subarray(at, at + count);
      if (count < 1 || count > 4 || spelled.length < count || spelled[0] === 0) throw new Malformed();
      size = spelled.reduce((sum, byte) => sum * 256 + byte, 0);
      if (size < 0x80) throw new Malformed();
      at += count;
    }
    if (at + size > bytes.length || (tag & 0x1f) === 0x1f) throw new Malformed();
    found.push([tag, bytes.subarray(at, at + size)]);
    at += size;
  }
  return found;
}

function inner(bytes, ...tags) {
  const found = elements(bytes).slice(0, tags.length);
  if (found.map(([tag]) => tag).join() !== tags.join()) throw new Malformed();
  return found.map(([, content]) => content);
}

/** Return the time and the SHA-256 in an authority's answer (RFC 3161 section 2.4.2); its signature is not looked at. */
function parseToken(token) {
  if (elements(token).length !== 1) throw new Malformed();
  const [status, content] = inner(inner(token, 0x30)[0], 0x30, 0x30);
  const [kind, wrapped] = inner(content, 0x06, 0xa0);
  const [granted] = inner(status, 0x02);
  if (granted.length !== 1 || granted[0] > 1 || !equal(kind, SIGNED_DATA_OID)) throw new Malformed();
  const [, , encapsulated] = inner(inner(wrapped, 0x30)[0], 0x02, 0x31, 0x30);
  const [type, held] = inner(encapsulated, 0x06, 0xa0);
  if (!equal(type, TST_INFO_OID)) throw new Malformed();
  const [, , imprint, , made] = inner(inner(inner(held, 0x04)[0], 0x30)[0], 0x02, 0x06, 0x30, 0x02, 0x18);
  const [algorithm, digest] = inner(imprint, 0x30, 0x04);
  const match = /^([12]\d{3})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d*[1-9])?Z$/.exec(String.fromCharCode(...made));
  if (!match || !startsWith(algorithm, SHA256_OID)) throw new Malformed();
  const [, year, month, day, hour, minute, second] = match;
  const at = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  if (!isDate(at)) throw new Malformed();
  return { at, digest };
}

/** Return the SHA-256 that an OpenTimestamps proof is of. */
function parseOts(proof) {
  if (!startsWith(proof, OTS_START) || proof.length <= OTS_START.length + 32) throw new Malformed();
  return proof.subarray(OTS_START.length, OTS_START.length + 32);
}

const readable = (at) => `${at.replace("T", " ")} UTC`;
const secondsOf = (at) => Date.parse(`${at}Z`) / 1000;

/** Return a witness's time for people; the number itself if it is beyond any calendar. */
function momentOf(seconds) {
  if (seconds > 253402300799n) return String(seconds);
  return readable(new Date(Number(seconds) * 1000).toISOString().slice(0, 19));
}

/** Takes note, event by event, of which heads of the site's log they name, and when they claim to be made. */
class SiteClock {
  constructor(known, breaks) {
    Object.assign(this, { known, bound: 0, after: "", spans: [], strangers: [] });
    this.breaks = [...breaks].sort((a, b) => b - a);
  }

  see({ seq, cells, after }) {
    let isNew = !this.spans.length;
    const spelled = after ? `${after.size} ${after.root}` : this.after;
    if (spelled !== this.after) {
      this.after = spelled;
      const known = this.known.get(after.size);
      if (known && base64(known) !== after.root) this.strangers.push({ seq, size: after.size });
      else if (known && after.size > this.bound) {
        this.bound = after.size;
        isNew = true;
      }
    }
    while (this.breaks.length && this.breaks[this.breaks.length - 1] <= seq) isNew = Boolean(this.breaks.pop());
    const at = cells[1].slice(0, 19);
    if (isNew) {
      this.spans.push({ first: seq, last: seq, bound: this.bound, earliest: { at, seq }, latest: { at, seq } });
      return;
    }
    const span = this.spans[this.spans.length - 1];
    span.last = seq;
    if (at < span.earliest.at) span.earliest = { at, seq };
    else if (at > span.latest.at) span.latest = { at, seq };
  }
}

class Site {
  constructor(source, book, contract, roots) {
    Object.assign(this, { source, book, contract, roots, head: null, policy: null, entries: [], stamps: [], afters: new Map() });
    Object.assign(this, { signed: [], isWitnessed: false, place: null, stated: null });
  }

  /** Check what can be checked without the events; tell whether there is anything to go on with. */
  async read(logs) {
    const { book, source } = this;
    const { members } = source;
    const stamped = [...members.keys()].filter((name) => STAMP.test(name) || name === NAMES.AUTHORITIES);
    const there = SITE_FILES.filter((name) => members.has(name));
    const stated = ROOT_FILES.filter((name) => members.has(name));
    if (!stated.length) book.add("vouching", this.roots.length ? INCOMPLETE : NOTE, "root-none");
    if (!there.length && !stamped.length && !stated.length) {
      book.add("site", NOTE, "site-none");
      return false;
    }
    for (const name of SITE_FILES) if (!members.has(name)) book.add("site", INCOMPLETE, "missing", name);
    if (there.length < SITE_FILES.length || !(await this.readHead(logs)) || !(await this.readLines())) return false;
    const used = new Set(this.stamps.map((stamp) => stamp.file));
    if (this.stamps.some((stamp) => stamp.kind === RFC3161)) used.add(NAMES.AUTHORITIES);
    for (const name of [...used].sort()) if (!members.has(name)) book.add("time", INCOMPLETE, "missing", name);
    for (const name of stamped) if (!used.has(name)) book.add("time", INVALID, "stamp-unused", name);
    this.checkEntries();
    if (stated.length || this.place) await this.readStatement();
    const checked = [];
    for (const stamp of this.stamps) if (await this.check(stamp)) checked.push(stamp);
    this.stamps = checked;
    this.checkWitnesses();
    return true;
  }

  clock() {
    return new SiteClock(this.afters, this.entries.map((entry) => entry.size));
  }

  /** Check what takes the events, and say it; the key is the contract's, null if event 0 does not show it. */
  conclude(key, clock) {
    const { book, contract } = this;
    const opened = this.entries.filter((entry) => this.opens(entry, key));
    for (const { seq, size } of clock.strangers) book.add("time", CONTRADICTS, "after-other", NAMES.EVENTS, { seq, size });
    if (!book.failed("site")) {
      const { number, position, size } = opened[opened.length - 1];
      book.add("site", GOOD, "site", "", { count: size, size: contract.size, number, position, total: this.head.size });
      if (!key) book.add("site", NOTE, "site-unlabelled");
    }
    if (this.stated) this.tellKeys(opened, this.stated);
    if (!book.failed("site") && !book.failed("time")) this.tellTimes(opened, clock);
  }

  async readHead(logs) {
    const { book, source, contract } = this;
    const fail = (code, where, values = {}) => {
      book.add("site", INVALID, code, where, values);
      return false;
    };
    const [head, policy] = [await source.read(NAMES.SITE_HEAD), await source.read(NAMES.SITE_POLICY)];
    const attempt = (parse, bytes) => {
      try {
        return parse(bytes);
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
        return null;
      }
    };
    this.head = attempt(parseHead, head);
    if (!this.head) return fail("head-malformed", NAMES.SITE_HEAD);
    this.policy = attempt(parseSitePolicy, policy);
    if (!this.policy) return fail("site-policy", NAMES.SITE_POLICY);
    const { origin, size, note } = this.head;
    if (size > Number.MAX_SAFE_INTEGER || !ORIGIN.test(origin) || origin === contract.origin) {
      return fail("head-malformed", NAMES.SITE_HEAD);
    }
    for (const key of this.policy.logs) {
      if (key.name !== origin || !logs.some((log) => equal(log.key, key.key))) {
        return fail("trust-unlisted", NAMES.SITE_POLICY, { key: key.name });
      }
    }
    this.signed = signers(note, this.policy.logs);
    return this.signed.length ? true : fail("site-signature", NAMES.SITE_HEAD);
  }

  async readLines() {
    const bytes = await this.source.read(NAMES.SITE);
    const fail = (line) => {
      this.book.add("site", INVALID, "line", NAMES.SITE, { line });
      return false;
    };
    let [number, at, last] = [0, 0, [-1, -1]];
    for (let end = bytes.indexOf(10); end >= 0; at = end + 1, end = bytes.indexOf(10, at)) {
      number++;
      const order = number <= LIMITS.SITE_LINES ? this.readLine(number, bytes.subarray(at, end)) : null;
      if (!order || !(last[0] < order[0] || (last[0] === order[0] && last[1] < order[1]))) return fail(number);
      last = order;
    }
    const ends = at === bytes.length;
    return ends && this.entries.length ? true : fail(number + (ends ? 0 : 1));
  }

  /** Take in a line; return its place in the order, or null if it is none. */
  readLine(line, bytes) {
    let value;
    try {
      value = canonical(textOf(bytes));
    } catch {
      return null;
    }
    if (!isObject(value) || !areSiteFields(value)) return null;
    const path = (value.path ?? []).map(unbase64);
    if (hasKeys(value, ...PLACE_FIELDS)) {
      if (this.place) return null;
      this.place = { position: value.position, path };
      return [3, value.position];
    }
    const { size } = value;
    const [root, consistency] = [unbase64(value.root), value.consistency.map(unbase64)];
    const shared = { line, size, root, consistency, path, position: value.position };
    if (hasKeys(value, ...ENTRY_FIELDS)) {
      const before = this.entries[this.entries.length - 1];
      if (before && !(before.position < value.position && before.size < size)) return null;
      const [head, label, blind] = [value.head, value.label, value.blind].map(unbase64);
      this.entries.push({ ...shared, number: value.number, head, label, blind });
      return [0, value.number];
    }
    if (hasKeys(value, ...STAMP_FIELDS)) {
      const { kind, authority, position } = value;
      const file = `proofs/stamps/${String(position).padStart(8, "0")}.${SUFFIXES[kind]}`;
      this.stamps.push({ ...shared, kind, authority, file, at: "" });
      return [1, position];
    }
    if (!hasKeys(value, ...AFTER_FIELDS)) return null;
    if (!extendsTo(size, root, this.head.size, this.head.root, consistency)) {
      this.book.add("time", INVALID, "after-head", `${NAMES.SITE} ${line}`, { size });
    }
    this.afters.set(size, root);
    return [2, size];
  }

  holds(entry, position, path) {
    return leadsTo(sha256(ZERO, bytesOf(spell(entry))), position, this.head.size, path, this.head.root);
  }

  checkEntries() {
    for (const { line, number, position, path, head, label } of this.entries) {
      if (!this.holds({ head: base64(head), label: base64(label), v: 1 }, position, path)) {
        this.book.add("site", INVALID, "site-entry", `${NAMES.SITE} ${line}`, { number, position });
      }
    }
  }

  /** Check that an entry is the contract's, and that it holds a head which is a beginning of this log. */
  opens(entry, key) {
    const { book, contract } = this;
    const { number, size, root, blind } = entry;
    const say = (outcome, code, values) => {
      book.add("site", outcome, code, `${NAMES.SITE} ${entry.line}`, { number, ...values });
      return false;
    };
    if (key) {
      const which = pack([8, number]).reverse();
      const good = equal(entry.label, hmac(key, concat(LABEL_TAG, which))) && equal(blind, hmac(key, concat(BLIND_TAG, which)));
      if (!good) return say(INVALID, "site-label", {});
    }
    const text = bytesOf(`${contract.origin}\n${size}\n${base64(root)}\n`);
    if (!equal(entry.head, sha256(BLIND_TAG, blind, text))) {
      return key ? say(CONTRADICTS, "site-other", { size }) : say(INVALID, "site-closed", { size });
    }
    if (!extendsTo(size, root, contract.size, contract.root, entry.consistency)) return say(CONTRADICTS, "site-history", { size });
    return true;
  }

  /** Read what the offline root says of the keys: its signature, and that the site's log holds it. */
  async readStatement() {
    const { book, contract, head, roots, source } = this;
    const missing = ROOT_FILES.filter((name) => !source.members.has(name));
    for (const name of missing) book.add("vouching", INCOMPLETE, "missing", name);
    if (missing.length) return;
    const fail = (code) => book.add("vouching", INVALID, code, NAMES.KEY_STATEMENT);
    const [bytes, brought] = [await source.read(NAMES.KEY_STATEMENT), await source.read(NAMES.ROOT)];
    let note, said, own;
    try {
      note = parseNote(bytes);
      said = parseStatement(note.text);
      own = textLines(brought).map(parseVkey);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return fail("root-statement");
    }
    if (![contract, head].every(({ origin }) => origin.startsWith(`${said.name}/`))) return fail("root-statement");
    const [root] = signers(note, roots.length ? roots : own);
    if (!root) return fail(roots.length && signers(note, own).length ? "root-other" : "root-signature");
    const entry = { keys: base64(sha256(bytes)), v: 1 };
    if (!this.place || !this.holds(entry, this.place.position, this.place.path)) return fail("root-entry");
    this.stated = { said, root };
  }

  /** Say what each key signed that the root names, and what was signed by none of them. */
  tellKeys(opened, { said, root }) {
    const { book, head } = this;
    const total = head.size;
    const counts = new Map();
    const judge = (where, keys, low, high, isVouched) => {
      const [good, faults] = [new Set(), []];
      for (const { key } of keys) {
        const values = { key: fingerprint(key) };
        const stated = said.keys.find((one) => one.kind === 1 && equal(one.key, key));
        if (!stated) {
          faults.push([3, INVALID, "root-unnamed", values]);
          continue;
        }
        const { first, last, revoked } = stated;
        const isSafe = revoked === null || high <= revoked;
        // What is known of no time at all is taken as later than all sizes.
        if (high < first || (last !== null && last < low)) faults.push([2, INVALID, "root-outside", values]);
        else if (revoked === null || (isSafe && isVouched)) good.add(hex(key));
        else {
          const isWeak = isSafe || (isVouched && where !== NAMES.SITE_HEAD);
          faults.push([isWeak ? 0 : 1, isWeak ? WEAKER : INVALID, "root-revoked", { ...values, size: revoked }]);
        }
      }
      for (const key of good) counts.set(key, (counts.get(key) ?? 0) + 1);
      if (good.size) return;
      const [, outcome, code, values] = faults.reduce((a, b) => (b[0] < a[0] ? b : a));
      book.add("vouching", outcome, code, where, values);
    };
    judge(NAMES.SITE_HEAD, this.signed, total, total, this.isWitnessed);
    for (const { where, size, keys } of book.signed) {
      const low = Math.max(0, ...opened.filter((entry) => entry.size < size).map(({ position }) => position));
      const high = Math.min(...opened.filter((entry) => entry.size >= size).map(({ position }) => position + 1));
      judge(where, keys, low, high, high < Infinity);
    }
    if (book.sealed.length) judge(NAMES.SEAL, book.sealed, total, Infinity, false);
    if (book.failed("vouching")) return;
    const outcome = this.roots.length ? GOOD : NOTE;
    const values = { number: said.number, name: root.name, key: fingerprint(root.key) };
    book.add("vouching", outcome, this.roots.length ? "root-pinned" : "root-says", "", values);
    for (const { key, first, last } of said.keys) {
      const count = counts.get(hex(key));
      if (!count) continue;
      const named = { key: fingerprint(key), count, first };
      book.add("vouching", GOOD, last === null ? "root-key" : "root-key-until", "", last === null ? named : { ...named, last });
    }
  }

  checkWitnesses() {
    const { book, policy, head } = this;
    const { note } = head;
    if (!policy.witnesses.length) {
      book.add("witnesses", NOTE, "witnesses-none");
      return;
    }
    const [seen, unchecked] = [new Map(), new Set()];
    for (const witness of policy.witnesses) {
      for (const { name, id, signature } of note.signatures) {
        if (name !== witness.keyName || id !== witness.id) continue;
        const at = big(signature.subarray(0, 8));
        if (witness.kind !== ED25519_WITNESS) {
          unchecked.add(witness.name);
          book.add("witnesses", NOTE, "witness-unchecked", "", { name: witness.name });
        } else if (
          signature.length !== 72 ||
          !ed25519Verify(witness.key, concat(bytesOf(`cosignature/v1\ntime ${at}\n`), note.bytes), signature.subarray(8))
        ) {
          book.add("witnesses", INVALID, "witness-false", NAMES.SITE_HEAD, { name: witness.name });
        } else if (!seen.has(witness.name) || seen.get(witness.name) < at) seen.set(witness.name, at);
      }
    }
    for (const [name, at] of seen) {
      book.add("witnesses", GOOD, "witness-saw", "", { name, at: momentOf(at), total: head.size });
    }
    if (book.failed("witnesses")) return;
    const values = { count: seen.size, known: policy.witnesses.length };
    if (policy.isMet(new Set(seen.keys()))) {
      this.isWitnessed = true;
      book.add("witnesses", GOOD, "witnesses", "", values);
    } else {
      const isPossible = policy.isMet(new Set([...seen.keys(), ...unchecked]));
      book.add("witnesses", isPossible ? NOTE : WEAKER, "witnesses-few", "", values);
    }
  }

  /** Tell whether a stamp holds, and note its time. */
  async check(stamp) {
    const { book, head, source } = this;
    const { file, size, root } = stamp;
    const fail = (code, where, values = {}) => {
      book.add("time", INVALID, code, where, values);
      return false;
    };
    if (!source.members.has(file)) return false;
    if (!extendsTo(size, root, head.size, head.root, stamp.consistency)) {
      return fail("stamp-head", `${NAMES.SITE} ${stamp.line}`, { size });
    }
    const token = await source.read(file);
    if (!this.holds({ stamp: base64(sha256(token)), v: 1 }, stamp.position, stamp.path)) {
      return fail("stamp-entry", file, { position: stamp.position });
    }
    let digest;
    try {
      if (stamp.kind === RFC3161) ({ at: stamp.at, digest } = parseToken(token));
      else digest = parseOts(token);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return fail("stamp-malformed", file);
    }
    const text = bytesOf(`${head.origin}\n${size}\n${base64(root)}\n`);
    return equal(digest, sha256(text)) || fail("stamp-other", file, { size });
  }

  tellTimes(opened, clock) {
    const { book, contract } = this;
    const stamps = this.stamps.filter((stamp) => stamp.kind === RFC3161);
    const others = this.stamps.filter((stamp) => stamp.kind !== RFC3161);
    const covered = ({ size }) => Math.max(0, ...opened.filter((entry) => entry.position < size).map((entry) => entry.size));
    const newest = (all) => {
      const best = new Map();
      for (const stamp of all) {
        const [who, count] = [`${stamp.kind} ${stamp.authority}`, covered(stamp)];
        if (!best.has(who) || count > best.get(who).count) best.set(who, { stamp, count });
      }
      return [...best.values()].filter(({ count }) => count);
    };
    if (!stamps.length) book.add("time", NOTE, "time-none");
    for (const { stamp, count } of newest(stamps)) {
      const values = { authority: stamp.authority, at: readable(stamp.at), count, size: contract.size };
      book.add("time", GOOD, "stamp", "", values);
    }
    if (stamps.length) book.add("time", NOTE, "stamp-unsigned", "", { count: stamps.length });
    for (const { stamp, count } of newest(others)) {
      book.add("time", NOTE, stamp.kind, stamp.file, { authority: stamp.authority, count, size: contract.size });
    }
    if (!stamps.length) return;
    const latest = (times) => times.reduce((a, b) => (b > a ? b : a), "");
    const first = (times) => times.reduce((a, b) => (a && a <= b ? a : b), "");
    const bounds = (span) => [
      latest(stamps.filter((stamp) => stamp.position < span.bound).map((stamp) => stamp.at)),
      first(stamps.filter((stamp) => covered(stamp) > span.last).map((stamp) => stamp.at)),
    ];
    const windows = [];
    for (const span of clock.spans) {
      const [before, after] = bounds(span);
      const last = windows[windows.length - 1];
      if (last && last.before === before && last.after === after) last.last = span.last;
      else windows.push({ first: span.first, last: span.last, before, after });
    }
    for (const { first: from, last: to, before, after } of windows) {
      if (!before && !after) continue;
      const code = before && after ? "window" : before ? "window-before" : "window-after";
      const values = { first: from, last: to };
      if (before) values.before = readable(before);
      if (after) values.after = readable(after);
      book.add("time", GOOD, code, "", values);
    }
    for (const span of clock.spans) {
      const [before, after] = bounds(span);
      const claim = ({ at, seq }) => book.add("time", WEAKER, "window-claim", NAMES.EVENTS, { seq, at: readable(at) });
      if (before && secondsOf(span.earliest.at) < secondsOf(before) - 60) claim(span.earliest);
      if (after && secondsOf(span.latest.at) > secondsOf(after) + 60) claim(span.latest);
    }
  }
}

/** Tell whether the fields of a line about the site's log are of their kinds. */
function areSiteFields(value) {
  if (!hasKeys(value, ...PLACE_FIELDS) && (!AFTER_FIELDS.every((name) => name in value) || value.size === 0)) return false;
  return Object.entries(value).every(([name, item]) => {
    if (name === "consistency" || name === "path") {
      return Array.isArray(item) && item.length <= LIMITS.PATH && item.every((one) => fits(HASH, one));
    }
    if (["number", "position", "size"].includes(name)) return Number.isSafeInteger(item) && item >= 0;
    if (name === "kind") return typeof item === "string" && Object.hasOwn(SUFFIXES, item);
    return fits(name === "authority" ? PRINTABLE : HASH, item);
  });
}

/** Read a policy (C2SP tlog-policy) as a dossier spells it: single spaces, no comments, no addresses. */
function parseSitePolicy(bytes) {
  const [logs, witnesses, groups, members] = [[], [], [], new Set()];
  let quorum = "";
  const lines = textLines(bytes);
  if (lines.length > LIMITS.SITE_LINES) throw new Malformed();
  for (const line of lines) {
    const [word, ...rest] = line.split(" ");
    const names = new Set([...witnesses.map(({ name }) => name), ...groups.map(({ name }) => name)]);
    const isNew = (name) => name !== "none" && !names.has(name);
    if (quorum || !rest.every((item) => fits(PLAIN_WORD, item))) throw new Malformed();
    if (word === "log" && rest.length === 1) logs.push(parseVkey(rest[0]));
    else if (word === "witness" && rest.length === 2 && isNew(rest[0])) witnesses.push(parseWitness(...rest));
    else if (word === "group" && rest.length > 2 && isNew(rest[0])) {
      const [name, threshold, ...within] = rest;
      const isKnown = within.every((one) => names.has(one) && !members.has(one)) && new Set(within).size === within.length;
      if (!isKnown || !/^[1-9][0-9]{0,2}$/.test(threshold) || Number(threshold) > within.length) throw new Malformed();
      for (const one of within) members.add(one);
      groups.push({ name, threshold: Number(threshold), within });
    } else if (word === "quorum" && rest.length === 1 && !isNew(rest[0])) [quorum] = rest;
    else throw new Malformed();
  }
  if (!quorum || !logs.length) throw new Malformed();
  const isMet = (seen) => {
    const holds = new Map(witnesses.map(({ name }) => [name, seen.has(name)]));
    for (const { name, threshold, within } of groups) holds.set(name, within.filter((one) => holds.get(one)).length >= threshold);
    return quorum === "none" || holds.get(quorum);
  };
  return { logs, witnesses, isMet };
}

function parseWitness(name, vkey) {
  const [keyName, , rest] = partition(vkey, "+");
  const [id, , encoded] = partition(rest, "+");
  const blob = unbase64(encoded);
  if (!isName(keyName) || blob.length - 1 !== WITNESS_KEY_SIZES[blob[0]]) throw new Malformed();
  if (hex(sha256(bytesOf(`${keyName}\n`), blob).subarray(0, 4)) !== id) throw new Malformed();
  return { name, keyName, kind: blob[0], key: blob.subarray(1), id };
}

/** Read what a root signed of a site's keys: a note's text. */
function parseStatement(text) {
  const lines = text.split("\n");
  if (lines.length <= 4 || lines.length > LIMITS.SITE_LINES || lines.pop()) throw new Malformed();
  const [title, name, number, ...rest] = lines;
  const digits = (word) => {
    if (!/^(?:0|[1-9][0-9]{0,14})$/.test(word)) throw new Malformed();
    return Number(word);
  };
  if (title !== FORMAT.KEYS_TITLE || !isName(name)) throw new Malformed();
  const said = { name, number: digits(number), keys: [] };
  let floor = -1;
  for (const line of rest) {
    const [word, vkey, ...sizes] = line.split(" ");
    const at = said.keys.findIndex((key) => key.vkey === vkey);
    if (word === "key" && sizes.length === 2 && at < 0 && floor < 0) {
      const [first, last] = [digits(sizes[0]), sizes[1] === "-" ? null : digits(sizes[1])];
      if (last !== null && last < first) throw new Malformed();
      said.keys.push({ vkey, ...parseAnyVkey(vkey), first, last, revoked: null });
    } else if (word === "revoked" && sizes.length === 1 && at > floor) {
      // Revocations come after all keys, in the keys' order.
      said.keys[at].revoked = digits(sizes[0]);
      floor = at;
    } else throw new Malformed();
  }
  return said;
}

/** Return kind and bytes of a key that signs heads, Ed25519, or that cosigns them. */
function parseAnyVkey(vkey) {
  if (unbase64(vkey.split("+").slice(2).join("+"))[0] === 1) return { kind: 1, key: parseVkey(vkey).key };
  const { kind, key } = parseWitness("", vkey);
  return { kind, key };
}

// ----------------------------------------------------------------------------------------------------------- all together

/** Check a dossier (a Blob or File); ``heads`` are {label, bytes} that the person kept, ``keys`` and ``roots`` verifier keys. */
async function verifyDossier(blob, { heads = [], keys = [], roots = [] } = {}) {
  const [pinned, known] = [keys, roots].map((vkeys) => vkeys.map((key) => parseVkey(key.trim())));
  const book = new Book();
  try {
    await verifyAll(blob, book, heads, pinned, known);
  } catch (error) {
    if (!(error instanceof Stop)) book.add("container", INVALID, "internal", "", { kind: error.name });
  }
  const verdicts = book.verdicts();
  const code = Math.max(...verdicts.map((verdict) => RANKS[verdict.outcome]));
  const fingerprints = book.keys.map((key) => fingerprint(key.key));
  return { log: book.log, size: book.size, root: book.root, fingerprints, exit_code: code, verdicts };
}

async function verifyAll(blob, book, heads, pinned, roots) {
  const source = new Source(blob, book);
  await source.recognise();
  const held = [];
  for (const { label, bytes } of heads) {
    try {
      held.push(parseHeld(label, bytes));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      book.add("held", INCOMPLETE, "held-unreadable", label);
    }
  }
  if (!held.length && !book.failed("held")) book.add("held", NOTE, "held-none");
  await source.scan();
  const info = await checkBag(source, book);
  const logs = await checkTrust(source, book, pinned);
  const head = await checkHead(source, book, logs);
  await checkSeal(source, book, logs, head, info);
  if ([NAMES.EVENTS, NAMES.OPENINGS, NAMES.LOADFILE, NAMES.HEADS].some((name) => !source.members.has(name))) {
    throw new Stop();
  }
  const earlier = await earlierHeads(source, book, logs, head);
  const site = new Site(source, book, head, roots);
  const clock = (await site.read(logs)) ? site.clock() : null;
  const record = new Record(source, book, head, held, clock);
  for (const item of earlier) record.wantedRoots.add(item.size);
  try {
    await record.walk();
  } finally {
    compareHeld(book, record, head, held, [...logs, ...pinned]);
  }
  compareHeads(book, record, earlier);
  if (clock) site.conclude(record.siteKey, clock);
  if (info && (info.get("Aval-Disclosure") === "full") !== record.isFull) {
    book.add("bag", INVALID, "bag-info", "bag-info.txt");
  }
}
