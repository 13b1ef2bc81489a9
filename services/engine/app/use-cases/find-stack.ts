import { IsothermError } from '../../../../lib/errors.js';
import type { StackRecord } from '../../store/stacks.js';
import type { ConvergenceLoop } from '../loop.js';
import type { Resident } from '../resident.js';
import { noStack } from './not-found.js';

export interface FindStackPorts {
  readonly findStack: (tenant: string, nameOrId: string) => Promise<StackRecord | undefined>;
  readonly loop: ConvergenceLoop;
  /** A copy of a stack that is not in memory here, with where it stands; undefined: there is none. */
  readonly readElsewhere: (stackId: string) => Promise<Resident | undefined>;
}

/** Finds stacks: as they are stored, and as they are in the loop's memory. */
export class StackFinder {
  constructor(private readonly ports: FindStackPorts) {}

  /** @throws IsothermError `stack.not-found` */
  async find(tenant: string, nameOrId: string): Promise<StackRecord> {
    const stack = await this.ports.findStack(tenant, nameOrId);
    if (!stack) throw noStack(nameOrId);
    return stack;
  }

  /** A stack that still is: deleted ones can be read, not changed. @throws IsothermError `stack.not-found` */
  async live(tenant: string, nameOrId: string): Promise<StackRecord> {
    const stack = await this.find(tenant, nameOrId);
    if (stack.deletedAt) throw noStack(stack.name);
    return stack;
  }

  /** Undefined: it is not in memory (yet), or another engine has it. */
  inMemory({ id }: StackRecord): Resident | undefined {
    return this.ports.loop.resident(id);
  }

  /**
   * As it is in memory, once that is stored; a stack that another engine has is read as that one wrote it last, O(stack).
   * Undefined: it is gone, or its first goal was not seen so far.
   */
  async resident({ id }: StackRecord): Promise<Resident | undefined> {
    const { loop, readElsewhere } = this.ports;
    await loop.stored(id);
    return loop.resident(id) ?? (loop.awaits(id) ? undefined : await readElsewhere(id));
  }

  /** As it was written last, whatever is in memory here: another engine may know better. O(stack). Undefined: as above. */
  anew({ id }: StackRecord): Promise<Resident | undefined> {
    return this.ports.readElsewhere(id);
  }

  /** For what must not be answered by halves. @throws IsothermError `store.fenced` */
  async mustResident(stack: StackRecord): Promise<Resident> {
    const resident = await this.resident(stack);
    if (resident) return resident;
    throw new IsothermError(
      'store.fenced',
      `Stack ${stack.name} is just being read: try again in a moment.`,
      { retry: 'later' },
    );
  }
}
