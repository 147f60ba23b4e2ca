// Which renderer shows which kind of item.

import { choice } from "./choice.js";
import { match } from "./match.js";
import { order } from "./order.js";
import { practical } from "./practical.js";
import { blank, number } from "./text.js";

export const KINDS = {
  single: choice,
  multiple: choice,
  judge: choice,
  blank,
  number,
  order,
  match,
  practical,
};
