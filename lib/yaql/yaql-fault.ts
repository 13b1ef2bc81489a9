import { PythonFault } from '../python/python-fault.js';

/**
 * The one error of this library: the text is no expression, or evaluating it failed. `kind` names what went wrong as
 * yaql and Python name it (`KeyError`, `NoMatchingFunctionException`), `message` is their text where they have one.
 * Danger: the message may show parts of the expression and of its data.
 */
export class YaqlFault extends PythonFault {
  declare readonly kind: FaultKind;

  constructor(
    kind: FaultKind,
    message: string,
    /** Of a fault in the text: where it is, in characters from 0. Undefined: at its end, or not in the text. */
    readonly position?: number,
  ) {
    super(kind, message.length > longestMessage ? `${message.slice(0, longestMessage)}...` : message);
  }
}

const longestMessage = 2_000;

export type FaultKind =
  | 'YaqlLexicalException'
  | 'YaqlGrammarException'
  | 'NoFunctionRegisteredException'
  | 'NoMethodRegisteredException'
  | 'NoMatchingFunctionException'
  | 'NoMatchingMethodException'
  | 'AmbiguousFunctionException'
  | 'AmbiguousMethodException'
  | 'ArgumentException'
  | 'MappingTranslationException'
  | 'CollectionTooLargeException'
  | 'MemoryQuotaExceededException'
  | 'AssertionError'
  | 'AttributeError'
  | 'IndexError'
  | 'KeyError'
  | 'OverflowError'
  | 'RecursionError'
  | 'RegexError'
  | 'StopIteration'
  | 'TypeError'
  | 'UnicodeDecodeError'
  | 'ValueError'
  | 'ZeroDivisionError'
  /** More steps, or more memory in all, than the limits allow. */
  | 'TooMuchWork'
  /** What yaql has and this library does not, or does not here. */
  | 'NotSupported'
  /** The result is none that JSON can say. */
  | 'NotJson';
