import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runUntilSignal } from '../lib/lifecycle.js';
import { createLogger } from '../lib/log.js';
import { ApiClient } from './client.js';
import { destroyDev, devApi } from './dev.js';
import { DevInstance } from './dev/instance.js';
import { defaultDataDirectory, devPlaces } from './dev/places.js';
import { tellStory } from './demo/story.js';

export interface DemoOptions {
  /** Stop after the deployment and leave everything running until a signal. */
  readonly keep: boolean;
  /** Default: a temporary directory; with `keep` the one of `isotherm dev`. */
  readonly data?: string | undefined;
}

/** `isotherm demo`: a real stack is deployed, damaged, repaired, updated and deleted. Answers the exit code: 0 if all was verified. */
export async function runDemo({ keep, data }: DemoOptions): Promise<number> {
  const begun = performance.now();
  const temporary = data === undefined && !keep;
  const directory = data ?? (keep ? defaultDataDirectory() : mkdtempSync(join(tmpdir(), 'isotherm-demo-')));
  const places = devPlaces(directory);
  const out = process.stdout;
  out.write('Starting engine, worker and observer in this process, on an embedded PostgreSQL …\n');
  const log = createLogger({ service: 'demo', level: 'error' });
  const instance = new DevInstance({ places, port: 0, noAuth: false, log });
  await instance.start();
  const seconds = () => ((performance.now() - begun) / 1_000).toFixed(1);
  out.write(`Ready after ${seconds()} s: ${instance.url}\n`);
  const endpoint = devApi(directory);
  if (!endpoint) throw new Error('the instance that was just started is gone');
  let failed: number;
  try {
    failed = await tellStory({
      client: new ApiClient(endpoint),
      dataDirectory: join(places.directory, 'hello'),
      out,
      keep,
    });
  } catch (error) {
    out.write(`   ✖ ${error instanceof Error ? error.message : String(error)}\n`);
    failed = 1;
  }
  if (keep && failed === 0) {
    out.write(howToGoOn(instance.url, directory));
    await runUntilSignal([{ start: () => Promise.resolve(), stop: () => instance.stop() }], log);
    return 0;
  }
  await instance.stop();
  if (temporary) {
    const { left } = await destroyDev({ data: directory });
    for (const line of left) out.write(`   ✖ left behind: ${line}\n`);
    failed += left.length;
    rmSync(directory, { recursive: true, force: true });
  }
  out.write(
    failed === 0
      ? `\nAll of it was verified, in ${seconds()} s.\n`
      : `\n${String(failed)} of the checks failed.\n`,
  );
  return failed === 0 ? 0 : 1;
}

function howToGoOn(url: string, directory: string): string {
  const data = directory === defaultDataDirectory() ? '' : ` --data-dir ${directory}`;
  return (
    `\nThe stack "hello" is up. The API is at ${url}. In another terminal:\n` +
    `  npx isotherm stack show hello${data}\n` +
    `  npx isotherm resource list hello${data}\n` +
    `  npx isotherm event list hello --follow${data}\n` +
    `Ctrl-C stops Isotherm; the processes go on. "npx isotherm dev" takes over again, "npx isotherm dev destroy" removes all.\n`
  );
}
