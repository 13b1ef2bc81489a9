import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runUntilSignal } from '../lib/lifecycle.js';
import { createLogger } from '../lib/log.js';
import { reasonOf } from '../lib/reason-of.js';
import { ApiClient } from './client.js';
import { destroyDev, devApi } from './dev.js';
import { DevInstance } from './dev/instance.js';
import { defaultDataDirectory, devPlaces } from './dev/places.js';
import { exitCodes } from './exit-code.js';
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
  const logOf = (service: string) => createLogger({ service, level: 'error' });
  const instance = new DevInstance({ places, port: 0, noAuth: false, logOf });
  try {
    await instance.start();
  } catch (error) {
    if (temporary) rmSync(directory, { recursive: true, force: true });
    throw error;
  }
  const interrupted = new AbortController();
  const interrupt = () => {
    interrupted.abort();
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const seconds = () => ((performance.now() - begun) / 1_000).toFixed(1);
  out.write(`Ready after ${seconds()} s: ${instance.url}\n`);
  const endpoint = devApi(directory);
  if (!endpoint) throw new Error('the instance that was just started is gone');
  let failed: number;
  try {
    const story = {
      client: new ApiClient(endpoint),
      dataDirectory: join(places.directory, 'hello'),
      out,
      keep,
    };
    failed = await Promise.race([tellStory(story), rejection(interrupted.signal)]);
  } catch (error) {
    if (!interrupted.signal.aborted) out.write(`   ✖ ${reasonOf(error)}\n`);
    failed = 1;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
  if (keep && failed === 0) {
    out.write(howToGoOn(instance.url, directory));
    await runUntilSignal([{ start: () => Promise.resolve(), stop: () => instance.stop() }], logOf('demo'));
    return 0;
  }
  await instance.stop();
  if (interrupted.signal.aborted)
    out.write(
      temporary
        ? 'Interrupted: removing what was made.\n'
        : `Interrupted. "isotherm dev destroy --data ${directory}" removes what was made.\n`,
    );
  if (temporary) {
    const { left } = await destroyDev({ data: directory });
    for (const line of left) out.write(`   ✖ left behind: ${line}\n`);
    failed += left.length;
    rmSync(directory, { recursive: true, force: true });
  }
  if (interrupted.signal.aborted) return exitCodes.interrupted;
  out.write(
    failed === 0
      ? `\nAll of it was verified, in ${seconds()} s.\n`
      : `\n${String(failed)} of the checks failed.\n`,
  );
  return failed === 0 ? 0 : 1;
}

/** Rejects when the signal aborts: an interrupted demo, too, takes away what it made. */
function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('interrupted'));
    });
  });
}

function howToGoOn(url: string, directory: string): string {
  const data = directory === defaultDataDirectory() ? '' : ` --data ${directory}`;
  return (
    `\nThe stack "hello" is up. The API is at ${url}. In another terminal:\n` +
    `  npx isotherm stack show hello${data}\n` +
    `  npx isotherm resource list hello${data}\n` +
    `  npx isotherm event list hello --follow${data}\n` +
    `Ctrl-C stops Isotherm; the processes go on. "npx isotherm dev" takes over again, "npx isotherm dev destroy" removes all.\n`
  );
}
