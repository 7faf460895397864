import type { GeneralNameInput, NameInput } from "../../../src/testing/index.ts";
import type { Random } from "../random.ts";
import { type Hierarchy, planOf, withOptions, withPlan } from "./hierarchy.ts";
import { authorities, type Mutation, mark, onAny, onLeaf } from "./mutation.ts";

/** Names and the subtrees that hold some of them, by kind. `{O}` stands for the attribute that all names of a hierarchy end with. */
const KINDS: readonly { readonly names: readonly string[]; readonly bases: readonly string[] }[] = [
  {
    names: [
      "dns:a.example",
      "dns:b.a.example",
      "dns:A.EXAMPLE",
      "dns:xa.example",
      "dns:other.test",
      "dns:*.a.example",
      "dns:*.example",
    ],
    bases: [
      "dns:example",
      "dns:a.example",
      "dns:.a.example",
      "dns:.example",
      "dns:b.a.example",
      "dns:",
      "dns:other.test",
    ],
  },
  {
    names: [
      "email:joe@a.example",
      "email:Joe@a.example",
      "email:joe@A.EXAMPLE",
      "email:ann@b.a.example",
      "email:ann@other.test",
    ],
    bases: ["email:a.example", "email:.a.example", "email:joe@a.example", "email:.example", "email:other.test"],
  },
  {
    names: [
      "uri:https://a.example/x",
      "uri:https://b.a.example:8443",
      "uri:spiffe://a.example/w",
      "uri:https://10.0.0.1/",
      "uri:urn:a:b",
    ],
    bases: ["uri:a.example", "uri:.a.example", "uri:.example", "uri:b.a.example", "uri:other.test"],
  },
  {
    names: ["ip:10.0.0.1", "ip:10.1.0.1", "ip:192.168.0.9", "ip:2001:db8::1", "ip:fe80::2"],
    bases: ["ip:10.0.0.0/8", "ip:10.0.0.0/16", "ip:0.0.0.0/0", "ip:192.168.0.9/32", "ip:2001:db8::/32", "ip:::/0"],
  },
  {
    names: ["dirname:CN=x,{O}", "dirname:CN=x,OU=u,O=other", "dirname:O=other", "dirname:CN=X,OU=U,O=OTHER"],
    bases: ["dirname:{O}", "dirname:O=other", "dirname:OU=u,O=other", "dirname:", "dirname:CN=leaf,{O}"],
  },
  { names: ["upn:joe@a.example", "rid:1.2.3.4"], bases: ["upn:a.example", "rid:1.2.3", "rid:1.2.3.4"] },
];

const ALL_NAMES = KINDS.flatMap(({ names }) => names);

function filled(text: string, hierarchy: Hierarchy): GeneralNameInput {
  return text.replace("{O}", mark(hierarchy));
}

/** Constraints of one kind in an authority, and mostly names of that kind in the leaf. */
const constrain: Mutation = (hierarchy, random) => {
  const kind = random.pick(KINDS);
  const bases = (): GeneralNameInput[] => random.several(kind.bases, 1, 2).map((base) => filled(base, hierarchy));
  const permitted = random.oneIn(3) ? undefined : bases();
  const excluded = permitted !== undefined && !random.oneIn(3) ? undefined : bases();
  const nameConstraints = {
    ...(permitted === undefined ? {} : { permitted }),
    ...(excluded === undefined ? {} : { excluded }),
    critical: !random.oneIn(5),
  };
  const holder = random.oneIn(12) ? "leaf" : random.pick(authorities(hierarchy)).id;
  const constrained = withOptions(hierarchy, holder, { nameConstraints });
  if (random.oneIn(5)) return constrained;
  return withOptions(constrained, "leaf", { subjectAltName: altNames(kind.names, hierarchy, random) });
};

function altNames(
  pool: readonly string[],
  hierarchy: Hierarchy,
  random: Random,
): { names: GeneralNameInput[]; critical: boolean } {
  return { names: random.several(pool, 1, 2).map((name) => filled(name, hierarchy)), critical: random.oneIn(5) };
}

