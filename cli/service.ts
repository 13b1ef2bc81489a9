import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { loadConfig, printConfig } from '../lib/config.js';

export interface ServiceOptions {
  readonly config?: string;
  readonly printConfig?: boolean;
}

/**
 * Loads a service's configuration from its file and the environment, then prints it or runs the service with it.
 * @throws IsothermError `config.invalid` with all faults.
 */
export async function runService<Schema extends z.ZodObject>(
  schema: Schema,
  options: ServiceOptions,
  run: (config: z.output<Schema>, directory: string) => Promise<void>,
): Promise<void> {
  const file = options.config === undefined ? undefined : resolve(options.config);
  const config = loadConfig(schema, { file, env: process.env });
  if (options.printConfig) {
    process.stdout.write(printConfig(schema, config));
    return;
  }
  await run(config, file === undefined ? process.cwd() : dirname(file));
}
