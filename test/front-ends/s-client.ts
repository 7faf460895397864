import { spawn } from "node:child_process";

/** One request over a connection of its own by `openssl s_client`, which can keep a TLS session in a file. */
export interface SessionRequest {
  readonly socket: string;
  /** A file with the certificate that the server's must be issued by. */
  readonly authorityFile: string;
  readonly version: "-tls1_2" | "-tls1_3";
  readonly target: string;
  /** More of its options: `-sess_out`, `-sess_in`, `-cert`, `-key`. */
  readonly options: readonly string[];
}

export interface SessionAnswer {
  readonly status: number;
  readonly body: string;
  /** What the client says. */
  readonly isResumed: boolean;
}

const TIME_LIMIT = 15_000;

/** Sends the request and reads until the server closes the connection. */
export async function askOverSession(openssl: string, request: SessionRequest): Promise<SessionAnswer> {
  const { socket, authorityFile, version, target, options } = request;
  const server = ["-unix", socket, "-servername", "localhost", "-CAfile", authorityFile, "-verify_return_error"];
  const child = spawn(openssl, ["s_client", ...server, version, "-ign_eof", ...options], {
    stdio: ["pipe", "pipe", "pipe"],
    timeout: TIME_LIMIT,
    killSignal: "SIGKILL",
  });
  let output = "";
  let complaints = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  return parse(output, complaints);
}

/** The answer stands among what s_client tells about the session. */
function parse(output: string, complaints: string): SessionAnswer {
  const [, status, body] = /HTTP\/1\.1 (\d{3})[\s\S]*?\r\n\r\n([\s\S]*)/.exec(output) ?? [];
  if (status === undefined || body === undefined) throw new Error(`no answer:\n${complaints}`);
  return { status: Number(status), body: /^\{.*\}/m.exec(body)?.[0] ?? body, isResumed: /^Reused, /m.test(output) };
}
