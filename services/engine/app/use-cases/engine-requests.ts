import { IsothermError } from '../../../../lib/errors.js';
import type { Request } from '../../core/goal.js';
import type { NewRevision } from '../../store/revisions.js';
import type { StackRecord } from '../../store/stacks.js';
import { modesOfAsking, modesOfChange } from './carry-modes.js';
import type { StackFinder } from './find-stack.js';
import { nextGoal, refuseGoal } from './put-goal.js';
import { clearing, heldByHook, noHook, type Held } from './clear-hook.js';
import type { Requests, ResourceRequest, StackRequest } from './requests.js';
import { ResourceNames, type ResourceNamesPorts } from './resource-names.js';
import { carriedOn, untilWritten, writeRevision, type WriteRevisionPorts } from './write-revision.js';

export interface RequestPorts extends WriteRevisionPorts, ResourceNamesPorts {
  readonly protectStack: (stackId: string, on: boolean) => Promise<void>;
  /** Undefined: `revision` is not the newest one any more. */
  readonly rollBack: (stackId: string, revision: number) => Promise<number | undefined>;
}

/** What is asked of a stack beside its template, each as a revision; but protection, which says nothing of the goal. */
export class EngineRequests implements Requests {
  private readonly names: ResourceNames;

  constructor(
    private readonly ports: RequestPorts,
    private readonly stacks: StackFinder,
  ) {
    this.names = new ResourceNames(ports, stacks);
  }

  async act(tenant: string, stackId: string, action: StackRequest): Promise<void> {
    const stack = await this.stacks.live(tenant, stackId);
    switch (action) {
      case 'suspend':
      case 'resume':
      case 'check':
        return this.write(stack, (newest) => asking(newest, action));
      case 'pause':
      case 'unpause':
        return this.write(stack, (newest) => pausing(newest, action));
      case 'cancel_update':
        await untilWritten(this.ports, stack, (newest) => {
          checkCancel(newest, ['UPDATE']);
          return this.ports.rollBack(newest.id, newest.revision);
        });
        return;
      case 'cancel_without_rollback':
        return this.write(stack, (newest) => {
          checkCancel(newest, ['UPDATE', 'CREATE']);
          return { ...carriedOn(newest), askedFor: 'cancel', modes: modesOfChange(newest, { halted: true }) };
        });
      case 'protect':
      case 'unprotect':
        return this.ports.protectStack(stack.id, action === 'protect');
    }
  }

  async actOnResource(
    tenant: string,
    stackId: string,
    resource: string,
    request: ResourceRequest,
  ): Promise<void> {
    const stack = await this.stacks.live(tenant, stackId);
    await this.names.mustHave(stack, resource);
    if (request.kind === 'forget') await this.refuseWanted(stack, resource);
    if (request.kind === 'clear-hook') return this.clearHook(stack, resource, request.hook);
    await this.write(stack, (newest) => ofResource(newest, resource, request));
  }

  private async clearHook(stack: StackRecord, resource: string, hook: string): Promise<void> {
    const held = await this.held(stack, resource, hook);
    await this.write(stack, (newest) => clearing(newest, held));
  }

  /** Users are told by any engine. Before one of them refuses what is not in its memory, it reads the stack anew. */
  private async held(stack: StackRecord, resource: string, hook: string): Promise<Held> {
    const known = heldByHook(this.stacks.inMemory(stack)?.snapshot, resource, hook);
    if (known?.since === stack.since) return known;
    const snapshot = (await this.stacks.anew(stack))?.snapshot;
    const held = heldByHook(snapshot, resource, hook);
    if (!held) throw noHook(stack, snapshot, resource, hook);
    return held;
  }

  /** Nothing of it is to go: forgetting it would mean nothing. */
  private async refuseWanted(stack: StackRecord, name: string): Promise<void> {
    const resource = (await this.stacks.resident(stack))?.snapshot.resources.get(name);
    if (!resource?.goal || resource.instances.some(({ deleting }) => deleting)) return;
    throw new IsothermError(
      'request.unsupported',
      `The goal wants ${name}: take it out of the template, then forget it.`,
    );
  }

  private async write(
    stack: StackRecord,
    next: (newest: StackRecord) => NewRevision | undefined,
  ): Promise<void> {
    await writeRevision(this.ports, stack, next);
  }
}

