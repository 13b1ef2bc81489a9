import { spawn, spawnSync } from 'node:child_process';

export interface ClientAnswer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Whether OpenStack's command line is installed here, with Heat's plug-in. */
export function hasOpenstackClient(): boolean {
  return spawnSync('openstack', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Runs OpenStack's command line with nothing of the caller's environment. */
export function openstack(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ClientAnswer> {
  const child = spawn('openstack', args, {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', no_proxy: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, out, err });
    });
  });
}
