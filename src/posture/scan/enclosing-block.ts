/** A block of a Terraform file around an offset, as its lines tell. */
export interface EnclosingBlock {
  /** `azurerm_key_vault_secret.partner`, `variable.key`, `locals`. */
  readonly address: string;
  /** `azurerm_key_vault_secret`, `variable`. */
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const HEAD = /^([A-Za-z_]\w*)(?:[ \t]+"([^"\n]+)")?(?:[ \t]+"([^"\n]+)")?[ \t]*\{/gm;

/**
 * The block that begins at the start of a line before the offset, and ends with a brace at the start of a line, as
 * `terraform fmt` puts both. A key may stand in a file that is no Terraform otherwise, so nothing is parsed here.
 */
export function blockAround(text: string, offset: number): EnclosingBlock | undefined {
  const heads = [...text.slice(0, offset).matchAll(HEAD)];
  const head = heads.at(-1);
  if (head === undefined) return undefined;
  const start = head.index;
  const close = /^\}/m.exec(text.slice(start));
  const end = close === null ? text.length : start + close.index + 1;
  if (end <= offset) return undefined;
  const [, word = "", first, second] = head;
  return { ...nameOf(word, first, second), start, end };
}

function nameOf(
  word: string,
  first: string | undefined,
  second: string | undefined,
): { address: string; type: string } {
  if (word === "resource" && first !== undefined && second !== undefined) {
    return { address: `${first}.${second}`, type: first };
  }
  const labels = [first, second].filter((label) => label !== undefined);
  return { address: [word, ...labels].join("."), type: word };
}
