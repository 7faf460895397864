/**
 * One JSON document (RFC 8259) and a line end, in printable ASCII: JSON leaves characters as they are that steer a
 * terminal, such as U+009B and those that turn the direction of text. `##` is written as escapes, since Azure DevOps obeys
 * `##vso[` wherever it stands in a log.
 */
export function jsonText(document: object): string {
  return `${JSON.stringify(document, undefined, 2).replace(/[^\n\x20-\x7e]|#(?=#)/g, escapeUnit)}\n`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
