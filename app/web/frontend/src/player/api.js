// The other requests of the player: open, paper, hand in. JSON in, JSON out, failures as values.

const HEADERS = { "Content-Type": "application/json", Accept: "application/json", "X-Xuekao": "player" };

async function call(url, options) {
  try {
    const response = await fetch(url, { cache: "no-store", ...options });
    const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
    return { status: response.status, body: isJson ? await response.json() : {} };
  } catch {
    return { status: 0, body: {} };
  }
}

/** Become the writer of the sitting, or learn who is; `isTakingOver` ends the other one's turn. */
export function openSitting(url, client, isTakingOver = false) {
  const body = JSON.stringify({ client, take_over: isTakingOver });
  return call(url, { method: "POST", headers: HEADERS, body });
}

/** The paper as the candidate sees it. */
export function getPaper(url) {
  return call(url, { headers: { Accept: "application/json" } });
}

/** Hand in: the server checks that it has everything up to `through`. */
export function handIn(url, token, { epoch, through, reason }) {
  const headers = { ...HEADERS, Authorization: `Bearer ${token}` };
  return call(url, { method: "POST", headers, body: JSON.stringify({ epoch, through, reason }) });
}
