import type { Fact } from './facts.js';

/** Facts for stacks that were dropped from memory and are being read anew: nothing of them was acknowledged. */
export class WaitingRoom {
  private readonly facts = new Map<string, Fact[]>();

  /** The stack left memory; these facts of it are to be taken again. */
  open(stackId: string, facts: readonly Fact[]): void {
    this.facts.set(stackId, [...facts]);
  }

  /** False: the stack is not awaited. */
  tell(stackId: string, fact: Fact): boolean {
    const facts = this.facts.get(stackId);
    facts?.push(fact);
    return facts !== undefined;
  }

  awaits(stackId: string): boolean {
    return this.facts.has(stackId);
  }

  /** The stack is back: what came meanwhile, in order. */
  close(stackId: string): readonly Fact[] {
    const facts = this.facts.get(stackId) ?? [];
    this.facts.delete(stackId);
    return facts;
  }
}

/** One of the facts says that the lease of that run is over. */
export function isGivenUp(facts: readonly Fact[], ordinal: number, fence: number): boolean {
  return facts.some((fact) => fact.kind === 'lost' && fact.ordinal === ordinal && fact.fence === fence);
}
