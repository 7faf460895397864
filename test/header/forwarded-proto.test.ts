import fc from "fast-check";
import { expect, test } from "vitest";
import { checkForwardedProto } from "../../src/header/forwarded-proto.ts";

const REFUSED = { ok: false, code: "plain_http", details: {} };

test.each([
  ["no such header", []],
  ["what App Service sends", ["X-Forwarded-Proto", "https"]],
  ["upper case", ["x-forwarded-proto", "HTTPS"]],
  ["a gateway in front, as a list", ["X-Forwarded-Proto", "https, https"]],
  ["a gateway in front, as two lines", ["X-Forwarded-Proto", "https", "x-forwarded-proto", "https"]],
  ["a WebSocket, as Traefik says it", ["X-Forwarded-Proto", "wss"]],
  ["another header", ["x_forwarded_proto", "http"]],
])("lets %s through", (_, rawHeaders) => {
  expect(checkForwardedProto(rawHeaders)).toEqual({ ok: true });
});

test.each([
  ["http", ["X-Forwarded-Proto", "http"]],
  ["http in upper case", ["X-FORWARDED-PROTO", "HTTP"]],
  ["http first in a list", ["X-Forwarded-Proto", "http, https"]],
  ["http last in a list", ["X-Forwarded-Proto", "https,http"]],
  ["http on the first line", ["X-Forwarded-Proto", "http", "X-Forwarded-Proto", "https"]],
  ["http on the second line", ["X-Forwarded-Proto", "https", "X-Forwarded-Proto", "http"]],
  ["nothing", ["X-Forwarded-Proto", ""]],
  ["an empty element", ["X-Forwarded-Proto", "https,"]],
  ["a prefix", ["X-Forwarded-Proto", "httpsx"]],
  ["a suffix", ["X-Forwarded-Proto", "xhttps"]],
  ["two words", ["X-Forwarded-Proto", "https http"]],
  ["another scheme", ["X-Forwarded-Proto", "ftps"]],
  ["a WebSocket without TLS", ["X-Forwarded-Proto", "ws"]],
  ["a long s", ["X-Forwarded-Proto", "http\u017f"]],
  ["a second line of text", ["X-Forwarded-Proto", "https\nhttp"]],
])("refuses %s", (_, rawHeaders) => {
  expect(checkForwardedProto(rawHeaders)).toEqual(REFUSED);
});

test("lets a value through exactly when all its elements say https", () => {
  const element = fc.constantFrom("https", "HTTPS", " https\t", "http", "", " ", "ht tps");
  fc.assert(
    fc.property(fc.array(element, { minLength: 1 }), (elements) => {
      const allHttps = elements.every((one) => one.trim().toLowerCase() === "https");
      expect(checkForwardedProto(["X-Forwarded-Proto", elements.join(",")]).ok).toBe(allHttps);
    }),
  );
});

test("refuses a hostile value within the time of a test", () => {
  expect(checkForwardedProto(["X-Forwarded-Proto", `${"https \t,".repeat(8000)}x`]).ok).toBe(false);
  expect(checkForwardedProto(["X-Forwarded-Proto", " ".repeat(64_000)]).ok).toBe(false);
});
