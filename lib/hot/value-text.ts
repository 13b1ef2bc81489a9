import { stringify } from 'yaml';
import type { Json } from '../json.js';
import { isList } from './storable.js';
import { plainScalar } from './yaml-scalar.js';

/**
 * A value as YAML within brackets, or on one line. Heat reads YAML 1.1: what it would take for something else is quoted.
 */
export function flowText(value: Json): string {
  if (value === null || typeof value !== 'object') return scalarText(value, undefined, undefined);
  if (isList(value)) return `[${value.map(flowText).join(', ')}]`;
  const entries = Object.entries(value).map(([key, each]) => `${flowText(key)}: ${flowText(each)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** A value on one line, in JSON that YAML 1.1 reads as JSON does. */
export function sureText(value: Json): string {
  if (typeof value === 'string') return doubleQuoted(value);
  // YAML 1.1 takes 1e-7 for text.
  if (typeof value === 'number') return JSON.stringify(value).replace(/^(-?\d+)e/, '$1.0e');
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(sureText).join(',')}]`;
  return `{${Object.entries(value)
    .map(([key, each]) => `${doubleQuoted(key)}: ${sureText(each)}`)
    .join(',')}}`;
}

/** A map or a list over several lines; those after the first begin at the column. */
export function blockText(value: Json & object, column: number): string {
  const text = stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false }).trimEnd();
  return text.replaceAll('\n', `\n${' '.repeat(column)}`);
}

/**
 * A scalar; text in the manner of the one before, where that can say it.
 * @param type how the one before is written.
 * @param indent of further lines; undefined: it has to stay on one line.
 */
export function scalarText(
  value: string | number | boolean | null,
  type: string | undefined,
  indent: number | undefined,
): string {
  if (typeof value !== 'string') return sureText(value);
  if (type === 'QUOTE_DOUBLE') return doubleQuoted(value);
  if (indent !== undefined && type !== 'QUOTE_SINGLE' && fitsBlock(value)) return literalBlock(value, indent);
  if (type !== 'QUOTE_SINGLE' && isPlain(value)) return value;
  return printable.test(value) ? `'${value.replaceAll("'", "''")}'` : doubleQuoted(value);
}

/** On one line. */
const printable =
  /^[\u0020-\u007e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u;

function isPlain(text: string): boolean {
  return /^[A-Za-z/][\w./-]*( [\w./-]+)*$/.test(text) && plainScalar(text) === text;
}

function fitsBlock(text: string): boolean {
  return (
    /^[^\n ][^]*\n[^]*$/.test(text) &&
    !/\n\n$/.test(text) &&
    text.split('\n').every((line) => printable.test(line.replaceAll('\t', '')))
  );
}

function literalBlock(text: string, indent: number): string {
  const lines = text.replace(/\n$/, '').split('\n');
  const body = lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line)).join('\n');
  return `|${text.endsWith('\n') ? '' : '-'}\n${body}`;
}

/** JSON, with what YAML reads otherwise escaped. */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
