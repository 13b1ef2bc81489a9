import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { defineResource, type Json, type JsonObject, type Observation } from '../../handler/index.js';
import { physicalName } from './physical-name.js';
import { areKept, declarationsOf, inputs, outputs } from './software-io.js';

const KIND = 'software_config';

const properties = z.object({
  group: z.string().default('Heat::Ungrouped').meta({
    replace: true,
    description: 'Which tool on the server it is for, such as `script`',
  }),
  config: z.string().optional().meta({
    replace: true,
    description: 'The script, or what else the tool reads',
  }),
  options: z.record(z.string(), z.unknown()).optional().meta({
    replace: true,
    description: 'Options of the tool',
  }),
  inputs: inputs.optional().meta({ replace: true, description: 'What values the config takes' }),
  outputs: outputs.optional().meta({ replace: true, description: 'What values it yields' }),
});
type Goal = z.output<typeof properties>;

const attributes = z.object({
  config: z.unknown().meta({ description: 'The text of the config' }),
});

/** A software config that the engine keeps, as users make them at `/software_configs`. */
export const softwareConfig = defineResource({
  type: 'OS::Heat::SoftwareConfig',
  description: 'A script, or what else configures a server. It never changes: a change makes another one.',
  observed: 'by report',
  properties,
  attributes,

  create: async (goal, call) => {
    const physicalId = await call.records.create(KIND, { name: physicalName(call), ...contentOf(goal) });
    return { physicalId, observation: { status: 'ready', attributes: { config: goal.config ?? null } } };
  },
  find: (_key, _goal, call) => call.records.find(KIND),
  delete: (id, _goal, call) => call.records.delete(KIND, id),
  check: async (id, goal, call) => seen(goal, await call.records.read(KIND, id)),
  // What is not as asked for cannot be changed: it stays whose it was.
  adopt: async (id, goal, call) => {
    const looked = seen(goal, await call.records.read(KIND, id));
    if (looked.status === 'absent' || Object.keys(looked.properties ?? {}).length > 0) return looked;
    return seen(goal, await call.records.adopt(KIND, id));
  },
});

/** As the engine takes it. */
function contentOf(goal: Goal) {
  return {
    group: goal.group,
    config: goal.config ?? null,
    options: (goal.options ?? {}) as JsonObject,
    inputs: declarationsOf(goal.inputs, ['name', 'description', 'type', 'default', 'replace_on_change']),
    outputs: declarationsOf(goal.outputs, ['name', 'description', 'type', 'error_output']),
  };
}

/** Properties are told where they are not as asked for: a config is kept in a form of its own. */
function seen(goal: Goal, there: JsonObject | undefined): Observation {
  if (!there) return { status: 'absent' };
  const asked = contentOf(goal);
  const isAsked = ([key, kept]: [string, Json]) =>
    key === 'inputs' || key === 'outputs'
      ? areKept(asked[key], kept as JsonObject[])
      : isDeepStrictEqual(asked[key as keyof typeof asked], kept);
  const { name: _, ...kept } = there;
  return {
    status: 'ready',
    properties: Object.fromEntries(Object.entries(kept).filter((each) => !isAsked(each))),
    attributes: { config: there['config'] ?? null },
  };
}
