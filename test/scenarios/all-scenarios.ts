import abandon from './abandon.js';
import absentMadeAgain from './absent-made-again.js';
import actionTimeout from './action-timeout.js';
import { beforeCleanup } from './before-cleanup.js';
import check from './check.js';
import comesBackByRollback from './comes-back-by-rollback.js';
import createInOrder from './create-in-order.js';
import deleteFirst from './delete-first.js';
import deleteHalfMade from './delete-half-made.js';
import deleteInOrder from './delete-in-order.js';
import deleteWhileMade from './delete-while-made.js';
import deletionPolicies from './deletion-policies.js';
import dependencyReversed from './dependency-reversed.js';
import driftDuringUpdate from './drift-during-update.js';
import { driftOfTwo } from './drift-of-two.js';
import driftRepaired from './drift-repaired.js';
import externalId from './external-id.js';
import externalIdGone from './external-id-gone.js';
import failureThenNewGoal from './failure-then-new-goal.js';
import failureWithSiblings from './failure-with-siblings.js';
import forceDelete from './force-delete.js';
import forceDeleteWithNobody from './force-delete-with-nobody.js';
import haltAndRetry from './halt-and-retry.js';
import holdsAfterCreate from './hook-after-create.js';
import holdsBeforeCreate from './hook-before-create.js';
import holdsBeforeDelete from './hook-before-delete.js';
import holdsBeforeUpdate from './hook-before-update.js';
import hookCancelled from './hook-cancelled.js';
import hookForceDelete from './hook-force-delete.js';
import ignorePolicy from './ignore-policy.js';
import importing from './import.js';
import markUnhealthy from './mark-unhealthy.js';
import { meanwhile } from './meanwhile.js';
import newGoalCancelsHanging from './new-goal-cancels-hanging.js';
import newGoalMeanwhile from './new-goal-meanwhile.js';
import normalisedValues from './normalised-values.js';
import oneLook from './one-look.js';
import originalIsLiveAgain from './original-is-live-again.js';
import pause from './pause.js';
import protectedStack from './protected.js';
import renameInTemplate from './rename-in-template.js';
import repairDoesNotHold from './repair-does-not-hold.js';
import repairFailsLater from './repair-fails-later.js';
import replaceBeforeDelete from './replace-before-delete.js';
import replaceOnDrift from './replace-on-drift.js';
import reportPolicy from './report-policy.js';
import retry from './retry.js';
import revisionAgain from './revision-again.js';
import rollbackFails from './rollback-fails.js';
import rollbackHalfMade from './rollback-half-made.js';
import { rolledBack } from './rolled-back.js';
import runAgain from './run-again.js';
import shrinkGrowDelete from './shrink-grow-delete.js';
import skip from './skip.js';
import snapshotRestore from './snapshot-restore.js';
import stackTimeout from './stack-timeout.js';
import suspendResume from './suspend-resume.js';
import timeOverRollsBack from './time-over-rolls-back.js';
import twoGraphs from './two-graphs.js';
import updateAdds from './update-adds.js';
import updateInPlace from './update-in-place.js';
import updateRemoves from './update-removes.js';
import updateRenames from './update-renames.js';
import type { Scenario } from './scenario.js';

/** Every story; each is played in the simulator and on the real engine. */
export const scenarios: readonly Scenario[] = [
  abandon,
  absentMadeAgain,
  actionTimeout,
  ...beforeCleanup,
  check,
  comesBackByRollback,
  createInOrder,
  deleteFirst,
  deleteHalfMade,
  deleteInOrder,
  deleteWhileMade,
  deletionPolicies,
  dependencyReversed,
  driftDuringUpdate,
  ...driftOfTwo,
  driftRepaired,
  externalId,
  externalIdGone,
  failureThenNewGoal,
  failureWithSiblings,
  forceDelete,
  forceDeleteWithNobody,
  haltAndRetry,
  holdsAfterCreate,
  holdsBeforeCreate,
  holdsBeforeDelete,
  holdsBeforeUpdate,
  hookCancelled,
  hookForceDelete,
  ignorePolicy,
  importing,
  markUnhealthy,
  ...meanwhile,
  newGoalCancelsHanging,
  newGoalMeanwhile,
  normalisedValues,
  oneLook,
  originalIsLiveAgain,
  pause,
  protectedStack,
  renameInTemplate,
  repairDoesNotHold,
  repairFailsLater,
  replaceBeforeDelete,
  replaceOnDrift,
  reportPolicy,
  retry,
  revisionAgain,
  rollbackFails,
  rollbackHalfMade,
  ...rolledBack,
  runAgain,
  shrinkGrowDelete,
  skip,
  snapshotRestore,
  stackTimeout,
  suspendResume,
  timeOverRollsBack,
  twoGraphs,
  updateAdds,
  updateInPlace,
  updateRemoves,
  updateRenames,
];
