import type { ResourceTypeSchema } from '../handler/contract.js';
import type { Json } from '../json.js';
import type { ValueCompiler } from './compile-value.js';
import { didYouMean, shown, type FaultList } from './faults.js';
import { holdsUnknowable } from './functions/function.js';
import { nearestName } from './nearest-name.js';
import { own, type JsonMap } from './sections.js';
import type { Expression, GoalResource } from './values.js';
import type { HotVersion } from './versions.js';

const policies = { Delete: undefined, Retain: 'retain', Snapshot: 'snapshot' } as const;
const spellings = Object.keys(policies) as (keyof typeof policies)[];

/** Reads `deletion_policy` and `external_id` of a resource's definition, which must be known before any resource is. */
export class PolicyReader {
  constructor(
    private readonly version: HotVersion,
    private readonly values: ValueCompiler,
    private readonly faults: FaultList,
  ) {}

  /** @param schema undefined: what the type can do is not checked. */
  deletionPolicy(
    resource: string,
    definition: JsonMap,
    schema: ResourceTypeSchema | undefined,
  ): Pick<GoalResource, 'deletionPolicy'> {
    const text = this.text(resource, definition, 'deletion_policy');
    if (text === undefined) return {};
    const known = spellings.find(
      (each) => each === text || (this.version.lowerCasePolicies && each.toLowerCase() === text),
    );
    if (known === undefined) {
      this.invalid(text);
      return {};
    }
    if (known === 'Snapshot' && schema && !schema.actions?.includes('snapshot')) {
      this.faults.add(`"${known}" deletion policy not supported`, {
        at: ['deletion_policy'],
        hint: `${schema.type} keeps no snapshots: Delete and Retain are left`,
      });
    }
    const policy = policies[known];
    return policy === undefined ? {} : { deletionPolicy: policy };
  }

  /** Before version 2016-10-14 there is no such key, which is noted elsewhere. */
  externalId(
    resource: string,
    definition: JsonMap,
    schema: ResourceTypeSchema | undefined,
  ): Pick<GoalResource, 'externalId'> {
    if (!this.version.externalId) return {};
    const id = this.text(resource, definition, 'external_id');
    if (id === undefined) return {};
    if (id === '') {
      this.faults.add('The external_id is empty.', {
        at: ['external_id'],
        hint: 'give the physical id of the thing',
      });
    }
    if (schema?.observed === 'by report') {
      this.faults.add(
        `A thing of ${schema.type} is known to the stack that made it alone: external_id cannot refer to it.`,
        {
          at: ['external_id'],
          hint: 'take its id or value as a parameter',
        },
      );
    }
    return { externalId: id };
  }

  private invalid(text: string): void {
    const hint = spellings.some((each) => each.toLowerCase() === text)
      ? 'lower case needs heat_template_version 2016-10-14 or newer'
      : didYouMean(nearestName(text, spellings));
    this.faults.add(`Invalid deletion policy "${text}"`, {
      at: ['deletion_policy'],
      hint: hint ?? `one of ${spellings.join(', ')}`,
    });
  }

  /** Undefined: it is not given, or has a fault that was noted, or may be known once parameters are given. */
  private text(resource: string, definition: JsonMap, key: string): string | undefined {
    const written: Json | undefined = own(definition, key);
    if (written === undefined || written === null) return undefined;
    const value: Expression = this.faults.within(key, () => this.values.compile(written));
    if (holdsUnknowable(value)) return undefined;
    if ('lit' in value && value.lit === null) return undefined;
    if ('lit' in value && typeof value.lit === 'string' && !value.secret) return value.lit;
    const at = [key];
    if (!('lit' in value)) {
      this.faults.add(`The ${key} of ${resource} must be known before any resource is created.`, { at });
    } else if (value.secret) {
      this.faults.add(`The ${key} of ${resource} is shown, and its parameter is hidden.`, {
        at,
        hint: 'use a parameter that is not',
      });
    } else {
      this.faults.add(`Resource ${resource} ${key} type must be string, not ${shown(value.lit)}.`, { at });
    }
    return undefined;
  }
}
