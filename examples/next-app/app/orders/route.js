import { createFetchGuard } from "azure-client-cert/fetch";

/** @type {import("azure-client-cert/fetch").FetchGuard | undefined} */
let guard; // made with the first request: `next build` loads this file as well, without the settings

/** @param {Request} request */
export async function GET(request) {
  guard ??= createFetchGuard(); // reads CLIENT_CERT_*
  const { response, clientCert } = await guard.decide(request);
  return response ?? Response.json({ caller: clientCert?.caller });
}
