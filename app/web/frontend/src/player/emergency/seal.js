// The sealing of emergency files as a script of its own: loaded with the player while the network
// is there, because it is needed when the network is not.

import { sha256 } from "@noble/hashes/sha2.js";

import { join, seal } from "./hpke.js";

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

globalThis.xuekaoSealing = { seal, join, sha256: (bytes) => hex(sha256(bytes)) };
