import { app } from "@azure/functions";
import { clientCertOf, createFunctionsGuard } from "azure-client-cert/functions";

app.setup({ enableHttpStream: true });
const guard = createFunctionsGuard(); // reads CLIENT_CERT_*; throws here, with every problem at once
guard.registerSelfCheck(app); // the function that the probe calls
const ops = guard.only({ subject: "CN=ops,O=Contoso,C=DE" });
app.http("healthz", { handler: () => ({ jsonBody: guard.health() }) });
app.http("orders", { handler: guard.protect((req) => ({ jsonBody: { caller: clientCertOf(req)?.caller } })) });
app.http("admin", { handler: ops.protect(() => ({ body: "hi" })) });
