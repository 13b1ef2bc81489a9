import { YaqlFault } from '../../yaql-fault.js';

/** A replacement field: `{name!conversion:spec}`. */
export interface Field {
  readonly name: string;
  readonly conversion: string | undefined;
  readonly spec: string;
}

/** The text of a template and its fields, in their order. @throws YaqlFault `ValueError`, with Python's messages */
export function* pieces(template: string): Generator<string | Field, void> {
  let at = 0;
  while (at < template.length) {
    const brace = nextBrace(template, at);
    if (brace > at) yield template.slice(at, brace);
    if (brace === template.length) return;
    const char = template.charAt(brace);
    if (template.charAt(brace + 1) === char) {
      yield char;
      at = brace + 2;
    } else {
      if (char === '}') throw fault("Single '}' encountered in format string");
      if (brace + 1 === template.length) throw fault("Single '{' encountered in format string");
      const end = fieldEnd(template, brace + 1);
      yield readField(template.slice(brace + 1, end));
      at = end + 1;
    }
  }
}

function nextBrace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charAt(at) !== '{' && text.charAt(at) !== '}') at++;
  return at;
}

/** Where the brace is that closes a field; what is in `[...]` of its name counts for nothing. */
function fieldEnd(text: string, from: number): number {
  let depth = 1;
  let inBrackets = false;
  let inName = true;
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (inBrackets) {
      inBrackets = char !== ']';
      continue;
    }
    if (inName && char === '[') inBrackets = true;
    else if (char === ':' || char === '!') inName = false;
    else if (char === '{') {
      if (inName) throw fault("unexpected '{' in field name");
      depth++;
    } else if (char === '}' && --depth === 0) return at;
  }
  throw fault("expected '}' before end of string");
}

function readField(text: string): Field {
  let at = 0;
  let inBrackets = false;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '[') inBrackets = true;
    else if (char === ']') inBrackets = false;
    else if (!inBrackets && (char === ':' || char === '!')) break;
  }
  const name = text.slice(0, at);
  if (text.charAt(at) !== '!') return { name, conversion: undefined, spec: text.slice(at + 1) };
  const [conversion = '', next, ...rest] = [...text.slice(at + 1)];
  if (conversion === '') throw fault("unmatched '{' in format spec");
  if (next !== undefined && next !== ':') throw fault("expected ':' after conversion specifier");
  return { name, conversion, spec: rest.join('') };
}

function fault(message: string): YaqlFault {
  return new YaqlFault('ValueError', message);
}
