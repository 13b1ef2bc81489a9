import { IsothermError } from '../../lib/errors.js';
import { DRIFT_POLICIES } from '../../lib/drift-policy.js';
import type { GoalBody } from '../client.js';
import { readGoal, readPairs, type TemplateOptions } from '../template-input.js';

/** What a create and an update can be given beside their template. */
export interface ChangeOptions extends TemplateOptions {
  readonly tag?: readonly string[];
  /** Minutes. */
  readonly timeout?: number;
  readonly rollback?: boolean;
  readonly disableRollback?: boolean;
  readonly drift?: string;
  readonly import?: readonly string[];
  /** False: `--no-wait`. */
  readonly wait: boolean;
}

/** @throws IsothermError `cli.usage` */
export async function goalOf(options: ChangeOptions): Promise<GoalBody> {
  const { tag, timeout, drift } = options;
  const rollback = rollbackOf(options);
  if (drift !== undefined && !DRIFT_POLICIES.some((each) => each === drift))
    throw new IsothermError(
      'cli.usage',
      `--drift is one of ${DRIFT_POLICIES.join(', ')}, not ${JSON.stringify(drift)}.`,
    );
  return {
    ...(await readGoal(options)),
    ...(tag === undefined ? {} : { tags: tag.join(',') }),
    ...(timeout === undefined ? {} : { timeout_mins: timeout }),
    ...(rollback === undefined ? {} : { disable_rollback: !rollback }),
    ...(drift === undefined ? {} : { drift_policy: drift }),
    ...(options.import === undefined ? {} : { imports: readPairs(options.import, '--import') }),
  };
}

function rollbackOf({ rollback, disableRollback }: ChangeOptions): boolean | undefined {
  if (rollback && disableRollback)
    throw new IsothermError('cli.usage', 'Give either --rollback or --disable-rollback.');
  if (rollback) return true;
  return disableRollback ? false : undefined;
}
