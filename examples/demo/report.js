// The table of who got what, and the reasons in the words of the apps' logs.

/** @typedef {import("./cases.js").Case} Case */

/**
 * What came of one case in one app.
 *
 * @typedef {object} Outcome
 * @property {number} status
 * @property {string | undefined} code
 * @property {string | undefined} caller
 * @property {string} why
 */

/** @typedef {Readonly<Record<string, readonly Outcome[]>>} Outcomes By framework, in the order of the cases. */

/** @type {Readonly<Record<import("./cases.js").FrontEndKind, string>>} */
const HEADINGS = {
  required: "Through a front end like App Service's, client certificates Required:",
  optional: "The same, client certificates Optional:",
  appending: "BADLY CONFIGURED, the front end adds its header beside the client's own:",
  passing: "BADLY CONFIGURED, the front end lets the client's own header pass:",
};

/**
 * Prints the table and the reasons.
 *
 * @param {readonly Case[]} cases
 * @param {Outcomes} outcomes
 * @returns {boolean} Whether everyone got what they must.
 */
export function report(cases, outcomes) {
  console.log(table(cases, outcomes).join("\n"));
  console.log("\nWhy, from the apps' logs, found by the id that the client got:\n");
  console.log(cases.flatMap((_, index) => reasons(index, outcomes)).join("\n"));
  const wrong = cases.flatMap((visit, index) => complaints(visit, index, outcomes));
  console.log(wrong.length === 0 ? success(cases, outcomes) : `\nWRONG:\n${wrong.join("\n")}`);
  return wrong.length === 0;
}

/**
 * Not by `console.table`, which quotes every text and cannot group.
 *
 * @param {readonly Case[]} cases
 * @param {Outcomes} outcomes
 */
function table(cases, outcomes) {
  const lines = [columns("", "", Object.keys(outcomes))];
  cases.forEach(({ name, frontEnd }, index) => {
    if (frontEnd !== cases[index - 1]?.frontEnd) lines.push("", HEADINGS[frontEnd]);
    const cells = Object.values(outcomes).map((list) => cell(list[index]));
    lines.push(columns(String(index + 1), name, cells));
  });
  return lines;
}

/**
 * @param {string} number
 * @param {string} name
 * @param {readonly string[]} cells
 */
function columns(number, name, cells) {
  return [number.padStart(2), name.padEnd(38), ...cells.map((text) => text.padEnd(35))].join("  ").trimEnd();
}

/** @param {Outcome | undefined} outcome */
function cell(outcome) {
  if (outcome === undefined) return "";
  const { status, code = status === 200 ? "" : "(front end)" } = outcome;
  return `${status} ${code}`;
}

/**
 * @param {number} index
 * @param {Outcomes} outcomes
 */
function reasons(index, outcomes) {
  const told = Object.entries(outcomes).map(([framework, list]) => ({ framework, outcome: list[index] }));
  const number = String(index + 1).padStart(2);
  // Reasons of one code differ in the time of day at most.
  if (new Set(told.map(({ outcome }) => cell(outcome))).size === 1) return [`${number}  ${told[0]?.outcome?.why}`];
  return told.map(({ framework, outcome }) => `${number}  ${framework}: ${outcome?.why}`);
}

/**
 * @param {Case} visit
 * @param {number} index
 * @param {Outcomes} outcomes
 */
function complaints(visit, index, outcomes) {
  return Object.entries(outcomes).flatMap(([framework, list]) => {
    const outcome = list[index];
    const isRight = outcome?.status === visit.status && outcome.code === visit.code && outcome.caller === visit.caller;
    return isRight ? [] : [`${index + 1}. ${visit.name}, ${framework}: must get ${show(visit)}, got ${show(outcome)}`];
  });
}

/** @param {Pick<Case, "code" | "caller"> & { readonly status: number } | undefined} answer */
function show(answer) {
  if (answer === undefined) return "nothing";
  const { status, code, caller } = answer;
  return [status, code, caller].filter((part) => part !== undefined).join(" ");
}

/**
 * @param {readonly Case[]} cases
 * @param {Outcomes} outcomes
 */
function success(cases, outcomes) {
  return [
    "",
    `${cases.length} cases, each as it must be in ${Object.keys(outcomes).join(" and in ")}.`,
    "",
    "Mind the last one. A certificate is public: behind a front end that lets the client write the header, a copy of the",
    "right caller's is as good as the caller. No app can see the difference, and CLIENT_CERT_SELF_CHECK=off, which the demo",
    "sets, means that nobody looked whether the front end is of that kind. On Azure that is for you to see to: README.md.",
  ].join("\n");
}
