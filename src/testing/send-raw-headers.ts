import { request as httpRequest } from "node:http";

/** An answer, read to its end. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case, as Node reads them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** What else a request says. */
export interface SendOptions {
  /** Default `GET`. */
  readonly method?: string;
}

/**
 * Sends a request over a socket of its own with exactly these header lines: doubled ones stay two, names keep their
 * case. That is what test clients which take an object of headers cannot do.
 *
 * @param url `http://127.0.0.1:<port>/orders`, of an app that listens.
 * @param rawHeaders Names and values in turn. A `Host` is put in front unless there is one.
 */
export function sendRawHeaders(
  url: string,
  rawHeaders: readonly string[],
  { method = "GET" }: SendOptions = {},
): Promise<RawAnswer> {
  const { hostname, port, pathname, search, host } = new URL(url);
  const isHost = (text: string, index: number): boolean => index % 2 === 0 && text.toLowerCase() === "host";
  const headers = rawHeaders.some(isHost) ? [...rawHeaders] : ["Host", host, ...rawHeaders];
  return new Promise((resolve, reject) => {
    const target = { host: hostname.replace(/^\[|\]$/g, ""), port, path: pathname + search };
    const request = httpRequest({ ...target, method, headers, agent: false, setHost: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on("error", reject).end();
  });
}
