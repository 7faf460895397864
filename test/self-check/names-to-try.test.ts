import { describe, expect, it } from "vitest";
import { namesToTry } from "../../src/self-check/names-to-try.ts";
import { site, slot, value } from "./parts.ts";

const WRITTEN = { host: "Orders.contoso.com", port: 8443 };
const GIVEN = { WEBSITE_HOSTNAME: "shop-staging.azurewebsites.net:443" };

const hosts = (...args: Parameters<typeof namesToTry>): readonly string[] =>
  namesToTry(...args).map(({ host, port }) => `${host}:${port}`);

describe("the names that are tried", () => {
  it("are the written one, the platform's and the records' default names, each once", () => {
    expect(hosts(WRITTEN, GIVEN, [site(), slot()])).toEqual([
      "orders.contoso.com:8443",
      "shop-staging.azurewebsites.net:443",
      "shop.azurewebsites.net:443",
    ]);
    expect(hosts(undefined, { WEBSITE_HOSTNAME: "SHOP.azurewebsites.net" }, [site()])).toEqual([
      "shop.azurewebsites.net:443",
    ]);
  });

  it("are without the records what this process was told", () => {
    expect(hosts(WRITTEN, GIVEN, undefined)).toEqual(["orders.contoso.com:8443", "shop-staging.azurewebsites.net:443"]);
    expect(hosts(undefined, {}, undefined)).toEqual([]);
    expect(hosts(undefined, { WEBSITE_HOSTNAME: ":443" }, undefined)).toEqual([]);
  });

  it("are four at most", () => {
    const slots = Array.from({ length: 9 }, (_, at) => slot({ defaultHostName: value(`s${at}.example`) }));
    expect(hosts(WRITTEN, GIVEN, [site(), ...slots])).toHaveLength(4);
  });

  it("have the exclusion paths of their own record, and without one those of all", () => {
    const records = [
      site({ hostNames: ["ORDERS.contoso.com"], clientCertExclusionPaths: value("/a,/b") }),
      slot({ clientCertExclusionPaths: value("/b;/c") }),
    ];
    const paths = Object.fromEntries(
      namesToTry(WRITTEN, { WEBSITE_HOSTNAME: "swapped.example" }, records).map(
        ({ host, recordId, exclusionPaths }) => [host, [recordId, exclusionPaths]],
      ),
    );
    expect(paths).toEqual({
      "orders.contoso.com": [site().id, ["/a", "/b"]],
      "swapped.example": [undefined, ["/a", "/b", "/c"]],
      "shop.azurewebsites.net": [site().id, ["/a", "/b"]],
      "shop-staging.azurewebsites.net": [slot().id, ["/b", "/c"]],
    });
  });

  it("have to be told by the front end where they are a record's default name, and no other", () => {
    const written = { host: "shop.contoso.com", port: 443 };
    const expected = (environment: Readonly<Record<string, string>>) =>
      namesToTry(written, environment, [site(), slot()]).map(({ host, expectedHost }) => [host, expectedHost]);
    expect(expected({ WEBSITE_HOSTNAME: "swapped.example" })).toEqual([
      ["shop.contoso.com", undefined],
      ["swapped.example", undefined],
      ["shop.azurewebsites.net", "shop.azurewebsites.net"],
      ["shop-staging.azurewebsites.net", "shop-staging.azurewebsites.net"],
    ]);
    expect(expected(GIVEN)[1]).toEqual(["shop-staging.azurewebsites.net", "shop-staging.azurewebsites.net"]);
  });

  it("have no list where none was told", () => {
    const unresolved = site({ clientCertExclusionPaths: { kind: "unresolved", expression: "x" } });
    const stranger = { WEBSITE_HOSTNAME: "swapped.example" };
    expect(namesToTry(undefined, stranger, undefined)).toMatchObject([{ exclusionPaths: undefined }]);
    expect(namesToTry(undefined, stranger, [unresolved])).toMatchObject([
      { exclusionPaths: undefined },
      { exclusionPaths: undefined },
    ]);
  });
});
