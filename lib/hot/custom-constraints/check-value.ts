import type { Json } from '../../json.js';
import { didYouMean } from '../faults.js';
import { nearestName } from '../nearest-name.js';
import { builtIn } from './built-in.js';
import type { ConstraintQuestions } from './questions.js';
import { serviceConstraints } from './service-constraints.js';

/** Characters of a value, as JSON, that a provider is asked about. */
const longestQuestion = 65_536;

/** What custom constraints are held against. */
export interface ConstraintScope {
  /** The time, in ms since the epoch. */
  readonly nowMs: number;
  readonly questions: ConstraintQuestions;
  /** A constraint of a service that nobody there can ask is passed over: nothing is made of the template yet. */
  readonly passesOverServices?: boolean;
}

/** Why a constraint cannot be used. */
export interface ConstraintFault {
  readonly message: string;
  readonly hint: string;
}

/** Undefined: it is there, or will be known to be once the questions are answered. */
export function missingConstraint(name: string, scope: ConstraintScope): ConstraintFault | undefined {
  const { questions, passesOverServices = false } = scope;
  if (builtIn.has(name)) return undefined;
  const answer = questions.answer({ constraint: name });
  if (answer?.kind !== 'unknown') return undefined;
  const service = serviceConstraints.get(name);
  if (service !== undefined && passesOverServices) return undefined;
  if (service !== undefined) {
    return {
      message: `The custom_constraint "${name}" asks ${service}, and no worker is there whose provider brings it.`,
      hint: `start a worker with a provider of ${service}, or leave the constraint out`,
    };
  }
  const names = [...builtIn.keys(), ...serviceConstraints.keys(), ...answer.others];
  return {
    message: `The custom_constraint "${name}" could not be found (constraint not found).`,
    hint: didYouMean(nearestName(name, names)) ?? 'start a worker whose provider brings it, if there is one',
  };
}

/**
 * Why a constraint does not let a value pass; empty: it says no more. Undefined: it does, or will be asked, or is not
 * there, which `missingConstraint` tells.
 */
export function customFault(name: string, value: Json, scope: ConstraintScope): string | undefined {
  const check = builtIn.get(name);
  if (check) return check(value, scope.nowMs);
  if (JSON.stringify(value).length > longestQuestion)
    return `it has more than ${longestQuestion} characters, too many for a custom constraint`;
  const answer = scope.questions.answer({ constraint: name, value });
  return answer?.kind === 'unfit' ? answer.reason : undefined;
}
