// Sending a practical's file, with progress; XMLHttpRequest because fetch reports none.

import { storable } from "./storable.js";
import { t } from "./texts.js";

const TIMEOUT_MS = 120000;

/** Send a file; resolves to {ok, file} or {ok: false, text, canRetry}, never rejects. */
export function upload(url, token, file, madeAt, onProgress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const fail = (text, canRetry) => resolve({ ok: false, text, canRetry });
    request.open("PUT", url);
    request.timeout = TIMEOUT_MS;
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-File-Name", encodeURIComponent(storable(file.name)));
    request.setRequestHeader("X-Made-At", String(Math.round(madeAt)));
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => event.lengthComputable && onProgress((event.loaded / event.total) * 100);
    request.onerror = request.ontimeout = () => fail(t("file.no_network"), true);
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status === 201) resolve({ ok: true, file: body });
      else if (request.status === 401 || request.status === 403) fail(t("file.signed_out"), true);
      else if (request.status === 413) fail(t("file.too_large_for_server"), false);
      else if (request.status >= 500 || request.status === 429) fail(t("file.server_error"), true);
      else fail(body.detail ?? t("file.server_error"), false);
    };
    request.send(file);
  });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
