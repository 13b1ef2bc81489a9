import { IsothermError } from '../../lib/errors.js';
import type { Plan } from '../client/plan-types.js';
import { confirm, mayAsk } from '../confirm.js';
import type { Session } from '../session.js';
import { showDanger } from './plan-stack.js';

/** A plan that somebody has seen. */
export interface Reviewed {
  readonly hash: string;
  /** Somebody agreed to it. */
  readonly asked: boolean;
}

export interface ReviewOptions {
  readonly yes?: boolean;
  /** Also what replaces and deletes nothing is asked for: something else is lost. */
  readonly always?: boolean;
}

/** Shows what a plan replaces, deletes and leaves behind, and asks where somebody can answer. */
export async function reviewPlan(
  session: Session,
  plan: Plan,
  options: ReviewOptions,
): Promise<Reviewed | 'declined'> {
  const isDanger = showDanger(session, plan) || options.always === true;
  const asked = isDanger && mayAsk(session, options);
  if (asked && !(await confirm('Go on?'))) {
    session.say('Nothing was changed.\n');
    return 'declined';
  }
  return { hash: plan.hash, asked };
}

/**
 * Does exactly what was agreed to. Where nobody was asked the plan was only shown, and a stack on which work is under way moves on
 * all the time: then it is done whatever the plan is by now.
 * @param change with the hash of the plan that it has to do
 */
export async function doReviewed<T>(
  reviewed: Reviewed | undefined,
  change: (plan: string | undefined) => Promise<T>,
): Promise<T> {
  try {
    return await change(reviewed?.hash);
  } catch (error) {
    const isMovedOn = error instanceof IsothermError && error.code === 'plan.changed';
    if (!reviewed || reviewed.asked || !isMovedOn) throw error;
    return change(undefined);
  }
}
