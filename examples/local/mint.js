import { writeFileSync } from "node:fs";
import { createAuthority } from "azure-client-cert/testing";

const authority = createAuthority({ subject: "CN=Development CA" });
const caller = authority.issue({ subject: "CN=billing,O=Contoso,C=DE" });
writeFileSync("authority.pem", authority.pem);
writeFileSync("caller.txt", caller.header); // what App Service would put into X-ARR-ClientCert
