import type { Json } from '../../lib/json.js';
import type { ChangedValue, RevisionDetail, RevisionDiff } from '../client/history-calls.js';
import { coloured, coloursAreWanted, type Tone } from '../colours.js';
import { exitCodes } from '../exit-code.js';
import { oneLine } from '../plain-text.js';
import { shortenPair, valueWords } from '../plan/value-words.js';
import type { Session } from '../session.js';
import { fields, table } from '../table.js';
import { changeAndWait, revisionOf } from './change-stack.js';
import { sayPlan } from './plan-stack.js';
import { doReviewed, reviewPlan } from './review-plan.js';

export async function listRevisions(session: Session, stack: string): Promise<number> {
  const revisions = await session.client.history.list(await session.client.find(stack));
  if (session.json) session.sayJson(revisions);
  else {
    const rows = revisions.map((each) => [
      String(each.revision),
      each.state,
      each.action,
      each.asked,
      String(each.base),
      String(each.resources),
      each.creation_time,
    ]);
    session.say(table(['REVISION', 'STATE', 'ACTION', 'ASKED', 'BASE', 'RESOURCES', 'CREATED'], rows));
  }
  return exitCodes.ok;
}

/** The template is written as YAML; alone, so that it can be kept in a file, with `template`. */
export async function showRevision(
  session: Session,
  stack: string,
  revision: number,
  options: { readonly template?: boolean },
): Promise<number> {
  const found = await session.client.history.show(await session.client.find(stack), revision);
  if (session.json) session.sayJson(options.template ? found.template : found);
  else {
    if (!options.template) session.say(`${revisionText(found)}template\n`);
    session.say(await yamlText(found.template));
  }
  return exitCodes.ok;
}

function revisionText(found: RevisionDetail): string {
  const parameters = Object.entries(found.parameters);
  const own = fields({
    revision: String(found.revision),
    state: found.state,
    action: found.action,
    asked: found.asked,
    base: String(found.base),
    created: found.creation_time,
    files: found.files.join(', ') || undefined,
  });
  if (parameters.length === 0) return own;
  return `${own}parameters\n${fields(Object.fromEntries(parameters)).replaceAll(/^(?=.)/gm, '  ')}`;
}

async function yamlText(template: Json): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(template, { version: '1.1', lineWidth: 0 });
}

/** @param to by default the newest one. */
export async function diffRevisions(
  session: Session,
  stack: string,
  from: number,
  to: number | undefined,
): Promise<number> {
  const ref = await session.client.find(stack);
  const diff = await session.client.history.diff(ref, from, to ?? (await revisionOf(session, ref)));
  if (session.json) session.sayJson(diff);
  else {
    const colour = session.terminal && coloursAreWanted();
    const width = session.terminal ? Math.max(40, process.stdout.columns || 80) : 120;
    for (const [text, tone] of diffLines(diff, width))
      session.say(`${colour ? coloured(text, tone) : text}\n`);
  }
  return exitCodes.ok;
}

const changes = {
  added: ['+', 'done'],
  removed: ['-', 'failed'],
  changed: ['~', 'working'],
} as const;

function diffLines(diff: RevisionDiff, width: number): (readonly [string, Tone])[] {
  const parameters = diff.parameters.map((each) => valueLine(each, '  ', width));
  const resources = diff.resources.flatMap(({ resource_name: name, change, properties }) => {
    const [mark, tone] = changes[change];
    const below = change === 'changed' ? properties.map((each) => valueLine(each, '      ', width)) : [];
    return [[`  ${mark} ${oneLine(name)}`, tone] as const, ...below];
  });
  if (parameters.length + resources.length === 0)
    return [[`Revisions ${String(diff.from)} and ${String(diff.to)} want the same.`, 'waiting']];
  return [
    ...(parameters.length === 0 ? [] : [['parameters', 'title'] as const, ...parameters]),
    ...(resources.length === 0 ? [] : [['resources', 'title'] as const, ...resources]),
  ];
}

function valueLine(
  { name, before, after }: ChangedValue,
  indent: string,
  width: number,
): readonly [string, Tone] {
  const label = `${indent}${oneLine(name)}  `;
  const words = (value: Json | undefined) => (value === undefined ? '(none)' : valueWords(value));
  const half = Math.max(15, Math.floor((width - label.length - 3) / 2));
  return [label + shortenPair(words(before), words(after), half).join(' → '), 'working'];
}

/** Makes the goal of an old revision the goal again, or with `plan` shows what that would do. */
export async function applyRevision(
  session: Session,
  stack: string,
  revision: number,
  options: { readonly yes?: boolean; readonly wait: boolean; readonly plan?: boolean },
): Promise<number> {
  const ref = await session.client.find(stack);
  const { client } = session;
  if (options.plan) return sayPlan(session, await client.plans.apply(ref, revision));
  const plan = session.json ? undefined : await client.plans.apply(ref, revision);
  const reviewed = plan && (await reviewPlan(session, plan, options));
  if (reviewed === 'declined') return exitCodes.failed;
  return changeAndWait(session, ref, { what: 'update', wait: options.wait }, () =>
    doReviewed(reviewed, (hash) => client.history.apply(ref, revision, hash)),
  );
}
