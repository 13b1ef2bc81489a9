import type { StackRef } from '../client.js';
import type { Snapshot } from '../client/snapshot-calls.js';
import { confirm, mayAsk } from '../confirm.js';
import { exitCodes } from '../exit-code.js';
import type { Session } from '../session.js';
import { fields, table } from '../table.js';
import { changeAndWait, waitAndShow } from './change-stack.js';
import { sayPlan } from './plan-stack.js';
import { doReviewed, reviewPlan } from './review-plan.js';

/** Takes a snapshot and waits until it is taken. */
export async function createSnapshot(
  session: Session,
  stack: string,
  options: { readonly name?: string; readonly wait: boolean },
): Promise<number> {
  const { client } = session;
  const ref = await client.find(stack);
  const after = await client.lastSequence(ref);
  const { id } = await client.snapshots.create(ref, options.name);
  const { revision } = await client.showStack(ref, { resolve_outputs: false });
  // With --json the snapshot is the answer, not the stack.
  const quiet = { ...session, json: false, terminal: false, say: () => undefined };
  const code = options.wait ? await waitAndShow(session.json ? quiet : session, ref, { revision, after }) : 0;
  sayOne(session, await client.snapshots.show(ref, id));
  return code;
}

export async function listSnapshots(session: Session, stack: string): Promise<number> {
  const snapshots = await session.client.snapshots.list(await session.client.find(stack));
  if (session.json) session.sayJson(snapshots);
  else {
    const rows = snapshots.map((each) => [
      each.id,
      each.name ?? '',
      each.status,
      each.creation_time,
      each.status === 'FAILED' ? (each.status_reason ?? '') : '',
    ]);
    session.say(table(['ID', 'NAME', 'STATUS', 'CREATED', 'REASON'], rows));
  }
  return exitCodes.ok;
}

export async function showSnapshot(session: Session, stack: string, snapshot: string): Promise<number> {
  const ref = await session.client.find(stack);
  sayOne(session, await session.client.snapshots.show(ref, await idOf(session, ref, snapshot)));
  return exitCodes.ok;
}

interface Asking {
  readonly yes?: boolean;
}

export async function deleteSnapshot(
  session: Session,
  stack: string,
  snapshot: string,
  options: Asking,
): Promise<number> {
  const ref = await session.client.find(stack);
  const id = await idOf(session, ref, snapshot);
  const what = `Snapshot ${id} of stack ${ref.name} will be deleted, with all that it keeps.\n`;
  if (!(await isAgreedTo(session, options, what))) return exitCodes.failed;
  await session.client.snapshots.delete(ref, id);
  if (!session.json) session.say(`Snapshot ${id} is deleted.\n`);
  return exitCodes.ok;
}

/** Makes a stack what it was, or with `plan` shows what that would do. */
export async function restoreSnapshot(
  session: Session,
  stack: string,
  snapshot: string,
  options: Asking & { readonly wait: boolean; readonly plan?: boolean },
): Promise<number> {
  const { client } = session;
  const ref = await client.find(stack);
  const id = await idOf(session, ref, snapshot);
  if (options.plan) return sayPlan(session, await client.plans.restore(ref, id));
  if (mayAsk(session, options))
    session.say(
      `Stack ${ref.name} becomes what it was when snapshot ${id} was taken: what has changed in it since then is lost.\n`,
    );
  const plan = session.json ? undefined : await client.plans.restore(ref, id);
  const reviewed = plan && (await reviewPlan(session, plan, { ...options, always: true }));
  if (reviewed === 'declined') return exitCodes.failed;
  return changeAndWait(session, ref, { what: 'restore', wait: options.wait }, () =>
    doReviewed(reviewed, async (hash) => {
      await client.snapshots.restore(ref, id, hash);
      return undefined;
    }),
  );
}

/** Where somebody can answer, he is asked. */
async function isAgreedTo(session: Session, options: Asking, what: string): Promise<boolean> {
  if (!mayAsk(session, options)) return true;
  session.say(what);
  if (await confirm('Go on?')) return true;
  session.say('Nothing was changed.\n');
  return false;
}

/** By its name, where one snapshot alone has it; else what was given is its id. */
async function idOf({ client }: Session, ref: StackRef, nameOrId: string): Promise<string> {
  const named = (await client.snapshots.list(ref)).filter(({ name }) => name === nameOrId);
  return named.length === 1 && named[0] ? named[0].id : nameOrId;
}

function sayOne(session: Session, snapshot: Snapshot): void {
  if (session.json) session.sayJson(snapshot);
  else {
    session.say(
      fields({
        id: snapshot.id,
        name: snapshot.name ?? undefined,
        status: snapshot.status,
        reason: snapshot.status_reason || undefined,
        created: snapshot.creation_time,
      }),
    );
  }
}
