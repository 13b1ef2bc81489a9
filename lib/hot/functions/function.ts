import type { Json } from '../../json.js';
import type { ParentResource } from '../compile-input.js';
import type { Expression, Scope } from '../values.js';

/**
 * A function of the template language. To add one: a file in this folder, one line in `deferred.ts`
 * (when it may be left for later), and one line for each version in `../versions.ts`.
 */
export interface TemplateFunction {
  /**
   * Names the function in compiled goals, which are stored: unique over all functions, never given another
   * meaning. Variants of one name that differ by version have their own.
   */
  readonly call: string;
  /**
   * Makes an expression of the raw arguments: a literal when everything is known, else a call.
   * @throws FunctionFault: the arguments have the wrong shape.
   */
  compile(args: Json, context: FunctionContext): Expression;
  /**
   * The value of a call that was left for later; undefined: not known yet, which `evaluation` was told.
   * @throws FunctionFault: an argument turned out wrong.
   */
  evaluate(args: readonly Expression[], evaluation: Evaluation): Json | undefined;
  /** A call as a template says it, of arguments that are written already. Absent: `{ [call]: args }`. */
  write?(args: readonly Json[]): Json;
}

/** What a function may ask of the compiler. */
export interface FunctionContext {
  /** The name it was called by, for messages. */
  readonly name: string;
  /** Compiles a value inside the arguments; `at` leads from the arguments to it. */
  compile(value: Json, ...at: (string | number)[]): Expression;
  /** As `compile`; `elided` where nothing is to stand. */
  compileOrElide(value: Json, ...at: (string | number)[]): Expression;
  /** Whether a condition holds; undefined: that is not known, or a fault was noted. */
  condition(value: Json, ...at: (string | number)[]): boolean | undefined;
  /** Undefined: there is no such parameter, or it has a fault of its own that was already noted. */
  parameter(name: string): Expression | undefined;
  /** Notes that the resource being compiled requires another; a name that is not there becomes a fault. */
  require(resource: string): void;
  /** Whether the template has a resource of that name. */
  isResource(name: string): boolean;
  /** Section `Mappings` of a template of CloudFormation; empty in others. */
  mappings(): Json;
  /** Notes that an attribute is referred to; a name its type does not have becomes a fault. */
  requireAttribute(resource: string, attribute: string): void;
  /** Of a nested stack: the resource above it. Unknown: the template is only validated. */
  readonly parent: ParentResource | 'unknown' | undefined;
  file(name: string): string | undefined;
  fileNames(): Iterable<string>;
  readonly valueLength: number;
}

/** What a function may ask of the evaluator. */
export interface Evaluation {
  readonly scope: Scope;
  /** The value of an argument; undefined when it is not known yet. */
  value(expression: Expression): Json | undefined;
  waitFor(resource: string): void;
  markSecret(): void;
  markVolatile(): void;
}

/** Wrong arguments. `detail`, the value at fault, is left out of messages when a secret was involved. */
export class FunctionFault extends Error {
  constructor(
    message: string,
    readonly detail?: string,
    readonly hint?: string,
  ) {
    super(message);
  }

  /** The whole sentence, without the value when `secret`. */
  sentence(secret: boolean): string {
    return this.detail === undefined || secret ? `${this.message}.` : `${this.message}: ${this.detail}.`;
  }
}

/**
 * Stands for what will never be known: a parameter without a value in a template that is only validated, or
 * a value whose fault was noted already, so that it causes no further ones.
 */
export const unknowable: Expression = { call: 'unknowable', args: [] };

/** Ends the compilation of a call quietly: an argument that must be known is `unknowable`. */
export class NeverKnown extends Error {}

/** A literal if every argument is one, else a call for later. */
export function foldOrDefer(
  call: string,
  args: readonly Expression[],
  apply: (args: readonly Json[]) => Json,
): Expression {
  const values: Json[] = [];
  let secret = false;
  for (const arg of args) {
    if (!('lit' in arg)) return { call, args };
    values.push(arg.lit);
    if (arg.secret) secret = true;
  }
  try {
    const lit = apply(values);
    return secret ? { lit, secret } : { lit };
  } catch (error) {
    if (error instanceof FunctionFault && secret) throw new FunctionFault(error.message);
    throw error;
  }
}

/** The values of all arguments; undefined when one is not known (all are asked, so that each wait is noted). */
export function allValues(args: readonly Expression[], evaluation: Evaluation): Json[] | undefined {
  const values: Json[] = [];
  let known = true;
  for (const arg of args) {
    const value = evaluation.value(arg);
    if (value === undefined) known = false;
    else values.push(value);
  }
  return known ? values : undefined;
}

/**
 * The literal text an argument must come to while compiling.
 * @throws FunctionFault, or NeverKnown
 */
export function literalText(expression: Expression, what: string): string {
  if (holdsUnknowable(expression)) throw new NeverKnown();
  if (!('lit' in expression)) throw new FunctionFault(`${what} must be known before any resource is created`);
  if (typeof expression.lit !== 'string') {
    throw new FunctionFault(`${what} must be a string`, JSON.stringify(expression.lit));
  }
  return expression.lit;
}

/** The name a compiled reference begins with. */
export function referenceName(args: readonly Expression[]): string {
  const [name] = args;
  return name && 'lit' in name && typeof name.lit === 'string' ? name.lit : '';
}

/** Whether a part of it will never be known: its fault was noted, or its parameter has no value while validating. */
export function holdsUnknowable(expression: Expression): boolean {
  if ('lit' in expression) return false;
  if ('call' in expression) return expression === unknowable || expression.args.some(holdsUnknowable);
  return ('list' in expression ? expression.list : Object.values(expression.map)).some(holdsUnknowable);
}
