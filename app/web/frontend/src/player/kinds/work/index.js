// Practicals that are done in the page, by the module of their task.

import { files } from "./files.js";
import { grid } from "./grid.js";
import { inbox } from "./inbox.js";
import { typing } from "./typing.js";

const PAGES = { files, inbox, sheet: grid, typing };

/** Render the page of a practical. */
export function work(item, ...rest) {
  return PAGES[item.view.scene.module](item, ...rest);
}
