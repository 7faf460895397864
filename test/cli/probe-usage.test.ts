import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createSelfSigned } from "../../src/testing/index.ts";
import { openSite, personWho, probe, report } from "./probe-stage.ts";

describe("before anything is sent", () => {
  it("a person is asked, who sees host and number", async () => {
    const { url, argv, seen } = await openSite({ mode: "optional" });
    const person = personWho("no");
    const { code, err } = await probe([url, ...argv.filter((word) => word !== "--yes")], person);
    expect(code).toBe(3);
    expect(person.questions).toEqual(["Send them? [y/N] "]);
    expect(err).toMatch(/^To localhost: 19 requests, /);
    expect(err).toContain("Nothing was sent.");
    expect(seen).toEqual([]);
  });

  it("a yes is enough", async () => {
    const { url, argv, seen } = await openSite({ mode: "optional" });
    await probe([url, ...argv.filter((word) => word !== "--yes")], personWho("y\n"));
    expect(seen.length).toBeGreaterThan(0);
  });

  it("without a terminal --yes is needed", async () => {
    const { url, argv, seen } = await openSite({ mode: "optional" });
    const { code, out, err } = await probe([url, ...argv.filter((word) => word !== "--yes")]);
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toContain("--yes");
    expect(seen).toEqual([]);
  });
});

describe("a command line that cannot be", () => {
  it.each([
    ["no URL", []],
    ["plain HTTP", ["http://localhost/orders"]],
    ["no URL at all", ["localhost"]],
    ["a password", ["https://me:secret@localhost/"]],
    ["a query", ["https://localhost/?a=1"]],
    ["a path without a slash", ["https://localhost/", "--path", "orders"]],
    ["an open path that opens everything", ["https://localhost/", "--open-path", "/*"]],
    ["another front end", ["https://localhost/", "--front-end", "nginx"]],
    [
      "exclusion paths on Container Apps",
      ["https://localhost/", "--front-end", "container-apps", "--exclusion-path", "/a"],
    ],
    [
      "nine exclusion paths",
      ["https://localhost/", ...[..."abcdefghi"].flatMap((name) => ["--exclusion-path", `/${name}`])],
    ],
    ["a key without its certificate", ["https://localhost/", "--key", "k.pem"]],
    ["a file that is not there", ["https://localhost/", "--ca", "/nowhere/ca.pem"]],
    ["a timeout past the longest", ["https://localhost/", "--timeout", "61"]],
    ["a port past the last", ["https://localhost/", "--plain-http-port", "65536"]],
    ["an option that is not known", ["https://localhost/", "--force"]],
  ])("is exit 3: %s", async (_, argv) => {
    const { code, out, err } = await probe([...argv, "--yes"]);
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).not.toMatch(/^To /);
    expect(err).not.toContain("secret");
  });

  it("is exit 3 with a key that is another's, and quotes nothing of it", async () => {
    const { url, argv, call, folder, seen } = await openSite();
    const file = join(folder, "other.key");
    const { privateKeyPem } = createSelfSigned();
    writeFileSync(file, privateKeyPem);
    const { code, err } = await probe([url, ...argv, ...call.slice(0, 2), "--key", file]);
    expect(code).toBe(3);
    expect(err).toContain("not the key of the certificate");
    expect(err).not.toContain(privateKeyPem.split("\n")[1]);
    expect(seen).toEqual([]);
  });

  it("is exit 3 with a key among the certificates", async () => {
    const { url, argv, call } = await openSite();
    const { code, err } = await probe([url, ...argv, "--cert", call[3] ?? ""]);
    expect(code).toBe(3);
    expect(err).toContain("a private key is in the file");
  });
});

describe("a host that is not there", () => {
  it("is asked once, and cannot be told", async () => {
    const { code, requests, absence, of } = await report(["https://localhost:9/", "--yes", "--timeout", "3"]);
    expect(code).toBe(2);
    expect(requests).toEqual({ planned: 19, sent: 1 });
    expect(absence).toBe("ECONNREFUSED");
    expect(of("plain-http")).toMatchObject({ status: "unknown", frontEnd: { did: "not asked" } });
  });

  it("is one whose certificate nobody trusts, too", async () => {
    const { url, seen } = await openSite({ mode: "optional" });
    const { code, out } = await probe([url, "--yes"]);
    expect(code).toBe(2);
    expect(out).toMatch(/1 of 19 requests sent/);
    expect(out).toContain("--ca names other roots");
    expect(seen).toEqual([]);
  });
});

describe("JUnit's XML", () => {
  it("has a failure for what failed and an error for what cannot be told", async () => {
    const { url, argv, folder } = await openSite({ plainHttp: "forward" });
    const file = join(folder, "probe.xml");
    const { code } = await probe([url, ...argv, "--junit", file]);
    const xml = readFileSync(file, "utf8");
    expect(code).toBe(1);
    expect(xml).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites tests="19" failures="2" errors="4" /);
    expect(xml.match(/<testcase /g)).toHaveLength(19);
    expect(xml.match(/<failure /g)).toHaveLength(2);
    expect(xml.match(/<error /g)).toHaveLength(4);
  });

  it("escapes what stands in a path", async () => {
    const { url, argv, folder } = await openSite();
    const file = join(folder, "probe.xml");
    await probe([url, ...argv, "--junit", file, "--exclusion-path", "/a<b>&\"'c"]);
    const xml = readFileSync(file, "utf8");
    expect(xml).toContain("/a&lt;b&gt;&amp;&quot;&apos;c");
    expect(
      xml.replace(/<\/?(?:testsuites?|testcase|failure|error|\?xml)(?: [a-z]+="[^"<>]*")*\s*[/?]?>/g, ""),
    ).not.toMatch(/[<>]/);
  });

  it("is exit 3 when it cannot be written, and nothing is sent", async () => {
    const { url, argv, folder, seen } = await openSite({ mode: "optional" });
    const { code } = await probe([url, ...argv, "--junit", join(folder, "nowhere", "probe.xml")]);
    expect(code).toBe(3);
    expect(seen).toEqual([]);
  });
});

describe("Container Apps", () => {
  it("gets its own header, in an element of Envoy's", async () => {
    const { url, argv, call, seen } = await openSite({ mode: "optional" });
    await probe([url, ...argv, ...call, "--front-end", "container-apps"]);
    const values = seen.flatMap(({ headers }) => headers["x-forwarded-client-cert"] ?? []);
    expect(values.length).toBeGreaterThan(0);
    expect(values.every((value) => /^Hash=[0-9a-f]{64};Cert="/.test(value))).toBe(true);
  });
});
