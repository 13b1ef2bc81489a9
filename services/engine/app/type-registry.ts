import type { ResourceTypeSchema } from '../../../lib/handler/contract.js';
import type { OfferedType } from '../../../lib/protocol/worker.js';
import { interned } from './interned.js';

/**
 * The schemas of all resource types, by name. They come from the hellos of workers and observers and outlive them in the
 * database, so that the engine never loads provider code.
 */
export class TypeRegistry {
  private readonly types = new Map<string, { readonly hash: string; readonly schema: ResourceTypeSchema }>();
  /** Rises with every change: caches of schemas compare it. */
  version = 0;

  constructor(private readonly save: (types: readonly OfferedType[]) => Promise<void>) {}

  get(type: string): ResourceTypeSchema | undefined {
    return this.types.get(type)?.schema;
  }

  list(): ResourceTypeSchema[] {
    return Array.from(this.types.values(), ({ schema }) => schema).sort((a, b) => (a.type < b.type ? -1 : 1));
  }

  /** Those whose things are values that live in the engine, on no node. */
  valueTypes(): string[] {
    return this.list()
      .filter(({ observed }) => observed === 'by report')
      .map(({ type }) => type);
  }

  load(types: readonly { readonly hash: string; readonly schema: ResourceTypeSchema }[]): void {
    for (const type of types) this.types.set(interned(type.schema.type), type);
    this.version += 1;
  }

  /** Takes what a peer offers; new and changed schemas are stored before anything is built on them. */
  async offer(offered: readonly OfferedType[]): Promise<void> {
    const changed = offered.filter(
      ({ schema, schemaHash }) => this.types.get(schema.type)?.hash !== schemaHash,
    );
    if (changed.length === 0) return;
    await this.save(changed);
    this.load(changed.map(({ schema, schemaHash }) => ({ hash: schemaHash, schema })));
  }
}
