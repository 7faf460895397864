import { channel, hasSubscribers } from "node:diagnostics_channel";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect as connectSocket } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { ATTESTATION_HEADER } from "../../../src/self-check/probe/attestation.ts";
import { NONCE_HEADER, Nonces } from "../../../src/self-check/probe/nonces.ts";
import {
  CHANNEL,
  closers,
  createInstance,
  createProcess,
  get,
  listen,
  SILENT,
  serve,
  watching,
} from "./server-parts.ts";

describe("a request of the probe", () => {
  it("is seen with what the front end wrote, before anything else sees it", async () => {
    const { nonces, arrivals } = watching();
    const nonce = nonces.issue();
    let whenHandled: unknown;
    const port = await serve((_request, response) => {
      whenHandled = arrivals.of(nonce);
      response.end();
    });
    await get(
      port,
      ["Azure-Client-Cert-Probe", nonce],
      ["X-ARR-ClientCert", "MIIB"],
      ["x-forwarded-proto", "https"],
      ["X-Arr-Clientcert", "MIIC"],
      ["WAS-DEFAULT-HOSTNAME", "shop.azurewebsites.net"],
    );
    const arrival = {
      certificateLines: ["MIIB", "MIIC"],
      forwardedProto: ["https"],
      defaultHostName: ["shop.azurewebsites.net"],
    };
    expect(arrivals.of(nonce)).toEqual({ kind: "arrived", arrival });
    expect(whenHandled).toEqual({ kind: "arrived", arrival });
  });

  it("is seen though the app rewrites its header lines", async () => {
    const { nonces, arrivals } = watching();
    const server = createServer(SILENT);
    server.prependListener("request", (incoming) => incoming.rawHeaders.splice(0));
    const nonce = nonces.issue();
    await get(await listen(server), [NONCE_HEADER, nonce], ["x-arr-clientcert", "MIIB"]);
    expect(arrivals.of(nonce)).toMatchObject({ arrival: { certificateLines: ["MIIB"] } });
  });

  it("has not arrived while nothing brought it", async () => {
    const { nonces, arrivals } = watching();
    const nonce = nonces.issue();
    await get(await serve(), [NONCE_HEADER, nonces.issue()]);
    expect(arrivals.of(nonce)).toEqual({ kind: "not-arrived" });
  });

  it("is an ordinary one when it has not exactly one nonce", async () => {
    const { nonces, arrivals } = watching();
    const nonce = nonces.issue();
    const port = await serve();
    await get(port, [NONCE_HEADER, nonce], [NONCE_HEADER, "other"]);
    await get(port, [NONCE_HEADER, `${nonce}, ${nonce}`]);
    expect(arrivals.of(nonce)).toEqual({ kind: "not-arrived" });
  });
});

describe("nothing is concluded", () => {
  it("when a nonce comes twice", async () => {
    const { nonces, arrivals } = watching();
    const nonce = nonces.issue();
    const port = await serve();
    await get(port, [NONCE_HEADER, nonce]);
    for (let count = 0; count < 3; count += 1) {
      await get(port, [NONCE_HEADER, nonce], ["x-arr-clientcert", "MIIB"]);
      expect(arrivals.of(nonce)).toEqual({ kind: "cannot-tell", reason: "replayed" });
    }
  });

  it("when its time is over, whether it comes or not", async () => {
    const { nonces, arrivals, time } = watching();
    const nonce = nonces.issue();
    time.monotonic += 60_000;
    expect(arrivals.of(nonce)).toEqual({ kind: "cannot-tell", reason: "expired" });
    await get(await serve(), [NONCE_HEADER, nonce]);
    expect(arrivals.of(nonce)).toEqual({ kind: "cannot-tell", reason: "expired" });
  });

  it("of a nonce that this process did not issue", async () => {
    const { nonces, arrivals } = watching();
    for (const nonce of ["", "__proto__", "constructor", new Nonces({ monotonic: () => 0, clock: () => 0 }).issue()]) {
      await get(await serve(), [NONCE_HEADER, nonce]);
      expect(arrivals.of(nonce)).toEqual({ kind: "cannot-tell", reason: "expired" });
    }
    expect(arrivals.of(nonces.issue())).toEqual({ kind: "not-arrived" });
  });

  it("when nobody watches, or only since it was issued", () => {
    const { nonces, arrivals } = createProcess();
    const nonce = nonces.issue();
    expect(arrivals.of(nonce)).toEqual({ kind: "cannot-tell", reason: "not-watching" });
    closers.push(arrivals.watch());
    expect(arrivals.of(nonce)).toEqual({ kind: "cannot-tell", reason: "expired" });
  });

  it("when the watch ends, and what was seen is given up", async () => {
    const { nonces, arrivals, stop } = watching();
    const nonce = nonces.issue();
    await get(await serve(), [NONCE_HEADER, nonce]);
    stop();
    expect(arrivals.of(nonce)).toEqual({ kind: "cannot-tell", reason: "not-watching" });
    closers.push(arrivals.watch());
    expect(arrivals.of(nonce)).toEqual({ kind: "cannot-tell", reason: "expired" });
  });
});

