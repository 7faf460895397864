import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { clientCertificate, type ExpressGuardOptions } from "azure-client-cert/express";
import {
  type ClientCertMatchers,
  clientCertMatchers,
  createAuthority,
  createFakeClock,
  createVariants,
  forgeHeaders,
  headerFor,
  sendRawHeaders,
  testOptions,
} from "azure-client-cert/testing";
import express, { type Express } from "express";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

declare module "vitest" {
  interface Matchers<T> extends ClientCertMatchers {}
}
expect.extend(clientCertMatchers);

const authority = createAuthority({ subject: "CN=Test CA" });
const billing = authority.issue({ subject: "CN=billing,O=Contoso,C=DE" });
const ops = authority.issue({ subject: "CN=ops,O=Contoso,C=DE" });
const broken = createVariants(authority, { subject: "CN=billing,O=Contoso,C=DE" });

const clock = createFakeClock();
const app = createApp(
  testOptions({
    authority,
    intermediates: Object.values(broken).flatMap((variant) => variant.intermediates),
    allow: [{ subject: "CN=billing,O=Contoso,C=DE" }, { subject: "CN=ops,O=Contoso,C=DE" }],
    openPaths: ["/healthz"],
    clock: clock.now,
  }),
);

/** Stands for your app. In production it gets no options, and the guard reads CLIENT_CERT_*. */
function createApp(options?: ExpressGuardOptions): Express {
  const app = express();
  const guard = clientCertificate(options);
  app.get("/healthz", (_req, res) => res.json(guard.health()));
  app.use(guard);
  app.get("/orders", (req, res) => res.json({ caller: req.clientCert?.caller }));
  app.get("/admin", guard.only({ subject: "CN=ops,O=Contoso,C=DE" }), (_req, res) => res.send("hi"));
  return app;
}

describe("/orders", () => {
  it("knows its caller", async () => {
    const response = await request(app).get("/orders").set(headerFor("app-service", billing));
    expect(response).toBeAdmitted();
    expect(response.body).toEqual({ caller: "CN=billing,O=Contoso,C=DE" });
  });

  it("refuses whoever shows no certificate", async () => {
    expect(await request(app).get("/orders")).toBeRefused(403);
  });

  it.each(Object.entries(broken))("%s", async (_, certificate) => {
    const response = await request(app).get("/orders").set(headerFor("app-service", certificate));
    if (certificate.standard === "admitted") expect(response).toBeAdmitted();
    else expect(response).toBeRefused(403);
  });

  it("refuses billing once its certificate has expired", async () => {
    const today = clock.now();
    clock.advance(366 * 24 * 3_600_000);
    expect(await request(app).get("/orders").set(headerFor("app-service", billing))).toBeRefused(403);
    clock.set(today);
    expect(await request(app).get("/orders").set(headerFor("app-service", billing))).toBeAdmitted();
  });
});

describe("/admin", () => {
  it("is for ops alone", async () => {
    expect(await request(app).get("/admin").set(headerFor("app-service", ops))).toBeAdmitted();
    expect(await request(app).get("/admin").set(headerFor("app-service", billing))).toBeRefused(403);
  });
});

describe("/healthz", () => {
  it("needs no certificate", async () => {
    expect(await request(app).get("/healthz")).toBeAdmitted();
  });
});

describe("a client that writes the header itself", () => {
  const forgeries = forgeHeaders("app-service", { real: billing, forged: ops });
  const server = createServer(app);
  let url: string;

  beforeAll(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => server.close());

  it.each(forgeries)("$meaning", async ({ rawHeaders, expected }) => {
    const response = await sendRawHeaders(`${url}/orders`, rawHeaders);
    if (expected === "real") expect(JSON.parse(response.text)).toEqual({ caller: "CN=billing,O=Contoso,C=DE" });
    else expect(response).toBeRefused(403);
  });
});
