import { z } from 'zod';
import { milliseconds } from '../../../lib/config/sections.js';
import type { GateLimits } from '../app/provider-limits/gate.js';
import type { LimitsOfProvider } from '../app/provider-limits/provider-limits.js';

const limit = {
  concurrency: z.int().min(1).max(1_000_000).optional(),
  ratePerSecond: z.number().positive().max(1_000_000).optional(),
  failures: z.int().min(0).max(1_000_000).optional(),
};

/** How providers are protected. */
export const providerLimitsSection = z
  .strictObject({
    providers: z
      .record(z.string().min(1), z.strictObject({ ...limit, project: z.strictObject(limit).optional() }))
      .default({})
      .meta({
        description:
          'Limits by name of provider, `*` for those that are not named, which holds too for what a named one leaves out: `concurrency` (actions at a time), `ratePerSecond` (actions that begin) and `failures` (in a row, before its circuit opens; 0: never), and under `project` the same for each project',
        allowed: 'a map of `{concurrency, ratePerSecond, failures, project}`',
        defaultText: 'no limits but `failures`: 50, of a project 20',
      }),
    openMs: milliseconds.default(10_000).meta({
      description:
        'How long a provider that has failed too often in a row is left alone before one action tries it again, in ms; it doubles',
    }),
    openCapMs: milliseconds
      .default(60_000)
      .meta({ description: 'The longest time that it is left alone, in ms' }),
  })
  .prefault({});

interface Some {
  readonly concurrency?: number | undefined;
  readonly ratePerSecond?: number | undefined;
  readonly failures?: number | undefined;
}

type ProviderLimitsConfig = z.output<typeof providerLimitsSection>;

const FAILURES = { all: 50, project: 20 };

/** What holds for a provider; for one that no worker has named, nothing does. */
export function limitsOfProvider(config: ProviderLimitsConfig, provider: string): LimitsOfProvider {
  const named = config.providers[provider] ?? {};
  const others = config.providers['*'] ?? {};
  const circuit = { openMs: config.openMs, capMs: config.openCapMs };
  const merged = (byDefault: number, ...parts: readonly Some[]): GateLimits =>
    Object.assign({ failures: byDefault, ...circuit }, ...parts.map(given)) as GateLimits;
  if (provider === '') return { all: { failures: 0, ...circuit }, project: { failures: 0, ...circuit } };
  return {
    all: merged(FAILURES.all, others, named),
    project: merged(FAILURES.project, others.project ?? {}, named.project ?? {}),
  };
}

/** Without what is not said. */
function given({ concurrency, ratePerSecond, failures }: Some): Some {
  return Object.fromEntries(
    Object.entries({ concurrency, ratePerSecond, failures }).filter(([, value]) => value !== undefined),
  );
}
