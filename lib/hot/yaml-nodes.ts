import {
  Composer,
  type CST,
  type Document,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type ParsedNode,
  Parser,
} from 'yaml';
import type { TemplateLimits } from './limits.js';
import { yamlLexer } from './yaml-lexer.js';

/** YAML text that cannot be read; `offset` counts UTF-16 units from its start. */
export class UnreadableText extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

export type YamlNode = ParsedNode | null;

/**
 * Reads the only document of a YAML text into nodes whose plain scalars are still text.
 * Nesting is bounded before anything recurses over it; repeated keys are left to the caller, since the
 * library looks for them in quadratic time.
 * @throws UnreadableText
 */
export function parseYaml(text: string, limits: TemplateLimits, lines?: LineCounter): Document.Parsed {
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, keepSourceTokens: false });
  let document: Document.Parsed | undefined;
  for (const next of composer.compose(tokens(text, limits, lines), true, text.length)) {
    if (document) throw new UnreadableText('Expected a single document in the text.', next.range[0]);
    document = next;
  }
  const error = document?.errors[0];
  if (error) throw new UnreadableText(`The YAML text cannot be read: ${error.message}.`, error.pos[0]);
  if (!document) throw new UnreadableText('The text is empty.', 0);
  if (!text.endsWith('\n')) dropAddedBreak(lastIn(document.contents), text);
  return document;
}

/**
 * A block of text (`|`, `>`) that the document ends in ends without a line break where the document does. The library
 * gives it one all the same.
 */
function dropAddedBreak(node: unknown, text: string): void {
  if (!isScalar(node) || typeof node.value !== 'string' || node.type?.startsWith('BLOCK_') !== true) return;
  const isOfLastLine = node.range?.[1] === text.length && /[^ ]/.test(lastLineOf(text));
  if (isOfLastLine) node.value = node.value.replace(/\n$/, '');
}

function lastLineOf(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

function lastIn(node: unknown): unknown {
  if (isSeq(node) && node.items.length > 0) return lastIn(node.items.at(-1));
  const pair = isMap(node) ? node.items.at(-1) : undefined;
  if (pair) return lastIn(pair.value ?? pair.key);
  return node;
}

function* tokens(text: string, limits: TemplateLimits, lines: LineCounter | undefined): Generator<CST.Token> {
  const parser = new Parser(lines?.addNewLine);
  lines?.addNewLine(0);
  // Every level of the document is at most three levels of the parser's own stack.
  const deepest = limits.depth * 3 + 8;
  for (const lexeme of yamlLexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > deepest) throw new UnreadableText(tooDeep(limits), parser.offset);
  }
  yield* parser.end();
}

export function tooDeep(limits: TemplateLimits): string {
  return `The document is nested more than ${limits.depth} levels deep.`;
}
