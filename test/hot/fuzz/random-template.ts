import type { Json } from '../../../lib/json.js';
import { serviceConstraints } from '../../../lib/hot/custom-constraints/service-constraints.js';
import { builtIn } from '../../../lib/hot/custom-constraints/built-in.js';
import { hotVersion, versionNames } from '../../../lib/hot/versions.js';
import type { Chance } from './chance.js';
import { oddNames, oddScalars, unstorableNames, unstorableScalars } from './odd-values.js';

/** What a request may hold, of any shape. */
export interface RandomRequest {
  readonly template: Json;
  readonly parameters: Json;
  readonly environment: Json;
  readonly files: { readonly [name: string]: string };
}

const cloudFunctions = [
  'Ref', 'Fn::GetAtt', 'Fn::FindInMap', 'Fn::Join', 'Fn::Split', 'Fn::Select', 'Fn::Replace', 'Fn::Base64', 'Fn::If', 'Fn::Equals',
  'Fn::Not', 'Fn::And', 'Fn::Or', 'Fn::MemberListToMap', 'Fn::GetAZs', 'Fn::ResourceFacade',
]; // prettier-ignore
const types = ['string', 'number', 'json', 'comma_delimited_list', 'boolean', 'String', 'text'];
const keysOfConstraints = [
  'length',
  'range',
  'modulo',
  'allowed_values',
  'allowed_pattern',
  'custom_constraint',
];
const patterns = [
  '[a-z]+',
  '(a+)+$',
  '(?P<n>a)(?P=n)',
  '(?i)x',
  '[',
  '(?<=a)b',
  '\\d{1,3}',
  '(a|b|ab)*c',
  '(?x) a b',
  'a{99999}',
];

/** Writes templates that are nearly right, so that they come far, with something odd here and there. */
export class TemplateWriter {
  private readonly names: readonly string[];
  private readonly scalars: readonly Json[];

  constructor(private readonly chance: Chance) {
    const wild = chance.holds(0.1);
    this.names = wild ? [...oddNames, ...unstorableNames] : oddNames;
    this.scalars = wild ? [...oddScalars, ...unstorableScalars] : oddScalars;
  }

  request(): RandomRequest {
    const { chance } = this;
    const template = chance.holds(0.2) ? this.cloudFormation() : this.hot();
    return {
      template,
      parameters: chance.holds(0.95) ? this.parametersOf(template) : this.value(2),
      environment: chance.holds(0.5) ? {} : chance.holds(0.9) ? this.environment() : this.value(3),
      files: Object.fromEntries(
        chance.list(3, () => [this.name(), JSON.stringify(chance.pick(this.scalars))]),
      ),
    };
  }

  /** Mostly of those that are declared. */
  private parametersOf(template: Json): Json {
    const { chance } = this;
    const { parameters, Parameters } = template as { readonly [key: string]: Json };
    const names = Object.keys((parameters ?? Parameters ?? {}) as object);
    if (names.length === 0 || chance.holds(0.1)) return this.mapOf(3, () => this.value(2));
    return Object.fromEntries(chance.list(4, () => [chance.pick(names), this.value(1)]));
  }

  private hot(): Json {
    const { chance } = this;
    const version = chance.holds(0.95) ? chance.pick(versionNames) : chance.pick(this.scalars);
    const calls = [...(hotVersion(typeof version === 'string' ? version : '')?.functions.keys() ?? [])];
    const value = () => this.value(4, calls);
    return this.without({
      heat_template_version: version,
      description: this.odd('text'),
      parameters: this.mapOf(4, () => this.odd(this.parameter())),
      parameter_groups: this.odd([{ parameters: chance.list(2, () => this.name()) }]),
      conditions: this.mapOf(3, value),
      resources: this.mapOf(5, () => this.odd(this.resource(value))),
      outputs: this.mapOf(3, () => this.odd({ value: value(), description: 'x', condition: this.name() })),
    });
  }

