import { Context } from '../calls/context.js';
import { aggregation } from './aggregation.js';
import { branching } from './branching.js';
import { comparison } from './comparison.js';
import { dates } from './dates.js';
import { dicts } from './dicts.js';
import { filtering } from './filtering.js';
import { generation } from './generation.js';
import { grouping } from './grouping.js';
import { lists } from './lists.js';
import { merging } from './merging.js';
import { numbers } from './numbers.js';
import { ordering } from './ordering.js';
import { patterns } from './patterns.js';
import { sets } from './sets.js';
import { splitting } from './splitting.js';
import { fallbacks, system } from './system.js';
import { textEditing } from './text-editing.js';
import { texts } from './texts.js';
import { timeSpans } from './time-spans.js';

const parts = [
  system, comparison, branching, numbers, texts, textEditing, patterns, lists, dicts, sets,
  filtering, aggregation, generation, ordering, grouping, splitting, merging, dates, timeSpans,
]; // prettier-ignore

export const definitions = parts.flat();

/** All that yaql's `create_context()` has. Shared by all evaluations: each works in a child of its own. */
export const standardLibrary: Context = library();

function library(): Context {
  const outer = new Context();
  for (const definition of fallbacks) outer.register(definition);
  const context = outer.child();
  for (const definition of definitions) context.register(definition);
  return context;
}
