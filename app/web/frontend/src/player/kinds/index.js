// Which renderer shows which kind of item.

import { caseStudy } from "./case.js";
import { choice } from "./choice.js";
import { hotspot } from "./hotspot.js";
import { classify, match } from "./match.js";
import { order } from "./order.js";
import { practical } from "./practical.js";
import { blank, number, writing } from "./text.js";
import { work } from "./work/index.js";

export const KINDS = {
  single: choice,
  multiple: choice,
  judge: choice,
  blank,
  cloze: blank,
  number,
  order,
  match,
  classify,
  hotspot,
  short: writing,
  essay: writing,
  case: caseStudy,
  practical: (item, ...rest) => (item.view.scene ? work : practical)(item, ...rest),
};
