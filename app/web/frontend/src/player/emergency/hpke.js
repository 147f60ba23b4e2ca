// HPKE (RFC 9180), base mode, one message: X25519, HKDF-SHA256, AES-256-GCM. Anyone closes the
// envelope, only the server opens it (app/engines/sealing/envelope.py). WebCrypto exists only in
// secure contexts, so the primitives are those of the audited @noble packages.

import { gcm } from "@noble/ciphers/aes.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";

const text = (words) => new TextEncoder().encode(words);
const KEM = join(text("KEM"), [0x00, 0x20]);
const SUITE = join(text("HPKE"), [0x00, 0x20, 0x00, 0x01, 0x00, 0x02]);
const NONE = new Uint8Array();
const KEY_BYTES = 32;
const NONCE_BYTES = 12;

/** Put bytes behind one another. */
export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function labeledExtract(suite, salt, label, material) {
  return extract(sha256, join(text("HPKE-v1"), suite, text(label), material), salt);
}

function labeledExpand(suite, key, label, info, length) {
  return expand(sha256, key, join([length >> 8, length & 255], text("HPKE-v1"), suite, text(label), info), length);
}

/**
 * Close an envelope for a public key; `about` is bound to it. `own` is the secret of this one
 * message: random, but for the test that compares with the server.
 */
export function seal(plain, key, about, own = crypto.getRandomValues(new Uint8Array(KEY_BYTES))) {
  const enc = x25519.getPublicKey(own);
  const shared = labeledExtract(KEM, NONE, "eae_prk", x25519.getSharedSecret(own, key));
  const secret = labeledExpand(KEM, shared, "shared_secret", join(enc, key), KEY_BYTES);
  const context = join(
    [0],
    labeledExtract(SUITE, NONE, "psk_id_hash", NONE),
    labeledExtract(SUITE, NONE, "info_hash", about),
  );
  const schedule = labeledExtract(SUITE, secret, "secret", NONE);
  const cipher = gcm(
    labeledExpand(SUITE, schedule, "key", context, KEY_BYTES),
    labeledExpand(SUITE, schedule, "base_nonce", context, NONCE_BYTES),
  );
  return join(enc, cipher.encrypt(plain));
}