  private cloudFormation(): Json {
    const value = () => this.value(4, cloudFunctions);
    return this.without({
      ...(this.chance.holds(0.5)
        ? { HeatTemplateFormatVersion: '2012-12-12' }
        : { AWSTemplateFormatVersion: '2010-09-09' }),
      Description: this.odd('text'),
      Mappings: this.mapOf(2, () => this.mapOf(2, () => this.mapOf(2, value))),
      Parameters: this.mapOf(3, () =>
        this.odd({ Type: 'String', Default: value(), AllowedValues: [value()] }),
      ),
      Conditions: this.mapOf(2, value),
      Resources: this.mapOf(4, () =>
        this.odd({ Type: 'T', Properties: this.mapOf(3, value), DependsOn: this.name() }),
      ),
      Outputs: this.mapOf(2, () => this.odd({ Value: value() })),
    });
  }

  private environment(): Json {
    return this.without({
      parameters: this.mapOf(3, () => this.value(2)),
      parameter_defaults: this.mapOf(2, () => this.value(2)),
      ...(this.chance.holds(0.2) ? { [this.name()]: this.value(2) } : {}),
    });
  }

  private parameter(): Json {
    const { chance } = this;
    return this.without({
      type: chance.holds(0.9) ? chance.pick(types) : chance.pick(this.scalars),
      default: this.value(2),
      hidden: chance.pick([true, false, 'yes', null]),
      constraints: chance.list(2, () => this.odd(this.constraint())),
      ...(chance.holds(0.1) ? { [this.name()]: this.value(1) } : {}),
    });
  }

  private constraint(): Json {
    const { chance } = this;
    const bounds = { min: chance.pick(this.scalars), max: chance.pick(this.scalars) };
    const key = chance.pick(keysOfConstraints);
    const custom = [...builtIn.keys(), ...serviceConstraints.keys(), 'none', 5];
    const definitions: Record<string, Json> = {
      allowed_pattern: chance.pick(patterns),
      custom_constraint: chance.pick<Json>(custom),
      allowed_values: chance.list(3, () => chance.pick(this.scalars)),
      modulo: { step: chance.pick(this.scalars), offset: chance.pick(this.scalars) },
    };
    return { [key]: chance.holds(0.9) ? (definitions[key] ?? bounds) : this.value(2) };
  }

  private resource(value: () => Json): Json {
    const { chance } = this;
    return this.without({
      type: chance.pick(['Test::A', 'Test::A', 'T', 'OS::Heat::Value']),
      properties: this.odd({ v: value(), size: value(), must: value() }),
      metadata: this.odd({ isotherm: { drift: value(), action_timeout: value(), delete_first: value() } }),
      depends_on: chance.list(2, () => this.name()),
      deletion_policy: chance.pick(['Delete', 'retain', 'Snapshot', 5]),
      external_id: value(),
      condition: value(),
      update_policy: value(),
    });
  }

  /** A value, a call of a function, or something made of both. */
  value(depth: number, calls: readonly string[] = []): Json {
    const { chance } = this;
    if (depth === 0 || chance.holds(0.3)) return chance.holds(0.5) ? this.name() : chance.pick(this.scalars);
    const inner = () => this.value(depth - 1, calls);
    if (calls.length > 0 && chance.holds(0.6)) {
      const call = chance.pick(calls);
      return { [call]: chance.holds(0.7) ? chance.list(4, inner) : inner() };
    }
    return chance.holds(0.5) ? chance.list(3, inner) : this.mapOf(3, inner);
  }

  private name(): string {
    const { chance } = this;
    return chance.holds(0.85) ? chance.pick(['a', 'b', 'c', 'p', 'q', 'Test::A']) : chance.pick(this.names);
  }

  /** Maps whose keys may be anything, `__proto__` too. */
  private mapOf(most: number, make: () => Json): { readonly [key: string]: Json } {
    return Object.fromEntries(this.chance.list(most, () => [this.name(), make()]));
  }

  /** Now and then something else in its place. */
  private odd(usual: Json): Json {
    return this.chance.holds(0.03) ? this.value(2) : usual;
  }

  private without(map: { readonly [key: string]: Json }): Json {
    return Object.fromEntries(
      Object.entries(map).filter(([key]) => /ersion|^type$/.test(key) || this.chance.holds(0.6)),
    );
  }
}
