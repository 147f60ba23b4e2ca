// The write-ahead journal of this machine: entries are only ever added. An entry is on the disk of
// this machine before the page says so, and stays until the sitting is sealed.

import { entryHash, genesis } from "./chain.js";

const NAME = "xuekao-journal";
const HIGHEST = Number.MAX_SAFE_INTEGER;

const wait = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function openDatabase() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    const entries = request.result.createObjectStore("entries", {
      keyPath: ["sitting", "epoch", "seq"],
    });
    entries.createIndex("pending", ["sitting", "acked"]);
    request.result.createObjectStore("meta");
  };
  return wait(request);
}

/** Open the journal of one sitting; without a database it lives in memory and says so. */
export async function openJournal(sitting) {
  try {
    return new Journal(new DiskJournal(sitting, await openDatabase()));
  } catch {
    return new Journal(new MemoryJournal(sitting));
  }
}

/**
 * The journal in use. When the disk of this machine refuses an entry (full, quota), the journal goes
 * on in memory: the answer is still sent, and `isDurable` lets the page say what is true.
 */
class Journal {
  constructor(inner) {
    this.inner = inner;
    this.told = new Map(); // epoch → up to where the server once had everything
  }

  get isDurable() {
    return this.inner.isDurable;
  }

  async append(epoch, fields) {
    try {
      return await this.inner.append(epoch, fields);
    } catch {
      this.inner = await degraded(this.inner, epoch);
      return this.inner.append(epoch, fields);
    }
  }

  seed(epoch, last) {
    this.inner.seed(epoch, last);
  }

  clientId() {
    return this.inner.clientId();
  }

  pending() {
    return this.inner.pending();
  }

  /** Everything of this sitting that is on this machine, acknowledged or not. */
  all() {
    return this.inner.all();
  }

  /** Note that the server has everything of an epoch up to a number; true if it once had more. */
  async acknowledge(epoch, through) {
    const isBehind = through < (this.told.get(epoch) ?? 0);
    this.told.set(epoch, through);
    if (isBehind) await this.inner.forget().catch(() => {});
    try {
      await this.inner.acknowledge(epoch, through);
    } catch {
      // A full disk may refuse even the mark. The entry is then sent again, which is harmless.
      this.inner = await degraded(this.inner, epoch);
      await this.inner.acknowledge(epoch, through);
    }
    return isBehind;
  }

  /**
   * Learn, as the page opens, up to where the server has an epoch. When it lost something that it
   * had acknowledged (its database was restored from a copy), everything here is sent again.
   */
  async compare(epoch, through) {
    this.told.set(epoch, through);
    const isBehind = (await this.all()).some((entry) => entry.acked && entry.epoch === epoch && entry.seq > through);
    if (isBehind) await this.inner.forget().catch(() => {});
  }

  clear() {
    return this.inner.clear();
  }
}

async function degraded(disk, epoch) {
  const memory = new MemoryJournal(disk.sitting);
  const last = await disk.last(epoch).catch(() => disk.heads.get(epoch));
  memory.entries = await disk.pending().catch(() => []);
  memory.heads = new Map(disk.heads);
  if (last) memory.seed(epoch, last);
  return memory;
}

function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function makeEntry(sitting, epoch, last, fields) {
  const entry = { sitting, epoch, seq: last.seq + 1, ...fields, acked: 0 };
  entry.hash = entryHash(last.hash, entry);
  return entry;
}

class DiskJournal {
  constructor(sitting, database) {
    this.sitting = sitting;
    this.database = database;
    this.isDurable = true;
    this.heads = new Map(); // epoch → what the server already has, for a machine whose disk was wiped
  }

  store(mode, name = "entries") {
    return this.database.transaction(name, mode).objectStore(name);
  }

  /** The name of this browser, made once. */
  async clientId() {
    const known = await wait(this.store("readonly", "meta").get("client"));
    if (known) return known;
    const id = randomId();
    await wait(this.store("readwrite", "meta").put(id, "client"));
    return id;
  }

  /** Continue an epoch at the last entry that the server has, if this machine has fewer. */
  seed(epoch, last) {
    this.heads.set(epoch, last);
  }

