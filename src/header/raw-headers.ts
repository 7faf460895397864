const NO_LINES: readonly string[] = [];

/**
 * The values of all lines of one header, in order. They are read from `rawHeaders`, where Node shows every line as it
 * came: `headers` joins two lines of one name with a comma, and which of them a lax decoder then sees is the client's
 * choice. Past the number of lines that the server keeps even these are cut: `checkHeaderCount` refuses such requests.
 *
 * @param rawHeaders Name, value, name, value, as in `http.IncomingMessage.rawHeaders`. A name without a value counts as
 *   an empty line.
 * @param lowerCaseName ASCII. The comparison ignores the case of ASCII letters (RFC 9110 section 5.1) and nothing else:
 *   `x_arr_clientcert` is another header than `x-arr-clientcert`.
 */
export function headerLines(rawHeaders: readonly string[], lowerCaseName: string): readonly string[] {
  let lines: string[] | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const candidate = rawHeaders[index];
    // Lengths differ for nearly every header of a request, so few names are read at all.
    if (candidate?.length !== lowerCaseName.length || !equalsIgnoringCase(candidate, lowerCaseName)) continue;
    lines ??= [];
    lines.push(rawHeaders[index + 1] ?? "");
  }
  return lines ?? NO_LINES;
}

// Not `toLowerCase()`, which also turns the Kelvin sign into a "k".
function equalsIgnoringCase(candidate: string, lowerCaseName: string): boolean {
  for (let index = 0; index < lowerCaseName.length; index += 1) {
    const unit = candidate.charCodeAt(index);
    const isUpperCase = unit >= 0x41 && unit <= 0x5a;
    if ((isUpperCase ? unit + 0x20 : unit) !== lowerCaseName.charCodeAt(index)) return false;
  }
  return true;
}
