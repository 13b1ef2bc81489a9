import type { OwnStack } from './outlet.js';
import type { OwnOutbox } from '../own-outbox.js';

/** Says to the store how far stacks are: whatever has come together while it was told something, in one statement. */
export class Cursors {
  private readonly unsaved = new Set<OwnStack>();
  private isSaving = false;
  private saving: Promise<void> | undefined;

  constructor(
    private readonly outbox: Pick<OwnOutbox, 'advance'>,
    private readonly listener: { saved(stack: OwnStack): void; lost(error: unknown): void },
  ) {}

  save(stack: OwnStack): void {
    this.unsaved.add(stack);
    if (!this.isSaving) this.saving = this.saveAll();
  }

  forget(stack: OwnStack): void {
    this.unsaved.delete(stack);
  }

  /** Resolves once all that it was told of is saved, or lost. */
  async idle(): Promise<void> {
    await this.saving;
  }

  private async saveAll(): Promise<void> {
    this.isSaving = true;
    try {
      while (this.unsaved.size > 0) await this.saveSome();
    } catch (error) {
      this.listener.lost(error);
    } finally {
      this.isSaving = false;
    }
  }

  private async saveSome(): Promise<void> {
    const stacks = [...this.unsaved];
    this.unsaved.clear();
    const moved = stacks.filter(({ reached, saved }) => reached > saved);
    const reached = moved.map((stack) => ({ stack: stack.id, event: stack.reached }));
    if (moved.length > 0) await this.outbox.advance(reached);
    moved.forEach((stack, i) => (stack.saved = Math.max(stack.saved, reached[i]?.event ?? 0)));
    for (const stack of stacks) this.listener.saved(stack);
  }
}
