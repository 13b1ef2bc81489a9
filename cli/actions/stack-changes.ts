import { IsothermError } from '../../lib/errors.js';
import type { GoalBody } from '../client.js';
import { exitCodes } from '../exit-code.js';
import type { Session } from '../session.js';
import { readText } from '../template-input.js';
import { accepted, changeAndWait, waitAndShow } from './change-stack.js';
import { goalOf, type ChangeOptions } from './goal-options.js';
import { doReviewed, reviewPlan } from './review-plan.js';

export async function createStack(session: Session, name: string, options: ChangeOptions): Promise<number> {
  if (options.template === undefined)
    throw new IsothermError('cli.usage', 'Nothing says what the stack is to be: give -t FILE.');
  return create(session, name, 'create', await goalOf(options), options.wait);
}

export interface AdoptOptions extends ChangeOptions {
  readonly adoptFile: string;
}

/** A stack from the document of an abandoned one; it takes over the things that are named there. */
export async function adoptStack(session: Session, name: string, options: AdoptOptions): Promise<number> {
  const document = readText(options.adoptFile, 'The document of the abandoned stack');
  const goal = { ...(await goalOf(options)), adopt_stack_data: document };
  return create(session, name, 'adoption', goal, options.wait);
}

async function create(
  session: Session,
  name: string,
  what: string,
  goal: GoalBody,
  wait: boolean,
): Promise<number> {
  const ref = await session.client.createStack(name, goal);
  if (!wait) return accepted(session, ref, what, 1);
  return waitAndShow(session, ref, { revision: 1, after: 0 });
}

export interface UpdateOptions extends ChangeOptions {
  readonly existing?: boolean;
  readonly clearParameter?: readonly string[];
  readonly revision?: number;
  readonly plan?: string;
  readonly yes?: boolean;
}

/** Shows what goes or is replaced; where somebody can answer it asks, and then does exactly what was shown. */
export async function updateStack(session: Session, name: string, options: UpdateOptions): Promise<number> {
  const { existing = false, clearParameter, revision: ifRevision } = options;
  if (options.template === undefined && !existing) {
    throw new IsothermError(
      'cli.usage',
      'Nothing says what the stack is to be: give -t FILE, or --existing to keep its template.',
    );
  }
  const goal = {
    ...(await goalOf(options)),
    ...(clearParameter === undefined ? {} : { clear_parameters: clearParameter }),
  };
  const ref = await session.client.find(name);
  const shown = options.plan === undefined && !session.json;
  const reviewed = shown
    ? await reviewPlan(
        session,
        await session.client.plans.update(ref, goal, options.existing === true),
        options,
      )
    : undefined;
  if (reviewed === 'declined') return exitCodes.failed;
  return changeAndWait(session, ref, { what: 'update', wait: options.wait }, () =>
    doReviewed(reviewed, (plan) =>
      session.client.updateStack(ref, goal, { existing, ifRevision, plan: options.plan ?? plan }),
    ),
  );
}

/** A new try from where the stack stands. */
export async function retryStack(
  session: Session,
  name: string,
  { wait }: { readonly wait: boolean },
): Promise<number> {
  const ref = await session.client.find(name);
  return changeAndWait(session, ref, { what: 'retry', wait }, () => session.client.retryStack(ref));
}
