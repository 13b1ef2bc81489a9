import { isDeepStrictEqual } from 'node:util';
import { IsothermError } from '../errors.js';
import type { JsonObject } from '../json.js';
import type { TemplateLimits } from './limits.js';
import { propertyOf, withProperties, type PropertyEdit } from './property-edit.js';
import { readDocument } from './read-document.js';
import { applySplices, NotAlone, TextEditor, type Style } from './template-text.js';
import { parseYaml, UnreadableText } from './yaml-nodes.js';

const BY_HAND =
  'the template says it in a way that cannot be changed alone, as with an alias, an anchor or a tag: edit it by hand';

/**
 * Writes values in the place of literals, or of nothing, in the text of a template; `tell` is given each edit, with the
 * reason for which it was left out. All are put at once; where the text then does not say exactly that, halves find out
 * which of them is at fault.
 */
export function putLiterals(
  text: string,
  edits: readonly PropertyEdit[],
  limits: TemplateLimits,
  tell: (edit: PropertyEdit, reason: string | undefined) => void,
): string {
  if (edits.length === 0) return text;
  const done = isJson(text)
    ? putJson(text, edits, limits)
    : (put(text, edits, 'alike', limits) ?? put(text, edits, 'sure', limits));
  if (done) {
    for (const edit of edits) tell(edit, done.shared.has(edit) ? BY_HAND : undefined);
    return done.text;
  }
  const [first] = edits;
  if (edits.length === 1 && first) {
    tell(first, BY_HAND);
    return text;
  }
  const half = Math.ceil(edits.length / 2);
  return putLiterals(putLiterals(text, edits.slice(0, half), limits, tell), edits.slice(half), limits, tell);
}

interface Put {
  readonly text: string;
  /** Those that were left out, since other parts of the text would change too. */
  readonly shared: ReadonlySet<PropertyEdit>;
}

/** JSON has no comments, so that where all else fails only its layout is lost. */
function putJson(text: string, edits: readonly PropertyEdit[], limits: TemplateLimits): Put {
  const document = readDocument(text, 'template', limits) as JsonObject;
  const anew = () => JSON.stringify(withProperties(document, edits), undefined, 2);
  return put(text, edits, 'JSON', limits) ?? { text: anew(), shared: new Set() };
}

/** Undefined: the new text would not say what it shall. */
function put(
  text: string,
  edits: readonly PropertyEdit[],
  style: Style,
  limits: TemplateLimits,
): Put | undefined {
  const document = readDocument(text, 'template', limits) as JsonObject;
  const editor = editorOf(text, style, limits);
  if (!editor) return undefined;
  const shared = new Set<PropertyEdit>();
  const splices = edits.flatMap((edit) => {
    const path = ['resources', edit.resource, 'properties', edit.property];
    try {
      return editor.put(path, propertyOf(document, edit), edit.value);
    } catch (error) {
      if (!(error instanceof NotAlone)) throw error;
      shared.add(edit);
      return [];
    }
  });
  const changed = applySplices(text, splices);
  const wanted = withProperties(
    document,
    edits.filter((edit) => !shared.has(edit)),
  );
  return says(changed, wanted, limits) ? { text: changed, shared } : undefined;
}

/** Undefined: it is JSON that YAML cannot read. */
function editorOf(text: string, style: Style, limits: TemplateLimits): TextEditor | undefined {
  try {
    // Tabs may indent JSON, but not YAML; inside its strings there are none.
    return new TextEditor(
      text,
      parseYaml(style === 'JSON' ? text.replaceAll('\t', ' ') : text, limits),
      style,
    );
  } catch (error) {
    if (error instanceof UnreadableText) return undefined;
    throw error;
  }
}

function says(text: string, wanted: JsonObject, limits: TemplateLimits): boolean {
  try {
    return isDeepStrictEqual(readDocument(text, 'template', limits), wanted);
  } catch (error) {
    if (error instanceof IsothermError) return false;
    throw error;
  }
}

function isJson(text: string): boolean {
  if (!text.startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
