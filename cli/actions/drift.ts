import type { Json } from '../../lib/json.js';
import type { StackRef } from '../client.js';
import type { AcceptedDrift, DriftProperty, ResourceDrift } from '../client/drift-calls.js';
import { exitCodes } from '../exit-code.js';
import { cut, oneLine } from '../plain-text.js';
import { valueWords } from '../plan/value-words.js';
import type { Session } from '../session.js';
import { table } from '../table.js';
import { changeAndWait } from './change-stack.js';

export interface DriftOptions {
  /** Look anew first. */
  readonly check?: boolean;
  /** Make what is seen the goal. */
  readonly accept?: boolean;
}

/** Goal, applied and observed side by side: of all that drifted, or of one resource. */
export async function showDrift(
  session: Session,
  stack: string,
  resource: string | undefined,
  options: DriftOptions,
): Promise<number> {
  const ref = await session.client.find(stack);
  if (options.check) await checkNow(session, ref, resource);
  if (options.accept) return acceptDrift(session, ref, resource);
  const drift = await session.client.drift.show(ref, resource);
  if (session.json) session.sayJson(drift);
  else if (drift.length === 0) session.say(`Nothing of ${ref.name} has drifted.\n`);
  else session.say(drift.map(driftText).join('\n'));
  return exitCodes.ok;
}

/** Quietly: the drift is the answer. */
async function checkNow(session: Session, ref: StackRef, resource: string | undefined): Promise<void> {
  const quiet = { ...session, json: false, terminal: false, say: () => undefined };
  const how = { what: 'check', wait: true, isReached: () => true };
  const { requests } = session.client;
  await changeAndWait(quiet, ref, how, async () => {
    if (resource === undefined) await requests.act(ref, 'check');
    else await requests.actOnResource(ref, resource, 'check');
    return undefined;
  });
}

function driftText(drift: ResourceDrift): string {
  const { resource_name: name, resource_type: type, physical_resource_id: id, drift_policy: policy } = drift;
  const state = drift.drifted ? 'drifted' : 'as applied';
  const head = [
    oneLine(name),
    oneLine(type),
    oneLine(id),
    `${state}, policy ${policy}`,
    oneLine(drift.reason),
  ];
  const rows = drift.properties.map((property) => [
    property.drifted ? '~' : '',
    property.name,
    shown(property.goal),
    shown(property.applied),
    seen(property),
  ]);
  const below = rows.length === 0 ? '' : table(['', 'PROPERTY', 'GOAL', 'APPLIED', 'OBSERVED'], rows);
  return `${head.filter((text) => text !== '').join('  ')}\n${below.replaceAll(/^(?=.)/gm, '  ')}`;
}

/** What a provider makes of a value is no drift: it is shown where it is not what was applied. */
function seen({ observed, baseline, drifted }: DriftProperty): string {
  if (!drifted || baseline === undefined) return shown(observed);
  return `${shown(observed)} (at first ${shown(baseline)})`;
}

const MOST = 40;

function shown(value: Json | undefined): string {
  return value === undefined ? '-' : cut(valueWords(value), MOST);
}

async function acceptDrift(session: Session, ref: StackRef, resource: string | undefined): Promise<number> {
  const answer = await session.client.drift.accept(ref, resource);
  if (session.json) session.sayJson(answer);
  else session.say(acceptedText(answer));
  return answer.refused.length === 0 ? exitCodes.ok : exitCodes.failed;
}

function acceptedText({ accepted, refused, revision }: AcceptedDrift): string {
  const lines = [
    ...accepted.map(
      ({ resource_name: name, property, value }) =>
        `accepted  ${oneLine(name)}.${oneLine(property)}  ${cut(valueWords(value), 2 * MOST)}`,
    ),
    ...refused.map(
      ({ resource_name: name, property, reason }) =>
        `refused   ${oneLine(name)}.${oneLine(property)}: ${oneLine(reason)}`,
    ),
    revision === null ? 'The goal is as it was.' : `It is the goal since revision ${String(revision)}.`,
  ];
  return `${lines.join('\n')}\n`;
}
