import { IsothermError } from '../errors.js';
import type { ResourceTypeSchema } from '../handler/contract.js';
import { compileTemplate, type CompileInput } from './compile.js';
import type { TemplateLimits } from './limits.js';
import type { CompiledTemplate, GoalResource } from './values.js';

/** What crosses to the compiler's thread: `CompileInput` without its functions. */
export type PlainInput = Omit<CompileInput, 'resourceType' | 'resourceTypeNames'>;

/** A compiled template as the engine stores it. */
export interface CompiledGoal {
  /** One line of JSON for each `GoalResource`, so that it can be read in slices; empty without resources. */
  readonly goalText: string;
  readonly view: Pick<CompiledTemplate, 'description' | 'outputs' | 'parameters'>;
}

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
  const { resources, ...view } = compiled;
  return { goalText: goalText(resources, input.limits), view };
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
