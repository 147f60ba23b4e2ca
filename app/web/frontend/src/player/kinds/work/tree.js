// A small tree of files and what can be done to it. The server does the logged operations again with
// the same rules (engines/practicals/folders), so what is refused here is refused there.

const FORBIDDEN = /[\\/:*?"<>|\u0000-\u001f]/;
const LONGEST = 120;
const MAX_ENTRIES = 2000;
const MAX_COPIES = 50;
const COPY = " - 副本";

const key = (path) => path.normalize("NFC").toLowerCase();
export const join = (folder, name) => (folder ? `${folder}/${name}` : name);
export const nameOf = (path) => path.slice(path.lastIndexOf("/") + 1);
export const parentOf = (path) => (path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "");

/** The ending of a name in small letters, "" without one. */
export function extensionOf(name) {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : "";
}

/** Whether a file or folder can be called so. */
export function isName(name) {
  if (!name || [...name].length > LONGEST || FORBIDDEN.test(name)) return false;
  return name === name.trim() && !name.endsWith(".");
}

/** Entries by path: { folder, content, readonly, hidden, members }. */
export class Tree {
  constructor(entries = []) {
    this.entries = new Map(entries);
  }

  copy() {
    return new Tree([...this.entries].map(([path, entry]) => [path, { ...entry }]));
  }

  find(path) {
    if (this.entries.has(path)) return path;
    const wanted = key(path);
    for (const known of this.entries.keys()) if (key(known) === wanted) return known;
    return null;
  }

  isFolder(path) {
    if (!path) return true;
    const known = this.find(path);
    return known !== null && this.entries.get(known).folder;
  }

  add(path, entry) {
    if (this.entries.size >= MAX_ENTRIES || !isName(nameOf(path))) return false;
    if (this.find(path) !== null || !this.isFolder(parentOf(path))) return false;
    this.entries.set(join(this.find(parentOf(path)) ?? "", nameOf(path)), entry);
    return true;
  }

  below(path) {
    return [...this.entries.keys()].filter((known) => known === path || known.startsWith(`${path}/`));
  }

  take(path) {
    const taken = this.cut(path);
    for (const tail of taken.keys()) this.entries.delete(path + tail);
    return taken;
  }

  cut(path) {
    return new Map(this.below(path).map((known) => [known.slice(path.length), { ...this.entries.get(known) }]));
  }

  put(path, taken) {
    for (const [tail, entry] of taken) this.entries.set(path + tail, { ...entry });
  }

  /** What stands directly in a folder: folders first, then files, by name. */
  inside(folder) {
    const found = [...this.entries].filter(([path]) => parentOf(path) === folder);
    return found.sort(([one, a], [other, b]) => b.folder - a.folder || nameOf(one).localeCompare(nameOf(other), "zh"));
  }
}

function outermost(tree, paths) {
  const list = Array.isArray(paths) ? paths : [paths];
  const found = [];
  for (const path of list) {
    const known = typeof path === "string" ? tree.find(path) : null;
    if (known !== null && !found.includes(known)) found.push(known);
  }
  return found.filter((one) => !found.some((other) => one.startsWith(`${other}/`)));
}

const isInside = (path, folder) => folder === path || folder.startsWith(`${path}/`);

function moveOne(tree, path, folder) {
  const target = join(folder, nameOf(path));
  if (isInside(path, folder) || parentOf(path) === folder || tree.find(target) !== null) return false;
  tree.put(target, tree.take(path));
  return true;
}

function freeName(tree, path) {
  const name = nameOf(path);
  const ending = extensionOf(name);
  const stem = ending ? name.slice(0, -ending.length - 1) : name;
  const tail = name.slice(stem.length);
  for (let number = 0; number < MAX_COPIES; number += 1) {
    const extra = number === 0 ? "" : number === 1 ? COPY : `${COPY} (${number})`;
    const tried = join(parentOf(path), `${stem}${extra}${tail}`);
    if (tree.find(tried) === null) return tried;
  }
  return null;
}

function copyOne(tree, path, folder) {
  if (isInside(path, folder)) return false;
  const target = freeName(tree, join(folder, nameOf(path)));
  if (target === null) return false;
  tree.put(target, tree.cut(path));
  return true;
}

function each(tree, paths, folder, one) {
  const known = outermost(tree, paths);
  if (!known.length || !tree.isFolder(folder)) return false;
  const target = folder ? tree.find(folder) : "";
  return known.map((path) => one(tree, path, target)).every(Boolean);
}

const OPERATIONS = {
  mkdir: (tree, path) => tree.add(path, { folder: true }),
  new: (tree, path) => tree.add(path, { folder: false, content: `new:${path}` }),
  rename(tree, path, name) {
    const known = tree.find(path);
    if (known === null) return false;
    const target = join(parentOf(known), name);
    const taken = tree.take(known);
    if (tree.add(target, taken.get(""))) {
      tree.put(target, taken);
      return true;
    }
    tree.put(known, taken);
    return false;
  },
  move: (tree, paths, folder) => each(tree, paths, folder, moveOne),
  copy: (tree, paths, folder) => each(tree, paths, folder, copyOne),
  delete(tree, paths) {
    const known = outermost(tree, paths);
    for (const path of known) tree.take(path);
    return known.length > 0;
  },
  zip(tree, paths, target) {
    const known = outermost(tree, paths);
    const members = known.flatMap((one) =>
      tree
        .below(one)
        .filter((path) => !tree.entries.get(path).folder)
        .map((path) => [path.slice(parentOf(one).length).replace(/^\//, ""), tree.entries.get(path).content]),
    );
    if (!known.length || !target.toLowerCase().endsWith(".zip")) return false;
    return tree.add(target, { folder: false, content: `zip:${JSON.stringify(members)}`, members });
  },
  unzip(tree, path, folder) {
    const known = tree.find(path);
    const members = known === null ? null : tree.entries.get(known).members;
    if (!members?.length || !tree.isFolder(folder)) return false;
    for (const [member, content] of members) {
      const steps = member.split("/");
      for (let depth = 1; depth < steps.length; depth += 1) tree.add(join(folder, steps.slice(0, depth).join("/")), { folder: true });
      tree.add(join(folder, member), { folder: false, content });
    }
    return true;
  },
  attr(tree, path, wishes) {
    const known = outermost(tree, path);
    const changes = Object.entries(wishes).filter(([name, value]) => ["readonly", "hidden"].includes(name) && typeof value === "boolean");
    for (const one of known) Object.assign(tree.entries.get(one), Object.fromEntries(changes));
    return known.length > 0 && changes.length > 0;
  },
};

/** Do one operation; false when it cannot be done, and then nothing or only a part was done. */
export function perform(tree, [name, ...args]) {
  return Object.hasOwn?.(OPERATIONS, name) ?? name in OPERATIONS ? OPERATIONS[name](tree, ...args) : false;
}

/** The tree after these operations, and how many could not be done. */
export function replay(start, operations) {
  const tree = start.copy();
  let refused = 0;
  for (const operation of operations) if (!perform(tree, operation)) refused += 1;
  return { tree, refused };
}