describe("watching", () => {
  it("costs nothing before and after, and ends once", () => {
    const { arrivals } = createProcess();
    expect(hasSubscribers(CHANNEL)).toBe(false);
    const stops = [arrivals.watch(), arrivals.watch()] as const;
    stops[0]();
    stops[0]();
    expect(hasSubscribers(CHANNEL)).toBe(true);
    stops[1]();
    expect(hasSubscribers(CHANNEL)).toBe(false);
  });

  it("forgets what it saw when much later nonces come", async () => {
    const { nonces, arrivals, time } = watching();
    const nonce = nonces.issue();
    const port = await serve();
    await get(port, [NONCE_HEADER, nonce]);
    time.monotonic += 100_000;
    expect(arrivals.of(nonce).kind).toBe("arrived");
    time.monotonic += 100_000;
    await get(port, [NONCE_HEADER, nonces.issue()]);
    expect(arrivals.of(nonce)).toEqual({ kind: "cannot-tell", reason: "expired" });
  });

  it("changes nothing for requests that are none of the probe", async () => {
    watching();
    createInstance();
    const lines = Array.from({ length: 900 }, (_, index) => [`x-${index}`, "a"] as const);
    const port = await serve(SILENT, { maxHeaderSize: 200_000 });
    expect(await get(port, ...lines, ["x-arr-clientcert", "A".repeat(60_000)])).toMatchObject({
      status: 200,
      body: "hi",
    });
    const { headers } = await get(port, [NONCE_HEADER, "a".repeat(60_000)]);
    expect(headers).not.toHaveProperty(ATTESTATION_HEADER);
  });

  it("does not end the process, whatever is published", async () => {
    const thrown = vi.fn();
    process.on("uncaughtException", thrown);
    closers.push(() => process.off("uncaughtException", thrown));
    const { nonces, arrivals } = watching();
    const odd = { rawHeaders: { length: 2, 0: NONCE_HEADER, 1: nonces.issue() } };
    for (const message of [undefined, null, {}, { request: 1 }, { request: { rawHeaders: null } }, { request: odd }]) {
      channel(CHANNEL).publish(message as object);
    }
    arrivals.see({ rawHeaders: undefined as unknown as string[] });
    await new Promise((resolve) => setImmediate(resolve));
    expect(thrown).not.toHaveBeenCalled();
  });

  it("reads what a lenient parser lets through as it came", async () => {
    const { nonces, arrivals } = watching({ attest: () => "" });
    const nonce = nonces.issue();
    const port = await serve(SILENT, { insecureHTTPParser: true });
    const socket = connectSocket(port, "127.0.0.1");
    socket.end(
      `GET / HTTP/1.1\r\nHost: a\r\n${NONCE_HEADER}: ${nonce}\r\nX-ARR-ClientCert: a\x01\x80b\r\n\r\n`,
      "latin1",
    );
    socket.resume();
    await once(socket, "close");
    expect(arrivals.of(nonce)).toMatchObject({ arrival: { certificateLines: ["a\x01\x80b"] } });
  });
});
