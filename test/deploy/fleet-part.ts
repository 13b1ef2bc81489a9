import { basename } from 'node:path';
import type { z } from 'zod';
import { loadConfig } from '../../lib/config.js';
import { settingsOf } from '../../lib/config/settings.js';
import { engineConfig } from '../../services/engine/config.js';
import { observerConfig } from '../../services/observer/config.js';
import { workerConfig } from '../../services/worker/config.js';

const schemas = { engine: engineConfig, worker: workerConfig, observer: observerConfig };
export type Role = keyof typeof schemas;

/** One of our containers, as a manifest describes it. */
export interface FleetPart {
  readonly name: string;
  /** Those of the image's entry point. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What is mounted: paths in the container, each with the file or secret behind it. */
  readonly mounts: ReadonlyMap<string, string>;
}

export function roleOf({ name, args }: FleetPart): Role {
  const [role = ''] = args;
  if (!(role in schemas)) throw new Error(`${name} is started as ${role}, which is no service`);
  return role as Role;
}

/** @throws what the service itself throws at its start for settings that it does not take. */
export function engineOf(part: FleetPart): z.output<typeof engineConfig> {
  return loadConfig(engineConfig, sourcesOf(part));
}

/** A worker or an observer. @throws as `engineOf` */
export function peerOf(part: FleetPart): z.output<typeof workerConfig> | z.output<typeof observerConfig> {
  return loadConfig(roleOf(part) === 'worker' ? workerConfig : observerConfig, sourcesOf(part));
}

export function configOf(part: FleetPart) {
  return roleOf(part) === 'engine' ? engineOf(part) : peerOf(part);
}

function sourcesOf(part: FleetPart) {
  const [, option, path = ''] = part.args;
  const file = part.mounts.get(path);
  if (option !== '--config' || file === undefined) throw new Error(`${part.name} has no ${path}`);
  return { file, env: part.env };
}

/** Variables that look like settings of the service and are none. */
export function unknownVariables(part: FleetPart): string[] {
  const known = new Set(settingsOf(schemas[roleOf(part)]).flatMap(({ variables }) => variables));
  return Object.keys(part.env).filter((name) => /^(ISOTHERM_|DATABASE_)/.test(name) && !known.has(name));
}

/** Files that the settings name and that are not mounted. */
export function missingFiles(part: FleetPart): string[] {
  const config = configOf(part);
  const tls = 'grpc' in config ? config.grpc.tls : config.tls;
  const files = [tls?.ca, tls?.cert, tls?.key];
  if ('rest' in config) files.push(config.keyFile, config.rest.tokenFile);
  return files.filter((file) => file === undefined || !part.mounts.has(file)).map(String);
}

/** Variables and mounts that lead to the database. */
export function databaseCredentials({ env, mounts }: FleetPart): string[] {
  const variables = Object.entries(env).filter(
    ([name, value]) => /^(ISOTHERM_)?DATABASE|^PG[A-Z]+$/.test(name) || /postgres(ql)?:/.test(value),
  );
  const files = [...mounts].filter(([path, from]) => /database|pgpass/.test(path + basename(from)));
  return [...variables, ...files].map(([name]) => name);
}

/** Ports that it serves under its settings, each with what they are for. */
export function portsOf(part: FleetPart): Map<string, number> {
  const config = configOf(part);
  const ports = new Map([['monitoring', config.monitoring.port]]);
  if (!('rest' in config)) return ports;
  const grpc = Number(config.grpc.listen.split(':').at(-1));
  return new Map([...ports, ['api', config.rest.port], ['grpc', grpc]]);
}
