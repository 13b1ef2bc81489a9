import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { IsothermError } from '../errors.js';
import { reasonOf } from '../reason-of.js';

/** A configuration file: its content, and where in it each value stands. */
export interface ConfigFile {
  readonly content: Record<string, unknown>;
  positionOf(path: readonly PropertyKey[]): { line: number; column: number } | undefined;
}

/** @throws IsothermError `config.invalid`: unreadable, not YAML, or not a map. */
export function readConfigFile(path: string): ConfigFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const why = reasonOf(cause);
    throw new IsothermError('config.invalid', `The configuration file ${path} cannot be read: ${why}`, {
      cause,
    });
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    throw new IsothermError('config.invalid', `The configuration file ${path} is not YAML`, {
      faults: document.errors.map((error) => {
        const at = lines.linePos(error.pos[0]);
        return {
          path: '',
          line: at.line,
          column: at.col,
          message: error.message.split('\n')[0] ?? error.code,
        };
      }),
    });
  }
  const content: unknown = document.toJS() ?? {};
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new IsothermError('config.invalid', `The configuration file ${path} must be a map of settings`);
  }
  return {
    content: content as Record<string, unknown>,
    positionOf: (at) => positionIn(document, lines, at),
  };
}

function positionIn(document: Document, lines: LineCounter, path: readonly PropertyKey[]) {
  const node = document.getIn(path, true) as { range?: readonly number[] } | undefined;
  if (node?.range?.[0] === undefined) return undefined;
  const at = lines.linePos(node.range[0]);
  return { line: at.line, column: at.col };
}
