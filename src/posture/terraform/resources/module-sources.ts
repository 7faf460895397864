/** Modules whose defaults are known, by what they are called in Microsoft's registry of verified modules. */
export type KnownModule = "avm-res-web-site" | "avm-res-web-site//modules/slot" | "avm-res-app-containerapp";

/** Which known module a source names: `Azure/avm-res-web-site/azurerm`, with or without the registry, or its repository. */
export function moduleOf(source: string): KnownModule | undefined {
  const { path, sub } = partsOf(source);
  const [, name] =
    /(?:^|\/)azure\/(avm-[\w-]+)\/azurerm$/.exec(path) ?? /[/:]azure\/terraform-azurerm-(avm-[\w-]+)$/.exec(path) ?? [];
  const whole = sub === "" ? name : `${name}//${sub}`;
  return KNOWN.find((known) => known === whole);
}

const KNOWN: readonly KnownModule[] = [
  "avm-res-web-site",
  "avm-res-web-site//modules/slot",
  "avm-res-app-containerapp",
];

/**
 * Whether a module that is not here may make what is judged. A large tree calls hundreds of modules for networks,
 * vaults and names, and a doubt about each would bury the doubts that count; yet a module for web apps that is passed
 * over in silence would be a hole. So a call counts when the words of its name are those of an app, or when it is given
 * an argument about client certificates or an ingress, whatever it is called. A module of the same repository always
 * counts: it was merely left out of the scan. Names that merely contain such a word, as
 * a gateway for applications or a registry for containers, are none, nor are modules for other clouds. The report says
 * how many were left out.
 */
export function mayHostApps(source: string, passed: readonly string[]): boolean {
  if (isLocal(source) || passed.some((name) => /^client_cert|^ingress/i.test(name))) return true;
  const { path, sub } = partsOf(source);
  const segments = path.split("/");
  const provider = isRegistry(path) ? segments.pop() : undefined;
  if (provider !== undefined && !/^az/.test(provider)) return false;
  const words = wordsOf(`${segments.at(-1) ?? ""} ${sub}`);
  const isElsewhere = words.some((word) => OTHER_CLOUDS.includes(word));
  return !isElsewhere && words.some((word, place) => APP_WORDS.test(word) && !isOfSomethingElse(words, place));
}

/** A folder, or an expression, which OpenTofu allows. */
export function isLocal(source: string): boolean {
  return /^"?\.\.?(?:\/|"?$)|\$\{|^(?:var|local|path)\./.test(source);
}

const APP_WORDS =
  /^(?:web|app|application|func|function|site|container|logic|webapp|appservice|functionapp|containerapp|logicapp|website)s?$/;

const OTHER_CLOUDS: readonly string[] = ["aws", "google", "gcp", "lambda", "cloudfront", "kubernetes", "helm"];

/** `app-gateway`, `container-registry`, `app-service-plan`, `site-recovery`: the words for apps speak of the next one. */
function isOfSomethingElse(words: readonly string[], place: number): boolean {
  const next = words.slice(place + 1).find((word) => !APP_WORDS.test(word) && !/^services?$/.test(word));
  return next !== undefined && OTHER_THINGS.has(next.replace(/s$/, ""));
}

const OTHER_THINGS: ReadonlySet<string> = new Set(
  (
    "gateway insight configuration config registration registry security firewall waf pubsub recovery to instance " +
    "group environment env plan certificate policy dns"
  ).split(" "),
);

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

interface Parts {
  /** In lower case, without the scheme, the query and the registry's own host. */
  readonly path: string;
  /** What follows `//`. */
  readonly sub: string;
}

function partsOf(source: string): Parts {
  const plain = (source.toLowerCase().split("?")[0] ?? "")
    .replace(/^git::/, "")
    .replace(/^[a-z]+:\/\//, "")
    .replace(/^registry\.terraform\.io\//, "");
  const [path = "", ...sub] = plain.split("//");
  return { path: path.replace(/\.git$/, "").replace(/\/+$/, ""), sub: sub.join("/").replace(/\/+$/, "") };
}

/** `namespace/name/provider`, with the host of a private registry before it or not; a path and a repository are none. */
function isRegistry(path: string): boolean {
  return (
    /^(?:[\w-]+(?:\.[\w-]+)+\/)?[\w-]+\/[\w-]+\/[a-z0-9]+$/.test(path) &&
    !/^(?:[\w-]+@|github\.com|bitbucket\.org|gitlab\.com)/.test(path)
  );
}
