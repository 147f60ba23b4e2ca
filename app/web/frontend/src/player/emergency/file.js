// An emergency file: one line that says for whom, then an envelope with the journal of this machine
// and the files that could not be uploaded (app/domain/exams/emergency.py reads it).

const FORMAT = "xuekao-emergency/1";
const bytesOf = (text) => new TextEncoder().encode(text);

/** The line in front; the envelope is bound to it, so it cannot be changed. */
export function headOf({ exam, sitting, ticket }) {
  return { format: FORMAT, exam, sitting, ticket };
}

/** Group entries by their writer, each as sender.js sends them. */
export function byEpoch(entries) {
  const epochs = new Map();
  for (const entry of entries) {
    const { seq, item, kind, payload, at, mono, wall, hash } = entry;
    if (!epochs.has(entry.epoch)) epochs.set(entry.epoch, []);
    epochs.get(entry.epoch).push([seq, item, kind, payload, at, mono, wall, hash]);
  }
  return [...epochs].map(([epoch, events]) => ({ epoch, events }));
}

/** Make the bytes of the file. `files` are {position, name, data}; `tools` is what seal.js gives. */
export function make({ head, key, token, client, savedAt, entries, files }, { seal, join }) {
  const line = JSON.stringify(head);
  const inner = {
    token,
    client,
    saved_at: savedAt,
    journal: byEpoch(entries),
    files: files.map(({ position, name, data }) => ({ position, name, size: data.length })),
  };
  const plain = join(bytesOf(`${JSON.stringify(inner)}\n`), ...files.map(({ data }) => data));
  return join(bytesOf(`${line}\n`), seal(plain, key, bytesOf(line)));
}

/** Read hex digits. */
export function fromHex(digits) {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
