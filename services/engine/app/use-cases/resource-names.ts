import type { StackRecord } from '../../store/stacks.js';
import { resourceNames } from './compiled-goal.js';
import type { StackFinder } from './find-stack.js';
import type { KeyedSeal } from './kept-request.js';
import { noResource } from './not-found.js';

export interface ResourceNamesPorts {
  readonly loadGoalText: (stackId: string, number: number) => Promise<string | undefined>;
  readonly seal: KeyedSeal;
}

/** Knows what resources a stack has: those of its newest goal, and those of which something is left. */
export class ResourceNames {
  constructor(
    private readonly ports: ResourceNamesPorts,
    private readonly stacks: StackFinder,
  ) {}

  /** @throws IsothermError `resource.not-found`, with the one that may have been meant */
  async mustHave(stack: StackRecord, resource: string): Promise<void> {
    const known = (await this.stacks.resident(stack))?.snapshot.resources;
    if (known?.has(resource)) return;
    const text = this.ports.seal.open((await this.ports.loadGoalText(stack.id, stack.revision)) ?? '');
    const names = resourceNames(text);
    if (!names.has(resource)) throw noResource(stack, resource, [...names, ...(known?.keys() ?? [])]);
  }
}
