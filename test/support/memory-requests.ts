import { IsothermError } from '../../lib/errors.js';
import type {
  Requests,
  ResourceRequest,
  StackRequest,
} from '../../services/engine/app/use-cases/requests.js';
import type { MemoryStack } from './memory-stack.js';
import { attempt, type MemoryStacks } from './memory-stacks.js';
import { thingOf, type MemoryThing } from './memory-thing.js';

export class MemoryRequests implements Requests {
  constructor(private readonly stacks: MemoryStacks) {}

  act(tenant: string, stackId: string, action: StackRequest): Promise<void> {
    return attempt(() => {
      const stack = this.stacks.getLive(tenant, stackId);
      askStack(stack, action);
      this.stacks.goOn(stack);
    });
  }

  actOnResource(tenant: string, stackId: string, resource: string, request: ResourceRequest): Promise<void> {
    return attempt(() => {
      const stack = this.stacks.getLive(tenant, stackId);
      askResource(stack, thingOf(stack.things, resource, stack.identity.name), request);
      this.stacks.goOn(stack);
    });
  }
}

function askStack(stack: MemoryStack, action: StackRequest): void {
  switch (action) {
    case 'suspend':
    case 'resume':
    case 'check':
      return stack.ask(action.toUpperCase() as 'SUSPEND' | 'RESUME' | 'CHECK', action);
    case 'cancel_update':
      checkCancel(stack, ['UPDATE']);
      return stack.rollBack();
    case 'cancel_without_rollback':
      checkCancel(stack, ['UPDATE', 'CREATE']);
      return stack.halt();
    case 'pause':
    case 'unpause':
      return stack.setMode(action, (modes) => (modes.paused = action === 'pause'));
    case 'protect':
    case 'unprotect':
      return stack.setMode(action, (modes) => (modes.protected = action === 'protect'));
  }
}

/** In Heat's words. */
function checkCancel(stack: MemoryStack, actions: readonly string[]): void {
  if (stack.status === 'IN_PROGRESS' && actions.includes(stack.action)) return;
  throw new IsothermError(
    'request.unsupported',
    `Cancelling update when stack is ${stack.action}_${stack.status} is not supported.`,
  );
}

function askResource(stack: MemoryStack, thing: MemoryThing, request: ResourceRequest): void {
  const { name } = thing.goal;
  switch (request.kind) {
    case 'check':
      return void Object.assign(thing, { action: 'CHECK', reason: 'state changed' });
    case 'unhealthy':
      return void Object.assign(thing, { action: 'CHECK', status: 'FAILED', reason: request.reason });
    case 'healthy':
      return void Object.assign(thing, { action: 'CHECK', status: 'COMPLETE', reason: 'state changed' });
    case 'skip':
      return stack.setMode(`skip ${name}`, (modes) => modes.skipped.add(name));
    case 'unskip':
      return stack.setMode(`unskip ${name}`, (modes) => modes.skipped.delete(name));
    case 'clear-hook':
      if (!stack.isHeld(thing) || request.hook !== 'pre-create')
        throw new IsothermError('hook.invalid', `The "${request.hook}" hook is not defined on ${name}`);
      stack.cleared.add(name);
      return;
    case 'forget':
      if (stack.action !== 'DELETE') {
        const message = `The goal wants ${name}: take it out of the template, then forget it.`;
        throw new IsothermError('request.unsupported', message);
      }
      stack.things.delete(name);
  }
}
