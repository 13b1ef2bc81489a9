import { IsothermError } from '../../../../lib/errors.js';
import type { StackRecord } from '../../store/stacks.js';
import type { ConvergenceLoop } from '../loop.js';
import type { Resident } from '../resident.js';
import { noStack } from './not-found.js';

export interface FindStackPorts {
  readonly findStack: (tenant: string, nameOrId: string) => Promise<StackRecord | undefined>;
  readonly loop: ConvergenceLoop;
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
    if (stack.deletedAt) throw noStack(nameOrId);
    return stack;
  }

  /** Undefined: it is not in memory (yet), or another engine has it. */
  resident({ id }: StackRecord): Resident | undefined {
    return this.ports.loop.resident(id);
  }

  /** For what must not be answered by halves. @throws IsothermError `store.fenced` */
  mustResident(stack: StackRecord): Resident {
    const resident = this.resident(stack);
    if (resident) return resident;
    throw new IsothermError(
      'store.fenced',
      `This engine does not have Stack ${stack.name} in memory, since it is being read or another engine has it: try again in a moment.`,
      { retry: 'later' },
    );
  }
}
