import { Lexer } from 'yaml';

/** The parts of the library's lexer that know of indentation. */
interface LexerParts {
  /** Columns that a line must begin at to belong to what is being read. */
  indentNext: number;
  flowLevel: number;
  parseFlowCollection: (this: LexerParts) => Steps;
  parsePlainScalar: (this: LexerParts) => Steps;
  parseQuotedScalar: (this: LexerParts) => Steps;
}

type Steps = Generator<string, unknown>;

/**
 * A lexer for which, as for Heat's reader, indentation means nothing between brackets and quotes: their next lines may begin
 * anywhere. The library does as YAML says, and ends them there.
 */
export function yamlLexer(): Lexer {
  const lexer = new Lexer();
  const parts = lexer as unknown as LexerParts;
  const { parseFlowCollection, parsePlainScalar, parseQuotedScalar } = parts;
  parts.parseFlowCollection = () => anywhere(parts, parseFlowCollection);
  parts.parseQuotedScalar = () => anywhere(parts, parseQuotedScalar);
  parts.parsePlainScalar = () =>
    parts.flowLevel > 0 ? anywhere(parts, parsePlainScalar) : parsePlainScalar.call(parts);
  return lexer;
}

function* anywhere(parts: LexerParts, read: (this: LexerParts) => Steps): Steps {
  const { indentNext } = parts;
  parts.indentNext = 0;
  try {
    return yield* read.call(parts);
  } finally {
    parts.indentNext = indentNext;
  }
}
