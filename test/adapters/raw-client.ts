import { connect } from "node:net";

export interface RawRequest {
  /** Default `GET`. */
  readonly method?: string;
  /** Written into the request line as it is. */
  readonly target: string;
  /** Header lines as they are, in this order. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

export interface RawAnswer {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Writes a request to a socket octet by octet, as no HTTP client would, and reads the answer. */
export function send(port: number, request: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(format(request), "latin1"));
    let received = "";
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      received += text;
    });
    socket.on("error", (error) => (received === "" ? reject(error) : resolve(parse(received))));
    socket.on("end", () => resolve(parse(received)));
  });
}

/** The text of a request that asks for the connection to be closed afterwards. */
export function format({ method = "GET", target, headers = [], body }: RawRequest): string {
  const length: readonly (readonly [string, string])[] =
    body === undefined ? [] : [["Content-Length", `${body.length}`]];
  const lines = [["Host", "app.example"], ["Connection", "close"], ...length, ...headers].map((line) =>
    line.join(": "),
  );
  return `${method} ${target} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body ?? ""}`;
}

function parse(received: string): RawAnswer {
  const [head = "", ...rest] = received.split("\r\n\r\n");
  const [statusLine = "", ...lines] = head.split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => {
      const [name = "", ...value] = line.split(":");
      return [name.toLowerCase(), value.join(":").trim()];
    }),
  );
  return { status: Number(statusLine.split(" ")[1] ?? 0), headers, body: rest.join("\r\n\r\n") };
}

/** The header line of App Service's front end. */
export function certificate(value: string): readonly [name: string, value: string] {
  return ["X-ARR-ClientCert", value];
}
