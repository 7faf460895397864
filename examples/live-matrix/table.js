// The results as a table of Markdown: a row for each request, a column for each configuration.

/** @typedef {import("./send.js").Outcome} Outcome */

/**
 * @typedef {object} Result
 * @property {string} name
 * @property {boolean} isStable
 * @property {readonly { id: string, outcome: Outcome }[]} cells
 */

/** @param {readonly Result[]} results */
export function toMarkdown(results) {
  const ids = [...new Set(results.flatMap(({ cells }) => cells.map(({ id }) => id)))];
  const head = ["request", ...results.map(({ name, isStable }) => (isStable ? name : `${name} (not stable)`))];
  const rows = ids.map((id) => [
    `\`${id}\``,
    ...results.map(({ cells }) => {
      const found = cells.find((cell) => cell.id === id);
      return found === undefined ? "" : inWords(found.outcome);
    }),
  ]);
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** @param {Outcome} outcome */
export function inWords({ status, error, asksForCertificate, location, arrived }) {
  if (error !== null) return error;
  if (arrived === null) {
    const what = asksForCertificate ? " certificate page" : location === null ? "" : ` to ${location}`;
    return `${status}${what}`;
  }
  const own = Object.entries(arrived.own).flatMap(([name, values]) =>
    values.includes("client") ? [`client's ${name}`] : [],
  );
  return [`arrived with ${arrived.certificates.join(", ") || "none"}`, ...own].join("; ");
}
