import { IsothermError } from '../errors.js';
import type { ResourceTypeSchema } from '../handler/contract.js';
import { compileTemplate, type CompileInput } from './compile.js';
import { OpenQuestions, type ConstraintQuestion } from './custom-constraints/questions.js';
import type { TemplateLimits } from './limits.js';
import type { CompiledTemplate, GoalResource } from './values.js';

/** What crosses to the compiler's thread: `CompileInput` without its functions. */
export interface PlainInput extends Omit<CompileInput, 'resourceType' | 'resourceTypeNames'> {
  /** Types that are not there for this template. */
  readonly hiddenTypes?: readonly string[];
}

/** What has to be answered before anything else can be said of the template. */
export interface OpenGoal {
  readonly questions: readonly ConstraintQuestion[];
}

/** A compiled template as the engine stores it. */
export interface CompiledGoal {
  /**
   * One line of JSON for each `GoalResource`, so that it can be read in slices; empty without resources. Before them,
   * where there are hidden parameters, a line that begins with `HIDDEN_VALUES`.
   */
  readonly goalText: string;
  readonly view: Pick<
    CompiledTemplate,
    'description' | 'outputs' | 'parameters' | 'parameterGroups' | 'format'
  >;
  /** The environment in force, with the parameters that were given: what the next update keeps. */
  readonly environment: CompiledTemplate['environment'];
}

/** How the line begins that holds the values of hidden parameters: `{"secret":true,"hidden":[…]}`. */
export const HIDDEN_VALUES = '{"secret":true,"hidden":';

/** Compiles with the given types; undefined: types are not checked. @throws as `compileTemplate` */
export function compileGoal(
  { hiddenTypes = [], ...input }: PlainInput,
  allTypes: ReadonlyMap<string, ResourceTypeSchema> | undefined,
): CompiledGoal | OpenGoal {
  const types = without(allTypes, hiddenTypes);
  try {
    const compiled = compileTemplate(
      types === undefined
        ? input
        : { ...input, resourceType: (type) => types.get(type), resourceTypeNames: () => types.keys() },
    );
    return goalOf(compiled, input.limits);
  } catch (error) {
    if (error instanceof OpenQuestions) return { questions: error.questions };
    throw error;
  }
}

function goalOf(compiled: CompiledTemplate, limits: TemplateLimits): CompiledGoal {
  const { resources, hidden, environment, ...view } = compiled;
  const text = goalText(resources, limits);
  if (hidden.length === 0) return { goalText: text, view, environment };
  return { goalText: `${HIDDEN_VALUES}${JSON.stringify(hidden)}}\n${text}`, view, environment };
}

function without(
  types: ReadonlyMap<string, ResourceTypeSchema> | undefined,
  hidden: readonly string[],
): typeof types {
  if (types === undefined || hidden.length === 0) return types;
  return new Map([...types].filter(([type]) => !hidden.includes(type)));
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
