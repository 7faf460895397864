/** What is used of `web-tree-sitter`, whose own declarations need types of the browser. */
export interface Node {
  readonly type: string;
  readonly isNamed: boolean;
  readonly isError: boolean;
  readonly isMissing: boolean;
  /** Whether it or something in it is an error. */
  readonly hasError: boolean;
  /** Offsets in UTF-16 code units. */
  readonly startIndex: number;
  readonly endIndex: number;
  readonly children: readonly (Node | null)[];
  readonly namedChildren: readonly (Node | null)[];
  walk(): TreeCursor;
}

/** Goes through a tree without making a node of every place in it. */
export interface TreeCursor {
  readonly nodeType: string;
  readonly startIndex: number;
  readonly endIndex: number;
  /** Each goes nowhere and answers false where there is no such node. */
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
  delete(): void;
}

export interface Tree {
  readonly rootNode: Node;
  /** Its memory is outside of JavaScript's, so it has to be given back. */
  delete(): void;
}

export interface Parser {
  setLanguage(language: object): unknown;
  parse(text: string): Tree | null;
}

export interface TreeSitter {
  readonly Parser: { new (): Parser; init(): Promise<void> };
  readonly Language: { load(file: string): Promise<object> };
}
