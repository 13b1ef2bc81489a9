import { LineCounter } from 'yaml';
import { IsothermError, type Fault } from '../errors.js';
import type { Json, JsonObject } from '../json.js';
import { faultPath, faultsError, type UnplacedFault } from './faults.js';
import type { TemplateLimits } from './limits.js';
import { aliasTargets, nodeAt, yamlValue } from './yaml-values.js';
import { parseYaml, UnreadableText } from './yaml-nodes.js';

/**
 * Reads JSON (text that begins with `{`) or YAML without noting positions. An object is taken as it is.
 * `name` says in messages what was read.
 * @throws IsothermError `template.too-large`, or `template.invalid` with the place where reading failed.
 */
export function readDocument(source: string | JsonObject, name: string, limits: TemplateLimits): Json {
  if (typeof source !== 'string') return source;
  checkTextSize(source, name, limits);
  // Values are checked one by one; a comment is stored with the text too.
  if (source.includes('\0')) {
    const message = `The ${name} holds a NUL character, which cannot be stored: remove it.`;
    throw new IsothermError('template.invalid', message, { faults: [{ path: '', message }] });
  }
  if (source.startsWith('{')) {
    try {
      return JSON.parse(source) as Json;
    } catch {
      // YAML contains JSON: reading it as YAML below finds the place of the mistake, or accepts a flow map.
    }
  }
  try {
    return yamlValue(parseYaml(source, limits), limits);
  } catch (error) {
    throw unreadable(error, source, name);
  }
}

/** @throws IsothermError `template.too-large` */
export function checkTextSize(text: string, name: string, limits: TemplateLimits): void {
  // No character of UTF-16 takes more than three bytes of UTF-8: most texts need not be counted.
  if (text.length * 3 <= limits.textBytes) return;
  const bytes = Buffer.byteLength(text);
  if (bytes <= limits.textBytes) return;
  throw new IsothermError(
    'template.too-large',
    `The ${name} has ${bytes} bytes and exceeds the maximum allowed size (${limits.textBytes} bytes): split it, or raise the limit.`,
  );
}

/** Reads the texts once more, now with positions, to tell where each fault is. @param sourceOf undefined: it has no text */
export function placeFaults(
  faults: readonly UnplacedFault[],
  sourceOf: (document: string) => string | JsonObject | undefined,
  limits: TemplateLimits,
): Fault[] {
  const finders = new Map<string, Finder>();
  for (const { document } of faults)
    if (!finders.has(document)) finders.set(document, finder(sourceOf(document), limits));
  return faults.map(({ document, steps, message, hint, type }) => ({
    path: faultPath(document, steps),
    ...finders.get(document)?.(steps),
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(type === undefined ? {} : { type }),
  }));
}

type Place = { readonly line: number; readonly column: number };
type Finder = (steps: readonly (string | number)[]) => Place | Record<never, never>;

function finder(source: string | JsonObject | undefined, limits: TemplateLimits): Finder {
  if (typeof source !== 'string') return () => ({});
  let find: Finder | undefined;
  return (steps) => (find ??= positions(source, limits))(steps);
}

function positions(text: string, limits: TemplateLimits): Finder {
  try {
    const lines = new LineCounter();
    const document = parseYaml(text, limits, lines);
    const targets = aliasTargets(document);
    return (steps) => place(lines, nodeAt(document, targets, steps));
  } catch (error) {
    // JSON that YAML cannot read (a tab in its indentation): the faults stand without their lines.
    if (error instanceof UnreadableText) return () => ({});
    throw error;
  }
}

function place(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function unreadable(error: unknown, text: string, name: string): unknown {
  // The library recurses over nesting that our own bound does not see, such as keys that are maps.
  const reason =
    error instanceof RangeError ? new UnreadableText('The document is nested too deep.', 0) : error;
  if (!(reason instanceof UnreadableText)) return error;
  const lines = new LineCounter();
  lines.lineStarts.push(0);
  for (let at = text.indexOf('\n'); at >= 0 && at < reason.offset; at = text.indexOf('\n', at + 1)) {
    lines.addNewLine(at + 1);
  }
  return faultsError([
    { path: faultPath(name, []), ...place(lines, reason.offset), message: reason.message },
  ]);
}