  /**
   * Add an entry and return it; resolves when the transaction is on disk. Number and hash are made
   * inside the transaction, so that two tabs of one browser cannot give the same number twice.
   */
  append(epoch, fields) {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction("entries", "readwrite");
      const store = transaction.objectStore("entries");
      const range = IDBKeyRange.bound([this.sitting, epoch, 0], [this.sitting, epoch, HIGHEST]);
      let entry = null;
      store.openCursor(range, "prev").onsuccess = (event) => {
        if (entry) return;
        const last = this.later(epoch, event.target.result?.value);
        entry = makeEntry(this.sitting, epoch, last, fields);
        store.add(entry);
      };
      transaction.oncomplete = () => resolve(entry);
      transaction.onerror = transaction.onabort = () =>
        reject(transaction.error ?? new Error("the journal could not be written"));
    });
  }

  /** The last entry of an epoch, here or at the server. */
  async last(epoch) {
    const range = IDBKeyRange.bound([this.sitting, epoch, 0], [this.sitting, epoch, HIGHEST]);
    const cursor = await wait(this.store("readonly").openCursor(range, "prev"));
    return this.later(epoch, cursor?.value);
  }

  later(epoch, local) {
    const head = this.heads.get(epoch) ?? { seq: 0, hash: genesis(this.sitting, epoch) };
    return local && local.seq >= head.seq ? local : head;
  }

  /** Entries without acknowledgement, in order. */
  async pending() {
    const index = this.store("readonly").index("pending");
    return sorted(await wait(index.getAll(IDBKeyRange.only([this.sitting, 0]))));
  }

  async all() {
    const range = IDBKeyRange.bound([this.sitting, 0, 0], [this.sitting, HIGHEST, HIGHEST]);
    return sorted(await wait(this.store("readonly").getAll(range)));
  }

  /** Note that the server has everything of an epoch up to a number. */
  acknowledge(epoch, through) {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction("entries", "readwrite");
      const store = transaction.objectStore("entries");
      const request = store.index("pending").openCursor(IDBKeyRange.only([this.sitting, 0]));
      request.onsuccess = () => {
        const cursor = request.result;
        if (!cursor) return;
        const entry = cursor.value;
        if (entry.epoch === epoch && entry.seq <= through) cursor.update({ ...entry, acked: 1 });
        cursor.continue();
      };
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  /** Take no acknowledgement of this sitting for true any more. */
  forget() {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction("entries", "readwrite");
      const range = IDBKeyRange.bound([this.sitting, 0, 0], [this.sitting, HIGHEST, HIGHEST]);
      transaction.objectStore("entries").openCursor(range).onsuccess = (event) => {
        const cursor = event.target.result;
        if (!cursor) return;
        if (cursor.value.acked) cursor.update({ ...cursor.value, acked: 0 });
        cursor.continue();
      };
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  /** Forget a sealed sitting; refused while an entry is not acknowledged. */
  async clear() {
    if ((await this.pending()).length) return false;
    const range = IDBKeyRange.bound([this.sitting, 0, 0], [this.sitting, HIGHEST, HIGHEST]);
    await wait(this.store("readwrite").delete(range));
    return true;
  }
}

/** The same in memory, for browsers that refuse a database; a reload loses what is not sent. */
class MemoryJournal {
  constructor(sitting) {
    this.sitting = sitting;
    this.isDurable = false;
    this.entries = [];
    this.heads = new Map();
  }

  async clientId() {
    const key = "xuekao-client";
    const id = sessionStorage.getItem(key) ?? randomId();
    sessionStorage.setItem(key, id);
    return id;
  }

  seed(epoch, last) {
    this.heads.set(epoch, last);
  }

  async append(epoch, fields) {
    const head = this.heads.get(epoch) ?? { seq: 0, hash: genesis(this.sitting, epoch) };
    const entry = makeEntry(this.sitting, epoch, head, fields);
    this.heads.set(epoch, entry);
    this.entries.push(entry);
    return entry;
  }

  async all() {
    return sorted([...this.entries]);
  }

  async pending() {
    return sorted(this.entries.filter((entry) => !entry.acked));
  }

  async acknowledge(epoch, through) {
    for (const entry of this.entries) {
      if (entry.epoch === epoch && entry.seq <= through) entry.acked = 1;
    }
  }

  async forget() {
    for (const entry of this.entries) entry.acked = 0;
  }

  async clear() {
    this.entries = this.entries.filter((entry) => !entry.acked);
    return this.entries.length === 0;
  }
}

function sorted(entries) {
  return entries.sort((one, two) => one.epoch - two.epoch || one.seq - two.seq);
}
