import type { Json, JsonObject } from './json.js';

/** What is deployed to one server: a config with the values of its inputs in it. */
export interface DerivedConfig {
  readonly name: string;
  readonly group: string;
  readonly config: Json;
  readonly options: Json;
  readonly inputs: readonly JsonObject[];
  readonly outputs: readonly JsonObject[];
}

/** The config to derive from; what it leaves out is empty. */
export interface SourceConfig {
  readonly group?: string | null;
  readonly config?: Json;
  readonly options?: Json;
  readonly inputs?: readonly JsonObject[];
  readonly outputs?: readonly JsonObject[];
}

/**
 * Derives what a server gets, in Heat's form: each input with its value or default, values that no input declares as texts of
 * their own, and what the server's agent has to know of the deployment. Nobody is told how it went: the agent signals nothing.
 */
export function deriveSoftwareConfig(
  source: SourceConfig,
  deployment: {
    readonly name: string;
    readonly serverId: string;
    readonly action: string;
    readonly inputValues: JsonObject;
  },
): DerivedConfig {
  const { name, serverId, action, inputValues } = deployment;
  const declared = source.inputs ?? [];
  const valueOf = ({ name: key, default: fallback = null }: JsonObject) =>
    typeof key === 'string' && Object.hasOwn(inputValues, key) ? (inputValues[key] ?? null) : fallback;
  const names = new Set(declared.map((input) => input['name']));
  const others = Object.entries(inputValues).filter(([key]) => !names.has(key));
  return {
    name,
    group: source.group || 'Heat::Ungrouped',
    config: source.config || '',
    options: source.options || {},
    inputs: [
      ...declared.map((input) => ({
        ...input,
        value: valueOf(input),
      })),
      ...others.map(([key, value]) => ({ name: key, type: 'String', value })),
      told('deploy_server_id', 'ID of the server being deployed to', serverId),
      told('deploy_action', 'Name of the current action being deployed', action),
      told(
        'deploy_signal_transport',
        'How the server should signal to heat with the deployment output values.',
        'NO_SIGNAL',
      ),
    ],
    outputs: source.outputs ?? [],
  };
}

function told(name: string, description: string, value: string): JsonObject {
  return { name, description, type: 'String', value };
}