const ASKING = {
  suspend: { action: 'SUSPEND', doing: 'Suspending', modes: { suspended: true } },
  resume: { action: 'RESUME', doing: 'Resuming', modes: { suspended: false } },
  check: { action: 'CHECK', doing: 'Checking', modes: {} },
} as const;

function asking(stack: StackRecord, verb: keyof typeof ASKING): NewRevision {
  const { action, doing, modes } = ASKING[verb];
  if (verb === 'check' || stack.goalAction === 'DELETE') refuseGoal(stack, doing);
  // What was not suspended to its end can be taken back.
  if (verb !== 'resume' || stack.goalAction !== 'SUSPEND') refuseBusy(stack);
  const asked = stack.revision + 1;
  const requests: Request[] = verb === 'check' ? [{ number: asked, verb, resource: '', argument: '' }] : [];
  return {
    ...carriedOn(stack),
    action,
    asked,
    askedFor: verb,
    modes: modesOfAsking(stack, modes, requests),
  };
}

/** In Heat's words. @throws IsothermError `stack.busy` */
export function refuseBusy({ name, action, status }: StackRecord): void {
  if (status !== 'IN_PROGRESS') return;
  throw new IsothermError('stack.busy', `Stack ${name} already has an action (${action}) in progress.`, {
    retry: 'later',
  });
}

function pausing(stack: StackRecord, verb: 'pause' | 'unpause'): NewRevision | undefined {
  const paused = verb === 'pause';
  if (stack.modes.paused === paused) return undefined;
  return { ...carriedOn(stack), askedFor: verb, modes: modesOfChange(stack, { paused }) };
}

/** In Heat's words. */
function checkCancel({ action, status }: StackRecord, actions: readonly string[]): void {
  if (status === 'IN_PROGRESS' && actions.includes(action)) return;
  throw new IsothermError(
    'request.unsupported',
    `Cancelling update when stack is ${action}_${status} is not supported.`,
  );
}

function ofResource(
  stack: StackRecord,
  resource: string,
  request: Exclude<ResourceRequest, { kind: 'clear-hook' }>,
): NewRevision | undefined {
  const { kind } = request;
  const askedFor = `${kind} ${resource}`;
  switch (kind) {
    case 'check':
      return { ...checkingOne(stack, resource), askedFor };
    case 'skip':
    case 'unskip': {
      const others = stack.modes.skipped.filter((name) => name !== resource);
      const skipped = kind === 'skip' ? [...others, resource] : others;
      if (skipped.length === stack.modes.skipped.length) return undefined;
      return { ...(kind === 'skip' ? skipping(stack, skipped) : tryingAgain(stack, skipped)), askedFor };
    }
    default: {
      const argument = kind === 'unhealthy' ? request.reason : '';
      const mark: Request = { number: stack.revision + 1, verb: kind, resource, argument };
      return { ...carriedOn(stack), askedFor, modes: modesOfChange(stack, {}, [mark]) };
    }
  }
}

type Asking = Omit<NewRevision, 'askedFor'>;

function skipping(stack: StackRecord, skipped: readonly string[]): Asking {
  return { ...carriedOn(stack), modes: modesOfChange(stack, { skipped }) };
}

/** The goal is to be reached with the resource, as by a retry: what was done without it is no answer to that. */
function tryingAgain(stack: StackRecord, skipped: readonly string[]): Asking {
  // Nothing is tried there, now.
  if (stack.goalAction === 'DELETE' || stack.modes.suspended) return skipping(stack, skipped);
  const next = nextGoal(stack);
  return { ...next, action: 'UPDATE', modes: { ...next.modes, skipped }, goal: stack.base };
}

/** Several may be checked at once: none of them takes another one's place. */
function checkingOne(stack: StackRecord, resource: string): Asking {
  refuseGoal(stack, 'Checking');
  const isChecking = stack.goalAction === 'CHECK';
  if (!isChecking) refuseBusy(stack);
  const { modes, completed } = stack;
  const asked = stack.revision + 1;
  const underWay = modes.requests.filter(({ verb, number }) => verb === 'check' && number > completed);
  const request: Request = { number: asked, verb: 'check', resource, argument: '' };
  const requests = isChecking ? [...underWay, request] : [request];
  return { ...carriedOn(stack), action: 'CHECK', asked, modes: modesOfAsking(stack, {}, requests) };
}
