/** A regular expression, read. Whether a character fits is decided by the flags that held where it stood. */
export type Node =
  | { readonly kind: 'one'; readonly test: CharacterTest }
  | { readonly kind: 'assertion'; readonly holds: Assertion }
  | { readonly kind: 'sequence'; readonly nodes: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[] }
  | { readonly kind: 'group'; readonly index: number; readonly body: Node }
  | {
      readonly kind: 'reference';
      readonly group: number;
      readonly width: number | undefined;
      readonly same: (a: number, b: number) => boolean;
    }
  | { readonly kind: 'conditional'; readonly group: number; readonly yes: Node; readonly no: Node }
  | { readonly kind: 'atomic'; readonly body: Node }
  | { readonly kind: 'ahead'; readonly negated: boolean; readonly body: Node }
  | { readonly kind: 'behind'; readonly negated: boolean; readonly body: Node; readonly width: number }
  | Repeat;

export interface Repeat {
  readonly kind: 'repeat';
  readonly body: Node;
  readonly min: number;
  readonly max: number;
  /** `possessive`: what it has taken, it does not give back. */
  readonly mode: 'greedy' | 'lazy' | 'possessive';
}

/** Of a code point. */
export type CharacterTest = (code: number) => boolean;

/** Of a place between characters. */
export type Assertion = (text: readonly number[], at: number) => boolean;
