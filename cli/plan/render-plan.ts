import {
  plannedActions,
  type Plan,
  type PlannedAction,
  type PlannedProperty,
  type PlannedResource,
} from '../client/plan-types.js';
import type { Tone } from '../colours.js';
import { cut, oneLine } from '../plain-text.js';
import { groupResources, type Group } from './group.js';
import { shortenPair, valueWords } from './value-words.js';

/** One line of a plan; `tone` says how it may be coloured. */
export interface PlanLine {
  readonly text: string;
  readonly tone: Tone;
}

export interface PlanLook {
  /** Columns that long values are shortened to, and lists of names are wrapped at. */
  readonly width: number;
  /** All resources with all their values, whatever it takes. */
  readonly full: boolean;
}

const marks: Readonly<Record<PlannedAction, string>> = {
  create: '+',
  adopt: '=',
  update: '~',
  replace: '±',
  delete: '-',
  forget: '×',
  none: '·',
};
const tones: Readonly<Record<PlannedAction, Tone>> = {
  create: 'done',
  adopt: 'done',
  update: 'working',
  replace: 'failed',
  delete: 'failed',
  forget: 'failed',
  none: 'waiting',
};
const headings: Readonly<Record<PlannedAction, string>> = {
  create: 'To create',
  adopt: 'To take over',
  update: 'To change in place',
  replace: 'To replace: a new one is made, and the old one deleted',
  delete: 'To delete',
  forget: 'To leave behind',
  none: 'To leave as it is',
};
/** Of more names the rest is counted, where nothing is lost by it. */
const MOST_NAMES = 30;

/** What is dangerous comes last, next to the question. What is left as it is stands here only if there is something to say of it. */
export function renderPlan({ resources }: Pick<Plan, 'resources'>, look: PlanLook): PlanLine[] {
  const lines: PlanLine[] = [];
  for (const action of ['none', ...plannedActions.filter((each) => each !== 'none')] as const) {
    const members = resources.filter((each) => each.action === action && !isUnchanged(each));
    if (members.length === 0) continue;
    lines.push({ text: headings[action], tone: 'title' });
    for (const group of groupResources(members, look.full)) lines.push(...groupLines(action, group, look));
    lines.push({ text: '', tone: 'waiting' });
  }
  return lines;
}

/** Such as `Plan: 3 to create, 2 to delete; 493 unchanged`. */
export function planSummary({ resources }: Pick<Plan, 'resources'>): string {
  const count = (action: PlannedAction) => resources.filter((each) => each.action === action).length;
  const unsure = (action: PlannedAction) =>
    resources.filter((each) => each.action === action && !each.certain).length;
  const doubt = (action: PlannedAction) =>
    unsure(action) === 0 ? '' : ` (${String(unsure(action))} not certain)`;
  const parts = plannedActions
    .filter((action) => action !== 'none' && count(action) > 0)
    .map(
      (action) =>
        `${String(count(action))} to ${action === 'forget' ? 'leave behind' : action}${doubt(action)}`,
    );
  return `Plan: ${parts.join(', ') || 'nothing to do'}; ${String(count('none'))} unchanged`;
}

export function hasChanges({ resources }: Pick<Plan, 'resources'>): boolean {
  return resources.some(({ action }) => action !== 'none');
}

function isUnchanged({ action, reason, properties }: PlannedResource): boolean {
  return action === 'none' && reason === '' && properties.length === 0;
}

function groupLines(action: PlannedAction, group: Group, look: PlanLook): PlanLine[] {
  const tone = tones[action];
  const width = Math.max(0, ...group.properties.map(({ name }) => [...oneLine(name)].length));
  return [
    ...headLines(action, group, look).map((text) => ({ text, tone })),
    ...group.properties.map(({ name, replaces, change }) => {
      const label = `      ${oneLine(name).padEnd(width)}  `;
      const words = change ? changeWords(action, change, look, [...label].length) : '(each its own)';
      return { text: `${label}${words}${replaces ? '  needs a new one' : ''}`, tone };
    }),
  ];
}

function headLines(action: PlannedAction, group: Group, { width, full }: PlanLook): string[] {
  const { members, type, reason, certain } = group;
  const [first] = members;
  const doubt = certain ? '' : 'not certain: it hangs on values that are not known yet';
  const about = [oneLine(type), members.length === 1 ? oneLine(first?.physical_resource_id ?? '') : `(${String(members.length)})`, oneLine(reason), doubt]; // prettier-ignore
  const tail = about.filter((text) => text !== '').join('  ');
  const names = members.map(({ resource_name: name }) => oneLine(name));
  const all = full || action === 'delete' || action === 'replace' || action === 'forget';
  const shown = all || names.length <= MOST_NAMES ? names : names.slice(0, MOST_NAMES);
  if (shown.length < names.length) shown.push(`… ${String(names.length - MOST_NAMES)} more`);
  if (members.length === 1) return [`  ${marks[action]} ${names.join('')}  ${tail}`];
  return [`  ${marks[action]} ${tail}`, ...wrap(shown, width - 6).map((line) => `      ${line}`)];
}

function wrap(names: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const [index, name] of names.entries()) {
    const word = index < names.length - 1 ? `${name},` : name;
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** What becomes of a property. */
function changeWords(action: PlannedAction, property: PlannedProperty, look: PlanLook, used: number): string {
  const { before, after, drifted, known_after: knownAfter } = property;
  const wide = look.full ? Infinity : Math.max(30, look.width - used);
  const to =
    knownAfter.length > 0
      ? `(known after ${oneLine(knownAfter.join(', '))})`
      : after === undefined
        ? '(none)'
        : valueWords(after);
  const from = drifted ?? before;
  if (from === undefined) return cut(to, wide);
  const found = drifted === undefined ? '' : '  drifted';
  const arrow = action === 'none' ? ' instead of ' : ' → ';
  const half = Math.max(15, Math.floor((wide - found.length - arrow.length) / 2));
  const goal = action === 'none' ? valueWords(after ?? before ?? null) : to;
  return shortenPair(valueWords(from), goal, half).join(arrow) + found;
}
