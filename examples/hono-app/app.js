import { clientCertOf, createFetchGuard } from "azure-client-cert/fetch";
import { Hono } from "hono";

export const app = new Hono(); // with @hono/node-server: serve(app)
const guard = createFetchGuard(); // reads CLIENT_CERT_*; throws here, with every problem at once
const ops = guard.only({ subject: "CN=ops,O=Contoso,C=DE" });
app.get("/healthz", (c) => c.json(guard.health()));
app.use(async (c, next) => (await guard.decide(c.req.raw)).response ?? next());
app.get("/orders", (c) => c.json({ caller: clientCertOf(c.req.raw)?.caller }));
app.get("/admin", async (c) => (await ops.decide(c.req.raw)).response ?? c.text("hi"));
