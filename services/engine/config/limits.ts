import { z } from 'zod';
import { defaultLimits, heatLimits, type TemplateLimits } from '../../../lib/hot/limits.js';

export interface EngineLimits extends TemplateLimits {
  readonly requestBytes: number;
  readonly stacks: number;
  readonly snapshots: number;
  readonly softwareConfigs: number;
  readonly softwareDeployments: number;
  readonly deploymentsPerServer: number;
  readonly softwareAnswerBytes: number;
}

const alike = {
  snapshots: 32,
  softwareConfigs: 100_000,
  softwareDeployments: 100_000,
  deploymentsPerServer: 1_000,
  softwareAnswerBytes: 67_108_864,
};

/** What holds where nothing is set, by the profile. */
const profiles: Readonly<Record<'default' | 'heat', EngineLimits>> = {
  default: { ...defaultLimits, ...alike, requestBytes: 8_388_608, stacks: 100_000 },
  heat: { ...heatLimits, ...alike, requestBytes: 1_048_576, stacks: 512 },
};

export const limitsSection = z
  .strictObject({
    profile: z.enum(['default', 'heat']).default('default').meta({
      description: 'Where limits that are not set come from: `default`, or those of an unconfigured Heat',
    }),
    requestBytes: limit('requestBytes', 'Bytes of a request body'),
    textBytes: limit(
      'textBytes',
      'Bytes of a template, of each file and environment, and of the text of a software config',
    ),
    resources: limit('resources', 'Resources of a stack'),
    parameters: limit('parameters', 'Parameters of a template'),
    outputs: limit('outputs', 'Outputs of a template'),
    depth: limit('depth', 'Levels of maps, lists and functions inside one another'),
    nodes: limit('nodes', 'Values of a template with its aliases expanded'),
    valueLength: limit('valueLength', 'Characters of one value'),
    constraintQuestions: limit(
      'constraintQuestions',
      'Questions about values that the custom constraints of a template may ask providers',
    ),
    stacks: limit('stacks', 'Stacks of a tenant'),
    snapshots: limit('snapshots', 'Snapshots of a stack'),
    softwareConfigs: limit('softwareConfigs', 'Software configs of a tenant'),
    softwareDeployments: limit('softwareDeployments', 'Software deployments of a tenant'),
    deploymentsPerServer: limit('deploymentsPerServer', 'Software deployments of one server'),
    softwareAnswerBytes: limit(
      'softwareAnswerBytes',
      'Bytes of stored deployments or configs that one answer is read from',
    ),
  })
  .prefault({});

function limit(name: keyof EngineLimits, description: string) {
  const [byDefault, asHeat] = [profiles.default[name], profiles.heat[name]];
  const defaultText = byDefault === asHeat ? `${byDefault}` : `${byDefault}; in profile \`heat\` ${asHeat}`;
  return z.int().min(1).optional().meta({ description, defaultText });
}

/** The limits that hold: those that are set, the others by the profile. */
export function limitsOf({ profile, ...set }: z.output<typeof limitsSection>): EngineLimits {
  const given = Object.entries(set).filter(([, value]) => value !== undefined);
  return { ...profiles[profile], ...Object.fromEntries(given) };
}
