import clientCertificate, { type FastifyGuardOptions } from "azure-client-cert/fastify";
import {
  type ClientCertMatchers,
  clientCertMatchers,
  createAuthority,
  createVariants,
  forgeHeaders,
  headerFor,
  sendRawHeaders,
  testOptions,
} from "azure-client-cert/testing";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

declare module "vitest" {
  interface Matchers<T> extends ClientCertMatchers {}
}
expect.extend(clientCertMatchers);

const authority = createAuthority({ subject: "CN=Test CA" });
const billing = authority.issue({ subject: "CN=billing,O=Contoso,C=DE" });
const ops = authority.issue({ subject: "CN=ops,O=Contoso,C=DE" });
const broken = createVariants(authority, { subject: "CN=billing,O=Contoso,C=DE" });

const app = createApp(
  testOptions({
    authority,
    intermediates: Object.values(broken).flatMap((variant) => variant.intermediates),
    allow: [{ subject: "CN=billing,O=Contoso,C=DE" }, { subject: "CN=ops,O=Contoso,C=DE" }],
  }),
);

/** Stands for your app. In production it gets no options, and the guard reads CLIENT_CERT_*. */
function createApp(options: FastifyGuardOptions = {}): FastifyInstance {
  const app = Fastify();
  app.register(clientCertificate, options);
  app.get("/healthz", { config: { clientCert: "open" } }, () => app.clientCert.health());
  app.get("/orders", (req) => ({ caller: req.clientCert?.caller }));
  app.get("/admin", { config: { clientCert: { subject: "CN=ops,O=Contoso,C=DE" } } }, () => "hi");
  return app;
}

afterAll(() => app.close());

describe("/orders", () => {
  it("knows its caller", async () => {
    const response = await app.inject({ url: "/orders", headers: headerFor("app-service", billing) });
    expect(response).toBeAdmitted();
    expect(response.json()).toEqual({ caller: "CN=billing,O=Contoso,C=DE" });
  });

  it("refuses whoever shows no certificate", async () => {
    expect(await app.inject("/orders")).toBeRefused(403);
  });

  it.each(Object.entries(broken))("%s", async (_, certificate) => {
    const response = await app.inject({ url: "/orders", headers: headerFor("app-service", certificate) });
    if (certificate.standard === "admitted") expect(response).toBeAdmitted();
    else expect(response).toBeRefused(403);
  });
});

describe("/admin", () => {
  it("is for ops alone", async () => {
    expect(await app.inject({ url: "/admin", headers: headerFor("app-service", ops) })).toBeAdmitted();
    expect(await app.inject({ url: "/admin", headers: headerFor("app-service", billing) })).toBeRefused(403);
  });
});

describe("/healthz", () => {
  it("needs no certificate", async () => {
    expect(await app.inject("/healthz")).toBeAdmitted();
  });
});

describe("a client that writes the header itself", () => {
  const forgeries = forgeHeaders("app-service", { real: billing, forged: ops });
  let url: string;

  beforeAll(async () => {
    url = await app.listen({ port: 0, host: "127.0.0.1" });
  });

  it.each(forgeries)("$meaning", async ({ rawHeaders, expected }) => {
    const response = await sendRawHeaders(`${url}/orders`, rawHeaders);
    if (expected === "real") expect(JSON.parse(response.text)).toEqual({ caller: "CN=billing,O=Contoso,C=DE" });
    else expect(response).toBeRefused(403);
  });
});