/** One name in several spellings: string types, case, spaces, order. */
const SPELLINGS: readonly ((id: string, organisation: string) => NameInput)[] = [
  (id, value) => [[{ type: "O", value, encoding: "printable" }], [{ type: "CN", value: id, encoding: "printable" }]],
  (id, value) => [[{ type: "O", value: value.toLowerCase() }], [{ type: "CN", value: id.toUpperCase() }]],
  (id, value) => [[{ type: "O", value: ` ${value} ` }], [{ type: "CN", value: `${id} ` }]],
  (id, value) => [[{ type: "O", value, encoding: "t61" }], [{ type: "CN", value: id, encoding: "bmp" }]],
  (id, value) => [[{ type: "O", value, encoding: "universal" }], [{ type: "CN", value: id, encoding: "ia5" }]],
  (id, value) => [[{ type: "CN", value: id }], [{ type: "O", value }]],
  (id, value) => [
    [
      { type: "O", value },
      { type: "CN", value: id },
    ],
  ],
  (id, value) => [[{ type: "O", value: `${value}x` }], [{ type: "CN", value: id }]],
];

/** The issuer's name as the child writes it. */
const respell: Mutation = (hierarchy, random) => {
  const { id, issuer } = random.pick(hierarchy.certificates);
  const { subject } = planOf(hierarchy, issuer);
  if (typeof subject !== "string" || !subject.startsWith("CN=")) return hierarchy;
  const [common = "", organisation = ""] = subject.split(",").map((part) => part.replace(/^[A-Z]+=/, ""));
  return withOptions(hierarchy, id, { issuer: random.pick(SPELLINGS)(common, organisation) });
};

/** Subjects of a leaf that path validation looks into. */
const LEAF_SUBJECTS: readonly string[] = [
  "CN=a.example,{O}",
  "CN=other.test,{O}",
  "E=joe@a.example,CN=leaf,{O}",
  "E=ann@other.test,{O}",
  "CN=x,OU=u,O=other",
  "CN=10.0.0.1,{O}",
  "CN=two words,{O}",
  "CN=a.example+UID=7,{O}",
  "CN=last,CN=first.test,{O}",
];

export const NAME_MUTATIONS: readonly Mutation[] = [
  constrain,
  constrain,
  constrain,
  (hierarchy, random) => constrain(constrain(hierarchy, random), random),
  (hierarchy, random) => withOptions(hierarchy, "leaf", { subjectAltName: altNames(ALL_NAMES, hierarchy, random) }),
  (hierarchy, random) =>
    withPlan(hierarchy, "leaf", { subject: String(filled(random.pick(LEAF_SUBJECTS), hierarchy)) }),
  (hierarchy, random) => {
    const { id } = random.pick(authorities(hierarchy));
    return withOptions(hierarchy, id, { subjectAltName: altNames(ALL_NAMES, hierarchy, random) });
  },
  respell,
  respell,
  // A wrong issuer.
  (hierarchy, random) =>
    withOptions(hierarchy, random.pick(hierarchy.certificates).id, { issuer: `CN=nobody,${mark(hierarchy)}` }),
  // An empty subject.
  (hierarchy, random) => {
    const named = withOptions(hierarchy, "leaf", { subjectAltName: altNames(ALL_NAMES, hierarchy, random) });
    return withPlan(random.oneIn(3) ? hierarchy : named, "leaf", { subject: "" });
  },
  (hierarchy, random) =>
    random.oneIn(6) ? withPlan(hierarchy, random.pick(authorities(hierarchy)).id, { subject: "" }) : hierarchy,
  // Names that are not written as they should be.
  onLeaf((random) => ({
    subjectAltName: [
      random.pick(["dns:a..example", "dns:", "email:joe", "uri:nowhere", "dns:a.example.", "dns:_x.a.example"]),
    ],
  })),
  onAny((random) => ({
    nameConstraints: { excluded: [random.pick(["dns:*.a.example", "email:@a.example", "uri:a b"])] },
  })),
];
