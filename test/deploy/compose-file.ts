import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../../lib/package-root.js';
import { textOf } from '../support/repository-files.js';
import type { FleetPart } from './fleet-part.js';

const folder = 'deploy/container';

export interface ComposeService {
  readonly image: string;
  readonly user: string;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly privileged?: boolean;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: readonly string[];
  readonly secrets?: readonly (string | { readonly source: string; readonly target: string })[];
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly deploy?: { readonly replicas: number };
  readonly healthcheck: { readonly test: readonly string[] };
  readonly stop_grace_period: string;
  readonly networks: readonly string[];
  readonly ports?: readonly string[];
}

interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly configs: Readonly<Record<string, { readonly file: string }>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
}

export const compose = parse(textOf(`${folder}/compose.yaml`) ?? '', { merge: true }) as ComposeFile;

export const ours = Object.entries(compose.services).filter(([, { image }]) => image.startsWith('isotherm'));

/** The container as the service in it sees it. @param secrets where make-secrets.sh has put them */
export function partOf(name: string, secrets: string): FleetPart {
  const { command = [], environment = {}, env_file: files = [], ...service } = compose.services[name]!;
  const placeOf = (file: string): string =>
    file.startsWith('secrets/')
      ? join(secrets, file.slice('secrets/'.length))
      : join(packageRoot, folder, file);
  const mounts = new Map<string, string>();
  for (const { source, target } of service.configs ?? [])
    mounts.set(target, placeOf(compose.configs[source]!.file));
  for (const secret of service.secrets ?? []) {
    const { source, target } = typeof secret === 'string' ? { source: secret, target: secret } : secret;
    mounts.set(join('/run/secrets', target), placeOf(compose.secrets[source]!.file));
  }
  const lines = files.flatMap((file) => readFileSync(placeOf(file), 'utf8').trim().split('\n'));
  const given = lines.map((line): [string, string] => {
    const at = line.indexOf('=');
    return [line.slice(0, at), line.slice(at + 1)];
  });
  return { name, args: command, env: { ...Object.fromEntries(given), ...environment }, mounts };
}
