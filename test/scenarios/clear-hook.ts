import { IsothermError } from '../../lib/errors.js';
import type { Stacks } from './scenario.js';

/** Clears the hook that holds the resource. What an engine has told may be lost with it: the next one has to come upon the hook anew. */
export function clearHook(stacks: Stacks, stack: string, resource: string, hook: string): Promise<void> {
  return stacks.until(async () => {
    try {
      await stacks.askOf(stack, resource, { kind: 'clear-hook', hook });
      return true;
    } catch (error) {
      if (error instanceof IsothermError && error.code === 'hook.invalid') return false;
      throw error;
    }
  });
}
