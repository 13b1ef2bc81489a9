/** A piece of an expression's text. `value` is what it stands for; `at` where it begins, in UTF-16 units. */
export type Token =
  | {
      readonly kind: 'constant';
      readonly value: null | boolean | bigint | number | string;
      readonly at: number;
    }
  | { readonly kind: 'word' | 'variable'; readonly value: string; readonly at: number }
  /** A name and the parenthesis right behind it; the value is the name. */
  | { readonly kind: 'function'; readonly value: string; readonly at: number }
  | { readonly kind: 'operator'; readonly value: string; readonly at: number }
  | {
      readonly kind: 'mark';
      readonly value: '=>' | '[' | '{' | '(' | ')' | ']' | '}' | ',';
      readonly at: number;
    };
