import { existsSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { DEFAULT_CLOCK_SKEW, MAX_CLOCK_SKEW_SECONDS } from "../../src/config/clock-skew.ts";
import { loadSettings } from "../../src/config/load.ts";
import { VARIABLE_NAMES } from "../../src/config/variables.ts";
import { createGuardCore } from "../../src/guard/guard.ts";
import { createAuthority, createSelfSigned } from "../../src/testing/index.ts";
import { problemResponse } from "../../src/verdict/problem.ts";
import { ROOT } from "../house/imports.ts";
import { projectFiles, readPackageJson, readProjectFile } from "../house/repository.ts";

const readme = readProjectFile("README.md");
const bicep = readProjectFile("examples/deploy/app-service.bicep");

/** The code blocks of one language, in order. */
function blocks(language: string): readonly string[] {
  const found = readme.matchAll(/^```(\w*)\n(.*?)^```$/gms);
  return [...found].filter(([, name]) => name === language).map(([, , text = ""]) => text);
}

function assignments(text: string): readonly (readonly [name: string, value: string])[] {
  return [...text.matchAll(/^(CLIENT_CERT_\w+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value] as const);
}

describe("the README", () => {
  it("has the examples as they are", () => {
    expect(blocks("js")).toEqual(
      ["express-app", "fastify-app", "http-app", "functions-app", "hono-app", "next-app/app/orders"].map((folder) =>
        readProjectFile(`examples/${folder}/${folder.includes("/") ? "route" : "app"}.js`),
      ),
    );
  });

  it("shows tests that run", () => {
    const suite = readProjectFile("examples/testing/express.test.ts");
    expect(blocks("ts").length).toBeGreaterThan(1);
    for (const block of blocks("ts")) expect(`\n${suite}`).toContain(`\n${block}`);
  });

  it("lists the entry points", () => {
    const listed = [...readme.matchAll(/^\| `azure-client-cert(\/\w+)?` \|/gm)].map(([, entry = ""]) => `.${entry}`);
    const { exports } = readPackageJson();
    expect(listed.toSorted()).toEqual(
      Object.keys(exports)
        .filter((entry) => entry !== "./package.json")
        .toSorted(),
    );
  });

  it("has the variables that are read, each once", () => {
    const listed = [...readme.matchAll(/^\| `(CLIENT_CERT_\w+)` \| [^|]+ \| [^|]+ \|$/gm)].map(([, name]) => name);
    expect(listed).toEqual(VARIABLE_NAMES);
  });

  it("names no variable that is not read", () => {
    const named = [...readme.matchAll(/CLIENT_CERT_[A-Z_]*[A-Z]/g)].map(([name]) => name);
    expect(named.filter((name) => !VARIABLE_NAMES.includes(name))).toEqual([]);
  });

  it("tells the clock's tolerance as it is", () => {
    const { notBeforeSkewSeconds, notAfterSkewSeconds } = DEFAULT_CLOCK_SKEW;
    const range = `whole seconds, 0 to ${MAX_CLOCK_SKEW_SECONDS}`;
    const usual = `${notBeforeSkewSeconds} before a certificate begins, ${notAfterSkewSeconds} after it ends`;
    expect(readme).toContain(`| \`CLIENT_CERT_CLOCK_SKEW_SECONDS\` | ${range} | ${usual} |`);
  });

  it("shows settings that start an app, and rules that can be read", () => {
    const root = createAuthority();
    const [settings = ""] = blocks("sh").filter((text) => text.startsWith("CLIENT_CERT_TRUST_ANCHORS="));
    const [rules = ""] = blocks("json").filter((text) => text.startsWith("["));
    const written = assignments(settings);
    expect(written.length).toBeGreaterThan(3);
    const env = { WEBSITE_SITE_NAME: "orders", ...Object.fromEntries(written), ...resolved(written, root.pem) };
    expect(loadSettings({ env }).allow).toHaveLength(1);
    expect(loadSettings({ env: { ...without(env, "ALLOWED_SUBJECTS"), CLIENT_CERT_ALLOW: rules } }).allow).toHaveLength(
      2,
    );
  });

  it("shows a refusal as it is", () => {
    const [answer = "", line = ""] = blocks("json").filter((text) => text.startsWith("{"));
    const shown = JSON.parse(line) as Record<string, string>;
    const { id = "", subject = "", issuer = "", reason = "" } = shown;
    const real = problemResponse(403);
    expect(answer.trim()).toBe(real.body.replace(real.id, id));

    const [, rule = ""] = /which rule "(.+)" does not name/.exec(reason) ?? [];
    const { message, fields } = logOfRefusal({ issuer, subject, rule });
    const known = { ...fields, id, serialNumber: shown["serialNumber"], sha256: shown["sha256"] };
    expect(shown).toEqual({ time: shown["time"], level: "warn", message, ...known });
    expect(Object.keys(shown)).toEqual(["time", "level", "message", ...Object.keys(fields)]);
    expect(shown["sha256"]).toMatch(/^[0-9a-f]{64}$/);
  });

  it("writes front ends as they can be written", () => {
    const { pem } = createAuthority();
    const written = [...readme.matchAll(/^- `(\{.+\})`/gm)].map(([, json = ""]) => json);
    expect(written.length).toBeGreaterThan(2);
    for (const json of [...written, "rfc9440", "socket"]) {
      const env = {
        CLIENT_CERT_FRONT_END: json,
        CLIENT_CERT_TRUST_ANCHORS: pem,
        CLIENT_CERT_ALLOW: "any-from-anchors",
      };
      const loaded = loadSettings({ env: { ...env, CLIENT_CERT_TRUSTED_PEERS: "10.0.0.4" } });
      expect(loaded.frontEnd).toMatchObject(json.startsWith("{") ? (JSON.parse(json) as object) : { name: json });
    }
  });

  it("takes a fingerprint as openssl prints it", () => {
    const { der } = createSelfSigned();
    const digest = Buffer.from(der).toString("hex").slice(0, 64).toUpperCase();
    const colons = digest.match(/../g)?.join(":") ?? "";
    const env = { WEBSITE_SITE_NAME: "orders", CLIENT_CERT_SELF_CHECK: "off", CLIENT_CERT_PINNED: `sha256:${colons}` };
    expect(loadSettings({ env }).pins[0]?.sha256).toBe(digest.toLowerCase());
  });

  it("has the Bicep as it is", () => {
    const excerpts = blocks("bicep");
    expect(excerpts).toHaveLength(1);
    for (const excerpt of excerpts) expect(bicep).toContain(excerpt);
  });

  it("links to what exists", () => {
    const targets = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, target = ""]) => target);
    const headings = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) => `#${slug(text)}`);
    expect(targets.length).toBeGreaterThan(5);
    const broken = targets.filter((target) => !(headings.includes(target) || existsSync(`${ROOT}${target}`)));
    expect(broken).toEqual([]);
  });

  it("names commands that there are", () => {
    const { scripts } = JSON.parse(readProjectFile("package.json")) as { scripts: Readonly<Record<string, string>> };
    const named = [...readme.matchAll(/\bnpm (?:run (\S+)|(test))/g)].map(([, script, test]) => script ?? test ?? "");
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

describe("the Bicep file", () => {
  it("sets only variables that are read", () => {
    const set = [...bicep.matchAll(/name: '(CLIENT_CERT_\w+)'/g)].map(([, name = ""]) => name);
    expect(set.length).toBeGreaterThan(3);
    expect(set.filter((name) => !VARIABLE_NAMES.includes(name))).toEqual([]);
  });

  it("demands certificates everywhere", () => {
    for (const setting of ["clientCertEnabled: true", "clientCertMode: 'Required'", "httpsOnly: true"]) {
      expect(bicep).toContain(`\n    ${setting}\n`);
    }
    expect(bicep).toContain("\n    clientCertExclusionPaths: ''\n");
  });

  it("closes every bracket", () => {
    const code = bicep.replace(/'(?:\\'|[^'])*'/g, "").replace(/\/\/.*/g, "");
    const open: string[] = [];
    for (const [bracket] of code.matchAll(/[()[\]{}]/g)) {
      if ("([{".includes(bracket)) open.push(bracket);
      else expect(`${open.pop()}${bracket}`).toMatch(/^(?:\(\)|\[\]|\{\})$/);
    }
    expect(open).toEqual([]);
  });
});

describe("the examples", () => {
  it("are all named in the README, or part of what is", () => {
    const files = projectFiles().filter((file) => file.startsWith("examples/"));
    const explained = (file: string): boolean =>
      /^examples\/(?:demo|live-matrix|scan)\//.test(file) ||
      readme.includes(`(${file})`) ||
      /\/(?:package|tsconfig)\.json$/.test(file);
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => !explained(file))).toEqual([]);
  });
});

/** What a guard logs when it refuses a caller of the right issuer by its subject. */
function logOfRefusal(who: { readonly issuer: string; readonly subject: string; readonly rule: string }): {
  readonly message: string;
  readonly fields: object;
} {
  const lines: { message: string; fields: object }[] = [];
  const log = { debug: vi.fn(), info: vi.fn(), error: vi.fn() };
  const authority = createAuthority({ subject: who.issuer });
  const guard = createGuardCore({
    env: { WEBSITE_SITE_NAME: "orders", CLIENT_CERT_SELF_CHECK: "off" },
    trustAnchors: authority.pem,
    allow: { name: who.rule, subject: "CN=billing,O=Contoso,C=DE" },
    log: { ...log, warn: (fields, message) => lines.push({ message, fields }) },
  });
  const rawHeaders = ["X-ARR-ClientCert", authority.issue({ subject: who.subject }).header];
  guard.decide({ method: "GET", rawUrl: "/orders?page=2", rawHeaders, native: {} });
  guard.close();
  const [line] = lines;
  if (line === undefined || lines.length > 1) throw new Error(`${lines.length} lines were written`);
  return line;
}

/** Key Vault references as the platform resolves them. */
function resolved(
  written: readonly (readonly [name: string, value: string])[],
  secret: string,
): Readonly<Record<string, string>> {
  const references = written.filter(([, value]) => /^@Microsoft\.KeyVault\(SecretUri=https:.+\)$/.test(value));
  return Object.fromEntries(references.map(([name]) => [name, secret]));
}

function without(env: Readonly<Record<string, string>>, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter(([key]) => key !== `CLIENT_CERT_${name}`));
}

/** A heading's anchor as GitHub makes it. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .replace(/\s/g, "-");
}
