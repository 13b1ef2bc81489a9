import { statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { GoalBody } from '../client.js';
import type { Plan } from '../client/plan-types.js';
import { coloured, coloursAreWanted } from '../colours.js';
import { exitCodes } from '../exit-code.js';
import { hasChanges, planSummary, renderPlan, type PlanLine } from '../plan/render-plan.js';
import type { Session } from '../session.js';
import { findOrNew } from './find-or-new.js';
import { goalOf, type ChangeOptions } from './goal-options.js';

/** Of a plan that is not written to a terminal. */
const PIPED_WIDTH = 120;

export interface PlanOptions extends Omit<ChangeOptions, 'wait'> {
  readonly existing?: boolean;
  readonly clearParameter?: readonly string[];
  readonly full?: boolean;
  readonly detailedExitcode?: boolean;
}

/**
 * Shows what an update of the stack would do, or if there is none of that name, a create.
 * @param subject a stack, or a template file alone: of a stack that is named like the file.
 */
export async function planStack(session: Session, subject: string, options: PlanOptions): Promise<number> {
  const given = withTemplate(subject, options);
  const goal = {
    ...(await goalOf({ ...given.options, wait: false })),
    ...(options.clearParameter === undefined ? {} : { clear_parameters: options.clearParameter }),
  };
  const plan = await planFor(
    session,
    given.name,
    goal,
    options.existing ?? given.options.template === undefined,
  );
  sayPlan(session, plan, options.full);
  return options.detailedExitcode && hasChanges(plan) ? exitCodes.changes : exitCodes.ok;
}

/** Shows a plan as a whole. @param full also what is left alone */
export function sayPlan(session: Session, plan: Plan, full = false): number {
  if (session.json) session.sayJson(plan);
  else {
    sayLines(session, renderPlan(plan, { width: widthOf(session), full }));
    session.say(`${planSummary(plan)}\nHash ${plan.hash}\n`);
  }
  return exitCodes.ok;
}

/** Tells what a plan replaces, deletes and leaves behind, and its sum. @returns whether there is any of that. */
export function showDanger(session: Session, plan: Plan): boolean {
  const resources = plan.resources.filter(({ action }) => ['replace', 'delete', 'forget'].includes(action));
  sayLines(session, renderPlan({ resources }, { width: widthOf(session), full: false }));
  session.say(`${planSummary(plan)}\n`);
  return resources.length > 0;
}

function withTemplate(subject: string, options: PlanOptions): { name: string; options: PlanOptions } {
  if (options.template !== undefined || !isTemplate(subject)) return { name: subject, options };
  const name = basename(subject, extname(subject)).replaceAll(/[^A-Za-z0-9_.-]/g, '-');
  return {
    name: /^[A-Za-z]/.test(name) ? name : `stack-${name}`,
    options: { ...options, template: subject },
  };
}

/** A file that is named like one; a stack may be named like a directory. */
function isTemplate(subject: string): boolean {
  const named = subject.includes('/') || /\.(ya?ml|json|template|hot)$/i.test(subject);
  return named && statSync(subject, { throwIfNoEntry: false })?.isFile() === true;
}

async function planFor({ client }: Session, name: string, goal: GoalBody, existing: boolean): Promise<Plan> {
  const ref = await findOrNew(client, name, goal);
  return ref ? client.plans.update(ref, goal, existing) : client.plans.create(name, goal);
}

function widthOf({ terminal }: Session): number {
  return terminal ? Math.max(40, process.stdout.columns || 80) : PIPED_WIDTH;
}

function sayLines(session: Session, lines: readonly PlanLine[]): void {
  const colour = session.terminal && coloursAreWanted();
  session.say(lines.map(({ text, tone }) => `${colour ? coloured(text, tone) : text}\n`).join(''));
}
