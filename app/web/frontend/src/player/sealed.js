// The paper, fetched before the start and opened with the key that the start gives out.
// Only where the browser has WebCrypto (https); elsewhere the paper is fetched at the start.

const place = (sitting) => `paper-${sitting}`;
const canOpen = () => Boolean(globalThis.crypto?.subtle) && "DecompressionStream" in globalThis;
const toText = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const NONCE = 12;

/** Fetch the sealed paper while there is time; that it fails costs nothing but one request later. */
export async function keepSealed(sitting, url) {
  if (!canOpen()) return false;
  try {
    const response = await fetch(url, { cache: "no-store" });
    if (response.status !== 200) return false; // 204: none lies ready
    sessionStorage.setItem(place(sitting), toText(new Uint8Array(await response.arrayBuffer())));
    return true;
  } catch {
    return false;
  }
}

/** The paper as `getPaper` gives it; null if none was kept, or if this is not its key. */
export async function takeSealed(sitting, release) {
  if (!release || !canOpen()) return null;
  try {
    const kept = sessionStorage.getItem(place(sitting));
    return kept && { status: 200, body: JSON.parse(await open(toBytes(kept), release)) };
  } catch {
    return null;
  }
}

async function open(bytes, { key, name }) {
  const raw = await crypto.subtle.importKey("raw", toBytes(key), "AES-GCM", false, ["decrypt"]);
  const bound = { name: "AES-GCM", iv: bytes.subarray(0, NONCE), additionalData: new TextEncoder().encode(name) };
  const packed = await crypto.subtle.decrypt(bound, raw, bytes.subarray(NONCE));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
