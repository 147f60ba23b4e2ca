// Arithmetic as it is written: 12 × (3 + 4.5) ÷ 2. No eval; the usual precedence; percent after a
// number divides it by 100. Results are rounded to 12 digits, so that 0.1 + 0.2 is 0.3.

const DIGITS = 12;
const SAME = { "×": "*", "x": "*", "X": "*", "＊": "*", "÷": "/", "／": "/", "−": "-", "－": "-", "＋": "+", "（": "(", "）": ")", "％": "%", "．": ".", "，": "", ",": "" };
const POWER = { "+": 1, "-": 1, "*": 2, "/": 2 };

/** Return the value of an expression; null if it is not one or has no value. */
export function calculate(text) {
  const tokens = read(text);
  if (!tokens) return null;
  const state = { tokens, at: 0 };
  const value = sum(state, 0);
  if (value === null || state.at !== tokens.length || !Number.isFinite(value)) return null;
  return Number(value.toPrecision(DIGITS));
}

function read(text) {
  if (/[\d.]\s+[\d.]/.test(text)) return null; // two numbers side by side
  const plain = Array.from(text, (one) => SAME[one] ?? one).join("").replace(/\s+/g, "");
  const tokens = plain.match(/\d+(?:\.\d*)?|\.\d+|[-+*/()%√]/g) ?? [];
  return plain && tokens.join("") === plain ? tokens : null;
}

/** Operators of at least this power, from the left. */
function sum(state, power) {
  let left = single(state);
  while (left !== null && POWER[state.tokens[state.at]] > power) {
    const operator = state.tokens[state.at];
    state.at += 1;
    const right = sum(state, POWER[operator]);
    if (right === null) return null;
    left = apply(operator, left, right);
  }
  return left;
}

function apply(operator, left, right) {
  if (operator === "+") return left + right;
  if (operator === "-") return left - right;
  if (operator === "*") return left * right;
  return right === 0 ? NaN : left / right;
}

function single(state) {
  const token = state.tokens[state.at];
  state.at += 1;
  if (token === "-" || token === "+") {
    const value = single(state);
    return value === null ? null : token === "-" ? -value : value;
  }
  if (token === "√") {
    const value = single(state);
    return value === null ? null : Math.sqrt(value);
  }
  if (token === "(") return percent(state, inner(state));
  if (token === undefined || !/^[\d.]/.test(token)) return null;
  return percent(state, Number(token));
}

function inner(state) {
  const value = sum(state, 0);
  if (state.tokens[state.at] !== ")") return null;
  state.at += 1;
  return value;
}

function percent(state, value) {
  while (value !== null && state.tokens[state.at] === "%") {
    state.at += 1;
    value /= 100;
  }
  return value;
}
