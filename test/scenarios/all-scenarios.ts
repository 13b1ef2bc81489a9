import absentMadeAgain from './absent-made-again.js';
import createInOrder from './create-in-order.js';
import deleteHalfMade from './delete-half-made.js';
import deleteInOrder from './delete-in-order.js';
import driftRepaired from './drift-repaired.js';
import failureThenNewGoal from './failure-then-new-goal.js';
import newGoalMeanwhile from './new-goal-meanwhile.js';
import replaceBeforeDelete from './replace-before-delete.js';
import retry from './retry.js';
import twoGraphs from './two-graphs.js';
import updateInPlace from './update-in-place.js';
import type { Scenario } from './scenario.js';

/** Every story; each is played in the simulator and on the real engine. */
export const scenarios: readonly Scenario[] = [
  absentMadeAgain,
  createInOrder,
  deleteHalfMade,
  deleteInOrder,
  driftRepaired,
  failureThenNewGoal,
  newGoalMeanwhile,
  replaceBeforeDelete,
  retry,
  twoGraphs,
  updateInPlace,
];
