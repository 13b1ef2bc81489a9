import { IsothermError } from '../errors.js';
import type { ResourceTypeSchema } from '../handler/contract.js';
import { compileTemplate, type CompileInput } from './compile.js';
import type { TemplateLimits } from './limits.js';
import type { CompiledTemplate, GoalResource } from './values.js';

/** What crosses to the compiler's thread: `CompileInput` without its functions. */
export type PlainInput = Omit<CompileInput, 'resourceType' | 'resourceTypeNames'>;

/** A compiled template as the engine stores it. */
export interface CompiledGoal {
  /**
   * One line of JSON for each `GoalResource`, so that it can be read in slices; empty without resources. Before them,
   * where there are hidden parameters, a line that begins with `HIDDEN_VALUES`.
   */
  readonly goalText: string;
  readonly view: Pick<CompiledTemplate, 'description' | 'outputs' | 'parameters'>;
  /** The environment in force, with the parameters that were given: what the next update keeps. */
  readonly environment: CompiledTemplate['environment'];
}

/** How the line begins that holds the values of hidden parameters: `{"secret":true,"hidden":[…]}`. */
export const HIDDEN_VALUES = '{"secret":true,"hidden":';

/** Compiles with the given types; undefined: types are not checked. @throws as `compileTemplate` */
export function compileGoal(
  input: PlainInput,
  types: ReadonlyMap<string, ResourceTypeSchema> | undefined,
): CompiledGoal {
  const compiled = compileTemplate(
    types === undefined
      ? input
      : { ...input, resourceType: (type) => types.get(type), resourceTypeNames: () => types.keys() },
  );
  const { resources, hidden, environment, ...view } = compiled;
  const text = goalText(resources, input.limits);
  if (hidden.length === 0) return { goalText: text, view, environment };
  return { goalText: `${HIDDEN_VALUES}${JSON.stringify(hidden)}}\n${text}`, view, environment };
}

function goalText(resources: readonly GoalResource[], limits: TemplateLimits): string {
  const lines: string[] = [];
  let length = 0;
  for (const resource of resources) {
    const line = JSON.stringify(resource);
    length += line.length + 1;
    if (length > limits.goalLength) {
      throw new IsothermError(
        'template.too-large',
        `The resources come to more than ${limits.goalLength} characters once parameters and files are put in: refer to large values less often.`,
      );
    }
    lines.push(line);
  }
  return lines.join('\n');
}
