// What is tried: settings of the site, and requests under each of them.

/**
 * @typedef {object} Configuration
 * @property {string} name
 * @property {boolean} enabled
 * @property {"Optional" | "OptionalInteractiveUser" | "Required"} mode
 * @property {string} exclusion One exclusion path, or an empty text.
 */

/**
 * @typedef {object} Cell
 * @property {string} id
 * @property {boolean} certificate Whether A is shown in the handshake.
 * @property {"h1" | "h2" | "http" | "h1-tls13"} over
 * @property {string} path
 * @property {string} header What the client writes, see `HEADERS`.
 * @property {number} body Octets of a POST; 0 is a GET.
 */

export const EXCLUSION = "/open";
const PROTECTED = "/protected";

/** Octets: past 100 KB, where renegotiation is said to fail, and below it. */
const BODIES = [50_000, 131_072];

/** @type {readonly Configuration[]} */
export const CONFIGURATIONS = [
  { name: "disabled", enabled: false, mode: "Required", exclusion: "" },
  ...["", EXCLUSION].flatMap((exclusion) =>
    /** @type {const} */ (["Optional", "OptionalInteractiveUser", "Required"]).map((mode) => {
      return { name: exclusion === "" ? mode : `${mode} + exclusion`, enabled: true, mode, exclusion };
    }),
  ),
];

/**
 * Lines that a client writes; `B` stands for the header's value of another certificate, `other scheme` for `http` over
 * TLS and `https` over plain HTTP.
 *
 * @type {Readonly<Record<string, readonly (readonly [string, string])[]>>}
 */
export const HEADERS = {
  none: [],
  forged: [["X-ARR-ClientCert", "B"]],
  "forged twice": [
    ["X-ARR-ClientCert", "B"],
    ["X-ARR-ClientCert", "B"],
  ],
  "mixed case": [["x-aRr-cLIENTcERT", "B"]],
  underscore: [["X_ARR_ClientCert", "B"]],
  "own headers": [
    ["WAS-DEFAULT-HOSTNAME", "client-written.invalid"],
    ["X-Forwarded-Proto", "other scheme"],
    ["X-WAWS-Unencoded-URL", "/client-written"],
  ],
};

/** Readings of an exclusion path that nobody documents. */
const UNDER_EXCLUSION = [
  EXCLUSION,
  `${EXCLUSION}/below`,
  EXCLUSION.toUpperCase(),
  `${EXCLUSION}x`,
  `${EXCLUSION}/%2e%2e${PROTECTED}`,
  `${EXCLUSION}/..%2f${PROTECTED.slice(1)}`,
  "/%6fpen",
];

/** @param {Configuration} configuration @returns {readonly Cell[]} */
export function cellsOf({ exclusion }) {
  const cells = [
    ...both((certificate) => Object.keys(HEADERS).map((header) => cell({ certificate, header }))),
    // All names are in lower case in HTTP/2 (RFC 9113 section 8.2.1), so there mixed case is no variant.
    ...both((certificate) =>
      ["none", "forged", "forged twice", "underscore"].map((header) => cell({ certificate, header, over: "h2" })),
    ),
    ...both((certificate) => [cell({ certificate, over: "h1-tls13" })]),
    // No certificate can be shown in plain HTTP.
    ...Object.keys(HEADERS).map((header) => cell({ header, over: "http" })),
    ...BODIES.map((body) => cell({ certificate: true, body })),
  ];
  if (exclusion === "") return cells;
  const under = both((certificate) => UNDER_EXCLUSION.map((path) => cell({ certificate, header: "forged", path })));
  return [...cells, ...under, cell({ header: "forged", path: EXCLUSION, over: "http" })];
}

/** Most requests of a run. */
export const MOST_REQUESTS = 350;

/** How many requests a run sends, with one canary before and one behind each configuration. */
export function planned() {
  return CONFIGURATIONS.reduce((sum, configuration) => sum + cellsOf(configuration).length + 2, 0);
}

/** @param {Partial<Cell>} changes @returns {Cell} */
export function cell(changes) {
  const { certificate = false, over = "h1", path = PROTECTED, header = "none", body = 0 } = changes;
  const what = body === 0 ? header : `POST of ${body}`;
  return { id: `${over}, ${certificate ? "A" : "no cert"}, ${path}, ${what}`, certificate, over, path, header, body };
}

/** @template T @param {(certificate: boolean) => readonly T[]} make @returns {T[]} */
function both(make) {
  return [...make(false), ...make(true)];
}
