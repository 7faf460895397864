/** What a URL on the command line says. */
export interface Address {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** @returns What is wrong with it, as text. */
export function readAddress(text: string): Address | string {
  const url = parse(text);
  if (url === undefined || url.protocol !== "https:") return "Write the URL of the app: https://<host>[:port][/path].";
  if (url.username !== "" || url.password !== "") return "A URL with a user name or a password in it is sent nowhere.";
  if (url.search !== "" || url.hash !== "") return "Leave query and fragment out of the URL.";
  if (!isPlainPath(url.pathname)) return "The path of the URL cannot be sent as it is.";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return { host, port: url.port === "" ? 443 : Number(url.port), path: url.pathname };
}

/** Whether it can stand in a request line as the path alone. */
export function isPlainPath(path: string): boolean {
  return /^\/[\x21-\x7e]*$/.test(path) && !/[?#]/.test(path);
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
