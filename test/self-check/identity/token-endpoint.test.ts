import { describe, expect, it } from "vitest";
import { parseTokenEndpoint, tokenRequestUrl } from "../../../src/self-check/identity/token-endpoint.ts";

describe("an identity endpoint is taken", () => {
  it.each([
    "http://127.0.0.1:41155/MSI/token/",
    "http://127.8.9.10/msi/token",
    "http://localhost:4141/MSI/token",
    "http://LOCALHOST:4141/MSI/token",
    "http://172.16.1.3:8081/msi/token",
    "http://172.31.255.255/msi/token",
    "http://10.0.0.4/msi/token",
    "http://192.168.1.1/msi/token",
    "http://169.254.129.2:8081/msi/token",
    "http://[::1]:8081/msi/token",
    "http://[fe80::1]/msi/token",
    "http://[fd00::1]/msi/token",
    "http://[::ffff:127.0.0.1]/msi/token",
  ])("%s", (text) => {
    expect(parseTokenEndpoint(text)).toBeInstanceOf(URL);
  });
});

describe("an identity endpoint is refused", () => {
  it.each([
    "https://127.0.0.1/msi/token",
    "ftp://127.0.0.1/msi/token",
    "file:///msi/token",
    "http://example.com/msi/token",
    "http://localhost.example.com/msi/token",
    "http://localhost./msi/token",
    "http://8.8.8.8/msi/token",
    "http://172.15.0.1/msi/token",
    "http://172.32.0.1/msi/token",
    "http://128.0.0.1/msi/token",
    "http://11.0.0.1/msi/token",
    "http://192.169.0.1/msi/token",
    "http://169.253.0.1/msi/token",
    "http://0.0.0.0/msi/token",
    "http://134744072/msi/token",
    "http://[2001:db8::1]/msi/token",
    "http://[::ffff:8.8.8.8]/msi/token",
    "http://[::]/msi/token",
    "http://user@127.0.0.1/msi/token",
    "http://127.0.0.1:secret@example.com/msi/token",
    "http://127.0.0.1/msi/token#x",
    "127.0.0.1:8081/msi/token",
    "",
    "not a URL",
  ])("%s", (text) => {
    expect(parseTokenEndpoint(text)).toBeUndefined();
  });
});

describe("the address of a token", () => {
  const RESOURCE = "https://management.azure.com/";
  const address = (endpoint: string, ...[identity]: [Parameters<typeof tokenRequestUrl>[2]?]) =>
    tokenRequestUrl(new URL(endpoint), RESOURCE, identity).href;
  const QUERY = "resource=https%3A%2F%2Fmanagement.azure.com%2F&api-version=2019-08-01";

  it("keeps the endpoint's path, with or without a slash at its end", () => {
    expect(address("http://127.0.0.1:1/MSI/token/")).toBe(`http://127.0.0.1:1/MSI/token/?${QUERY}`);
    expect(address("http://127.0.0.1:1/msi/token")).toBe(`http://127.0.0.1:1/msi/token?${QUERY}`);
  });

  it.each([
    [{ clientId: "a&b=c" }, "client_id=a%26b%3Dc"],
    [{ principalId: "p" }, "principal_id=p"],
    [{ resourceId: "/subscriptions/s" }, "mi_res_id=%2Fsubscriptions%2Fs"],
  ])("names the identity: %j", (identity, parameter) => {
    expect(address("http://127.0.0.1:1/msi/token", identity)).toBe(
      `http://127.0.0.1:1/msi/token?${QUERY}&${parameter}`,
    );
  });

  it("leaves the endpoint itself as it is", () => {
    const endpoint = new URL("http://127.0.0.1:1/msi/token");
    tokenRequestUrl(endpoint, RESOURCE, undefined);
    expect(endpoint.href).toBe("http://127.0.0.1:1/msi/token");
  });
});
