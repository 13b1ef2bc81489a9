import type { ResourceTypeSchema } from '../handler/contract.js';
import type { CompileInput } from './compile-input.js';
import type { ResourceRegistry } from './environment/resource-registry.js';
import { didYouMean, type FaultList } from './faults.js';
import { nearestName } from './nearest-name.js';

/** The type that a resource has once the environment was asked. `schema` is undefined where none is checked or it has faults. */
export interface FoundType {
  readonly type: string;
  readonly schema: ResourceTypeSchema | undefined;
}

/** Finds what implements the types that a template names. */
export class ResourceTypes {
  constructor(
    private readonly input: CompileInput,
    private readonly registry: ResourceRegistry,
    private readonly faults: FaultList,
  ) {}

  /** Of the resource at the faults' current path; what leads to no type is noted. */
  find(type: string, resource: string): FoundType {
    if (type === '') return { type, schema: undefined };
    const found = this.registry.resolve(type, resource, (name) => this.isKnown(name));
    switch (found.kind) {
      case 'type':
        return { type: found.type, schema: this.input.resourceType?.(found.type) };
      case 'template':
        this.refuse(
          `The resource type ${type} comes from the template "${found.name}", and nested stacks are not supported yet by Isotherm.`,
          'map it to a type that a worker offers',
        );
        break;
      case 'cycle':
        this.refuse(
          `The resource_registry leads round in circles: ${shorten(found.path).join(' -> ')}.`,
          'let one of them name a type that a worker offers',
        );
        break;
      case 'unknown':
        this.refuse(
          `The Resource Type (${type}) could not be found.`,
          didYouMean(nearestName(type, this.names())) ?? 'start a worker whose provider has this type',
        );
    }
    return { type, schema: undefined };
  }

  /** As `find`, of another resource: nothing is noted. */
  schemaOf(type: string, resource: string): ResourceTypeSchema | undefined {
    const found = this.registry.resolve(type, resource, (name) => this.isKnown(name));
    return found.kind === 'type' ? this.input.resourceType?.(found.type) : undefined;
  }

  private isKnown(type: string): boolean {
    const { resourceType } = this.input;
    return !resourceType || resourceType(type) !== undefined;
  }

  private *names(): Generator<string> {
    yield* this.input.resourceTypeNames?.() ?? [];
    yield* this.registry.names();
  }

  private refuse(message: string, hint: string): void {
    this.faults.add(message, { at: ['type'], hint });
  }
}

function shorten(path: readonly string[]): readonly string[] {
  return path.length <= 10 ? path : [...path.slice(0, 5), '...', ...path.slice(-4)];
}
