import { deriveSoftwareConfig } from '../../lib/derive-software-config.js';
import { IsothermError } from '../../lib/errors.js';
import type { Json, JsonObject } from '../../lib/json.js';
import type { SoftwareDeployment } from '../client/software-calls.js';
import { exitCodes } from '../exit-code.js';
import type { Session } from '../session.js';
import { fields, table } from '../table.js';
import { readPairs } from '../template-input.js';
import { valueText } from './stack-views.js';

export interface NewDeploymentOptions {
  readonly config: string;
  readonly server: string;
  readonly input?: readonly string[];
  readonly action: string;
}

/** Derives a config with the values in it, and deploys that. */
export async function createDeployment(
  session: Session,
  name: string,
  { config, server, input, action }: NewDeploymentOptions,
): Promise<number> {
  const { software } = session.client;
  const inputValues = readPairs(input, '--input');
  const source = await software.showConfig(config);
  const derived = await software.createConfig(
    deriveSoftwareConfig(source, { name, serverId: server, action, inputValues }),
  );
  try {
    const body = { config_id: derived.id, server_id: server, action, status: 'IN_PROGRESS' };
    sayDeployment(session, await software.createDeployment(body));
  } catch (error) {
    // Nobody else would ever delete it.
    await software.deleteConfig(derived.id).catch(() => undefined);
    throw error;
  }
  return exitCodes.ok;
}

export async function listDeployments(
  session: Session,
  options: { readonly server?: string; readonly limit?: number; readonly marker?: string },
): Promise<number> {
  const { server, limit, marker } = options;
  const deployments = await session.client.software.listDeployments({ server_id: server, limit, marker });
  if (session.json) session.sayJson(deployments);
  else {
    const rows = deployments.map((each) => [
      each.id,
      each.server_id,
      each.config_id,
      each.action ?? '',
      each.status ?? '',
      each.status_reason ?? '',
    ]);
    session.say(table(['ID', 'SERVER', 'CONFIG', 'ACTION', 'STATUS', 'REASON'], rows));
  }
  return exitCodes.ok;
}

/** @throws IsothermError `output.not-found` */
export async function showDeployment(
  session: Session,
  id: string,
  options: { readonly output?: string },
): Promise<number> {
  const deployment = await session.client.software.showDeployment(id);
  if (options.output === undefined) sayDeployment(session, deployment);
  else {
    const value = outputOf(deployment, options.output);
    if (session.json) session.sayJson(value);
    else session.say(`${typeof value === 'string' ? value : valueText(value)}\n`);
  }
  return exitCodes.ok;
}

function outputOf({ id, output_values: values }: SoftwareDeployment, name: string): Json {
  const known = Object.entries((values ?? {}) as JsonObject);
  const found = known.find(([key]) => key === name);
  if (found) return found[1];
  const names = known.map(([key]) => key).join(', ') || 'none';
  throw new IsothermError(
    'output.not-found',
    `Deployment ${id} has said no output ${name}; it has said ${names}.`,
  );
}

export interface DeploymentUpdateOptions {
  readonly config?: string;
  readonly input?: readonly string[];
  readonly action?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly output?: readonly string[];
}

export async function updateDeployment(
  session: Session,
  id: string,
  options: DeploymentUpdateOptions,
): Promise<number> {
  const { config, action, status, reason, input, output } = options;
  const body = {
    config_id: config,
    action,
    status,
    status_reason: reason,
    input_values: input && readPairs(input, '--input'),
    output_values: output && readPairs(output, '--output'),
  };
  sayDeployment(session, await session.client.software.updateDeployment(id, body));
  return exitCodes.ok;
}

/** With the configs that were derived for them, unless somebody else deploys these too. */
export async function deleteDeployments(session: Session, ids: readonly string[]): Promise<number> {
  const { software } = session.client;
  for (const id of ids) {
    const { config_id: config } = await software.showDeployment(id);
    await software.deleteDeployment(id);
    const isKept = await software.deleteConfig(config).then(
      () => false,
      (error: unknown) => {
        if (error instanceof IsothermError && error.code === 'software-config.in-use') return true;
        throw error;
      },
    );
    const rest = isKept ? `; its config ${config} is deployed elsewhere, and stays` : ' with its config';
    if (!session.json) session.say(`Software deployment ${id} is deleted${rest}.\n`);
  }
  return exitCodes.ok;
}

function sayDeployment(session: Session, deployment: SoftwareDeployment): void {
  if (session.json) session.sayJson(deployment);
  else {
    const shown = (value: Json) => (value === null ? undefined : valueText(value));
    session.say(
      fields({
        id: deployment.id,
        server: deployment.server_id,
        config: deployment.config_id,
        action: deployment.action ?? undefined,
        status: deployment.status ?? undefined,
        reason: deployment.status_reason ?? undefined,
        inputs: shown(deployment.input_values),
        outputs: shown(deployment.output_values),
        created: deployment.creation_time,
        updated: deployment.updated_time,
      }),
    );
  }
}
