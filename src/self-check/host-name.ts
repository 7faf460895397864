import { headerLines } from "../header/raw-headers.ts";

const HEADER = "was-default-hostname";

/**
 * The host that a request came to, by `WAS-DEFAULT-HOSTNAME`, which the front end of App Service puts on every request:
 * in lower case and without a port. Undefined when there is not exactly one line of it, or an empty one.
 *
 * @param rawHeaders Name, value, name, value, as in `http.IncomingMessage.rawHeaders`.
 */
export function hostNameOf(rawHeaders: readonly string[]): string | undefined {
  const lines = headerLines(rawHeaders, HEADER);
  const host = lines.length === 1 ? toHostKey((lines[0] ?? "").trim().replace(/:\d*$/, "")) : "";
  return host === "" ? undefined : host;
}

/** A host name as it is compared: ASCII letters in lower case, and nothing else changed (RFC 4343 section 3). */
export function toHostKey(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
