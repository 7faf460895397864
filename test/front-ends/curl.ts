import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** What curl is to send. */
export interface CurlRequest {
  /** Shown in the TLS handshake, in PEM. */
  readonly presents?: { readonly cert: string; readonly key: string } | undefined;
  /** As in the request line. Default `/orders`. */
  readonly target?: string;
  /** As curl's `--header`: `Name: value`, or `Name;` for one without a value. */
  readonly headers?: readonly string[];
  /** Whether over TLS. Default true. */
  readonly secure?: boolean;
  /** More of curl's options. */
  readonly options?: readonly string[];
}

export interface CurlAnswer {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
  /** `1.0`, `1.1` or `2`. */
  readonly httpVersion: string;
  /** How many connections curl opened for it: 0 when it went over the one before. */
  readonly newConnections: number;
}

/** Where somebody listens: the path of a Unix socket, or a TCP port of 127.0.0.1. */
export type Door = string | number;

/** A request and the door that it goes to. */
export interface Visit extends CurlRequest {
  readonly door: Door;
}

/** `failure`: what curl complains of where no answer came; its status is then 0. */
export type VisitAnswer = CurlAnswer & { readonly failure: string | undefined };

export interface Curl {
  /**
   * Sends requests over a Unix socket, one after the other, in one run of curl: it keeps connections and TLS sessions for
   * the next request with the same certificate. Rejects when curl complains.
   */
  send(socket: string, requests: readonly CurlRequest[]): Promise<readonly CurlAnswer[]>;
  /** The same to several doors. A connection that comes to nothing is an answer too. */
  visit(visits: readonly Visit[]): Promise<readonly VisitAnswer[]>;
}

const run = promisify(execFile);
const TIME_LIMIT = 30;
const RECORD_END = "\u001e";
const FIELD_END = "\u001f";
const REPORT = `${FIELD_END}%{json}${FIELD_END}%{header_json}${RECORD_END}`;
const ALWAYS = ["--silent", "--show-error", "--noproxy", "*", "--max-time", `${TIME_LIMIT}`, "--write-out", REPORT];

/**
 * @param folder For certificates and keys.
 * @param authority In PEM: who issued the server's certificate.
 */
export function createCurl(program: string, folder: string, authority: string): Curl {
  const files = new Map<string, string>();
  const fileOf = (content: string): string => {
    const path = files.get(content) ?? join(folder, `${files.size}.pem`);
    if (!files.has(content)) writeFileSync(path, content, { mode: 0o600 });
    files.set(content, path);
    return path;
  };
  const optionsFor = ({ door, ...request }: Visit): readonly string[] => {
    const { presents, target = "/orders", headers = [], secure = true, options = [] } = request;
    const shown = presents === undefined ? [] : ["--cert", fileOf(presents.cert), "--key", fileOf(presents.key)];
    const where = typeof door === "string" ? ["--unix-socket", door] : ["--connect-to", `::127.0.0.1:${door}`];
    const server = [...where, "--cacert", fileOf(authority), "--request-target", target];
    const lines = headers.flatMap((line) => ["--header", line]);
    return [...ALWAYS, ...server, ...shown, ...lines, ...options, `http${secure ? "s" : ""}://localhost/`];
  };
  async function visit(visits: readonly Visit[]): Promise<readonly VisitAnswer[]> {
    const all = visits.flatMap((one) => ["--next", ...optionsFor(one)]).slice(1);
    const { stdout, complaint } = await runBriefly(program, ["-q", ...all]);
    const answers = stdout.split(RECORD_END).slice(0, -1).map(parse);
    if (answers.length !== visits.length) throw new Error(complaint ?? "curl reported too little");
    return answers;
  }
  return {
    visit,
    async send(socket, requests) {
      const answers = await visit(requests.map((request) => ({ ...request, door: socket })));
      const failures = answers.flatMap(({ failure = [] }) => failure);
      if (failures.length > 0) throw new Error(failures.join("\n"));
      return answers.map(({ failure: _, ...answer }) => answer);
    },
  };
}

/** Without the command line in what it throws: that holds whole certificates. */
async function runBriefly(
  program: string,
  options: readonly string[],
): Promise<{ readonly stdout: string; readonly complaint?: string }> {
  try {
    const limits = { timeout: (TIME_LIMIT + 5) * 1_000, killSignal: "SIGKILL", maxBuffer: 8 * 1024 * 1024 } as const;
    return await run(program, options, limits);
  } catch (error) {
    // What curl reports of each request stands there also when one of them failed.
    const { stdout = "", stderr = "curl did not run" } = error as {
      readonly stdout?: string;
      readonly stderr?: string;
    };
    return { stdout, complaint: stderr };
  }
}

function parse(record: string): VisitAnswer {
  const [body = "", transfer = "", headers = ""] = record.split(FIELD_END);
  const { http_code, http_version, num_connects, exitcode, errormsg } = JSON.parse(transfer) as Transfer;
  return {
    status: http_code,
    headers: JSON.parse(headers),
    body,
    httpVersion: http_version,
    newConnections: num_connects,
    failure: exitcode === 0 ? undefined : (errormsg ?? `curl ended with ${exitcode}`),
  };
}

/** A part of curl's own report. */
interface Transfer {
  readonly http_code: number;
  readonly http_version: string;
  readonly num_connects: number;
  readonly exitcode: number;
  readonly errormsg: string | null;
}
