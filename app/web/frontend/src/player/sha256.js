// SHA-256 in plain JavaScript. WebCrypto exists only in secure contexts, and an exam room is often
// plain http; it is also asynchronous, which would end an IndexedDB transaction half way.

const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n += 1) {
  if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
}
const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUND = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
const turn = (x, n) => (x >>> n) | (x << (32 - n));

/** Return the SHA-256 of a text (as UTF-8) in hex. */
export function sha256(text) {
  const state = [...START];
  const words = padded(new TextEncoder().encode(text));
  const w = new Int32Array(64);
  for (let at = 0; at < words.length; at += 16) block(state, words, at, w);
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function padded(bytes) {
  const length = ((bytes.length + 8) >> 6) * 16 + 16;
  const words = new Int32Array(length);
  bytes.forEach((byte, index) => {
    words[index >> 2] |= byte << (24 - (index % 4) * 8);
  });
  words[bytes.length >> 2] |= 0x80 << (24 - (bytes.length % 4) * 8);
  words[length - 2] = Math.floor(bytes.length / 2 ** 29);
  words[length - 1] = bytes.length << 3;
  return words;
}

function block(state, words, at, w) {
  for (let i = 0; i < 16; i += 1) w[i] = words[at + i];
  for (let i = 16; i < 64; i += 1) {
    const s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
    const s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = (state[index] + word) | 0;
  });
}
