import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { headerLines } from "../../src/header/raw-headers.ts";

test.each([
  ["no headers", [], []],
  ["another header", ["host", "x"], []],
  ["one line", ["host", "x", "x-arr-clientcert", "A"], ["A"]],
  ["any case", ["X-ARR-ClientCert", "A", "X-arr-clientCERT", "B"], ["A", "B"]],
  ["an empty line beside a full one", ["X-ARR-ClientCert", "", "X-ARR-ClientCert", "B"], ["", "B"]],
  ["a name without a value", ["host", "x", "X-ARR-ClientCert"], [""]],
  ["underscores", ["x_arr_clientcert", "A"], []],
  ["mixed underscores", ["x-arr_clientcert", "A"], []],
  ["a longer name", ["x-arr-clientcert2", "A"], []],
  ["a shorter name", ["x-arr-clientcer", "A"], []],
  ["the name as a value", ["x-original", "x-arr-clientcert", "host", "x"], []],
  ["white space in the name", ["x-arr-clientcert ", "A", " x-arr-clientcert", "B"], []],
  ["a control character for the hyphen", ["x\rarr-clientcert", "A"], []],
  ["prototype names", ["__proto__", "A", "constructor", "B"], []],
])("%s", (_, rawHeaders, values) => {
  expect(headerLines(rawHeaders, "x-arr-clientcert")).toEqual(values);
});

test("ignores the case of ASCII letters only", () => {
  expect(headerLines(["\u212aey", "A", "\u017fum", "B"], "key")).toEqual([]);
  expect(headerLines(["\u017fum", "B"], "sum")).toEqual([]);
});

test("agrees with a filter over pairs", () => {
  const name = fc.constantFrom("x-arr-clientcert", "X-ARR-CLIENTCERT", "x_arr_clientcert", "x-arr-clientcerT", "host");
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.string())), (pairs) => {
      const expected = pairs.filter(([key]) => key.toLowerCase() === "x-arr-clientcert").map(([, value]) => value);
      expect(headerLines(pairs.flat(), "x-arr-clientcert")).toEqual(expected);
    }),
  );
});

test("sees two lines that Node joins into one", async () => {
  const request =
    "GET / HTTP/1.1\r\nhost: x\r\nX-ARR-ClientCert: forged\r\nx-arr-clientcert: real\r\nconnection: close\r\n\r\n";
  const { joined, rawHeaders } = await receive(request);
  expect(joined).toBe("forged, real");
  expect(headerLines(rawHeaders, "x-arr-clientcert")).toEqual(["forged", "real"]);
});

/** What a Node server makes of the bytes of one request. */
function receive(bytes: string): Promise<{ joined: unknown; rawHeaders: readonly string[] }> {
  return new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      resolve({ joined: request.headers["x-arr-clientcert"], rawHeaders: request.rawHeaders });
      response.end();
      server.close();
    });
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      connect(port, "127.0.0.1").on("error", reject).end(bytes);
    });
  });
}
