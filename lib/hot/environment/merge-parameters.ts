import type { Json } from '../../json.js';
import type { FaultList } from '../faults.js';
import { UnfitValue, type ParameterType } from '../parameter-values.js';
import { own, type JsonMap } from '../sections.js';
import { mergeValues, MERGE_STRATEGIES, type MergeStrategy } from './merge-values.js';
import type { Sections } from './read-environments.js';

/** Merges the parameters of environment files, one after another: each by its strategy, which all files have to agree on. */
export class ParameterMerge {
  private readonly strategies = new Map<string, MergeStrategy>();
  private readonly merged = {
    parameters: new Map<string, Json>(),
    parameter_defaults: new Map<string, Json>(),
  };

  /** @param types of the parameters that the template declares; those that it does not are taken as they are */
  constructor(
    private readonly types: ReadonlyMap<string, ParameterType | undefined>,
    private readonly faults: FaultList,
  ) {}

  add(file: Sections): void {
    this.faults.inDocument(file.document, () => {
      this.addSection('parameters', file.parameters, file.strategies);
      this.addSection('parameter_defaults', file.parameterDefaults, file.strategies);
    });
  }

  values(section: keyof ParameterMerge['merged']): JsonMap {
    return Object.fromEntries(this.merged[section]);
  }

  private addSection(section: keyof ParameterMerge['merged'], given: JsonMap, strategies: JsonMap): void {
    const merged = this.merged[section];
    for (const [name, value] of Object.entries(given)) {
      if (value === null) continue;
      const type = this.types.get(name);
      const strategy = type ? this.strategyOf(name, strategies) : 'overwrite';
      const before = merged.get(name);
      if (before === undefined || strategy === 'overwrite' || !type) merged.set(name, value);
      else this.faults.within(section, () => {
        merged.set(name, this.mergedValue(name, type, strategy, before, value));
      }); // prettier-ignore
    }
  }

  private mergedValue(
    name: string,
    type: ParameterType,
    strategy: 'merge' | 'deep_merge',
    before: Json,
    value: Json,
  ): Json {
    try {
      return mergeValues(type, strategy, before, value);
    } catch (error) {
      if (!(error instanceof UnfitValue)) throw error;
      const message =
        type === 'boolean'
          ? `Invalid merge strategy '${strategy}' for parameter '${name}'.`
          : `Invalid parameter in environment: '${name}' cannot be merged with what an earlier file says: ${error.message}.`;
      this.faults.add(message, { at: [name] });
      return value;
    }
  }

  /** Of the file, else as in those before it, else its default. */
  private strategyOf(name: string, inFile: JsonMap): MergeStrategy {
    const before = this.strategies.get(name);
    const strategy =
      asStrategy(own(inFile, name)) ?? before ?? asStrategy(own(inFile, 'default')) ?? 'overwrite';
    if (before === undefined) this.strategies.set(name, strategy);
    else if (strategy !== before) this.conflict(name, strategy);
    return before ?? strategy;
  }

  private conflict(name: string, strategy: string): void {
    const file = this.faults.document.replace(/:$/, '');
    this.faults.add(`Conflicting merge strategy '${strategy}' for parameter '${name}' in file '${file}'.`, {
      at: ['parameter_merge_strategies', name],
    });
  }
}

function asStrategy(word: Json | undefined): MergeStrategy | undefined {
  return MERGE_STRATEGIES.find((each) => each === word);
}
