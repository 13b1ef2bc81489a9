import type { Value } from '../values/value.js';

/** A part of an expression as it was written. What a call is given is one until it is evaluated. */
export abstract class Expression {
  /** Whether it may stand behind a dot. */
  readonly usesReceiver: boolean = false;
}

export class Constant extends Expression {
  constructor(readonly value: null | boolean | bigint | number | string) {
    super();
  }
}

/** A bare word: text, a key behind a dot, the name of an argument. */
export class Keyword extends Constant {
  constructor(readonly word: string) {
    super(word);
  }
}

/** A call, and whatever comes down to one: operators, `$name`, `[...]`, `{...}`, an index. */
export class CallExpression extends Expression {
  constructor(
    readonly name: string,
    readonly args: readonly Argument[],
    override readonly usesReceiver: boolean = false,
  ) {
    super();
  }
}

export class Parentheses extends Expression {
  constructor(readonly inner: Expression) {
    super();
  }
}

/** `source => destination` */
export class MappingExpression extends Expression {
  constructor(
    readonly source: Expression,
    readonly destination: Expression,
  ) {
    super();
  }
}

export type Argument = Expression | Value;
