import type { Value } from '../values/value.js';
import type { Call } from './call.js';
import type { ParameterType } from './parameter-type.js';

/** One function of the library, or of `def`: several may share a name, and the arguments decide. */
export interface Definition {
  readonly name: string;
  /** It can be called as `name(value)`. */
  readonly isFunction: boolean;
  /** It can be called as `value.name()`. */
  readonly isMethod: boolean;
  /** `key => value` is an argument like any other, and names none. */
  readonly noKeywords: boolean;
  readonly parameters: readonly Parameter<unknown>[];
  /** Of all further arguments. */
  readonly rest: ParameterType<unknown> | undefined;
  /** Of all arguments whose name is no parameter's. */
  readonly keywords: ParameterType<unknown> | undefined;
  readonly body: Body;
}

export interface Parameter<T> {
  readonly name: string;
  readonly type: ParameterType<T>;
  /** Undefined: the argument must be given. */
  readonly fallback: Value | undefined;
}

type Body = (
  call: Call,
  args: readonly unknown[],
  rest: readonly unknown[],
  keywords: ReadonlyMap<string, unknown>,
) => Value;

type Converted<P extends readonly Parameter<unknown>[]> = {
  [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

interface Shape<P extends readonly Parameter<unknown>[], R, K> {
  readonly parameters?: P;
  readonly rest?: ParameterType<R>;
  readonly keywords?: ParameterType<K>;
  readonly noKeywords?: true;
}

/** `function`: `name(value)`; `method`: `value.name()`; `both`: either. */
export type Use = 'function' | 'method' | 'both';

export function define<const P extends readonly Parameter<unknown>[], R = never, K = never>(
  use: Use,
  name: string,
  { parameters, rest, keywords, noKeywords }: Shape<P, R, K>,
  body: (call: Call, args: Converted<P>, rest: R[], keywords: ReadonlyMap<string, K>) => Value,
): Definition {
  return {
    name,
    isFunction: use !== 'method',
    isMethod: use !== 'function',
    noKeywords: noKeywords ?? false,
    parameters: parameters ?? [],
    rest,
    keywords,
    // What a call passes has gone through the conversions of these very parameters.
    body: body as unknown as Body,
  };
}

export function param<T>(name: string, type: ParameterType<T>): Parameter<T> {
  return { name, type, fallback: undefined };
}

/** A parameter that may be left out. */
export function optional<T>(name: string, type: ParameterType<T>, fallback: Value): Parameter<T> {
  return { name, type, fallback };
}
