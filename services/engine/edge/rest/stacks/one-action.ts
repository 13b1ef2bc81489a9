import { z } from 'zod';
import { IsothermError } from '../../../../../lib/errors.js';

/** A body with one key, which names what is asked for; the value does not count. */
export function actionsBody(actions: readonly string[]) {
  return z
    .record(z.string(), z.unknown())
    .nullish()
    .meta({
      description: `Exactly one key, one of ${actions.join(', ')}; its value does not count, but of restore: the id of a snapshot`,
    });
}

/** @throws IsothermError `request.invalid`, in Heat's words */
export function oneAction<Action extends string>(
  body: Readonly<Record<string, unknown>> | null | undefined,
  actions: readonly Action[],
): Action {
  const [name, ...others] = Object.keys(body ?? {});
  const known = `give one of ${actions.join(', ')}`;
  if (name === undefined) throw new IsothermError('request.invalid', `No action specified: ${known}`);
  if (others.length > 0) throw new IsothermError('request.invalid', `Multiple actions specified: ${known}`);
  const action = actions.find((each) => each === name);
  if (action !== undefined) return action;
  throw new IsothermError('request.invalid', `Invalid action ${name.slice(0, 80)} specified: ${known}`);
}
