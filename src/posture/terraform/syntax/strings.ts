/** The escapes of a quoted string (HCL native syntax, "Template Expressions"). */
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

/** What a quoted string without anything to fill in says. */
export function unquote(quoted: string): string {
  return readEscapes(quoted.replace(/^"|"$/g, ""));
}

/** What stands between quotes, with its escapes read; an unknown escape stays as it is written. */
export function readEscapes(raw: string): string {
  const pattern = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([nrt"\\]))|(\$\$|%%)\{/g;
  return raw.replace(pattern, (all, four?: string, eight?: string, sign?: string, doubled?: string) => {
    if (doubled !== undefined) return all.slice(1);
    if (sign !== undefined) return ESCAPES[sign] ?? all;
    const code = Number.parseInt(four ?? eight ?? "", 16);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : all;
  });
}

/** In quotes and in heredocs alike, `$${` and `%%{` are the characters `${` and `%{`. */
export function undouble(text: string): string {
  return text.replace(/(\$\$|%%)\{/g, (all) => all.slice(1));
}
