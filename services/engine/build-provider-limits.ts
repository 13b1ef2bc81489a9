import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../lib/log.js';
import { ProviderLimits } from './app/provider-limits/provider-limits.js';
import type { ShardKeeper } from './app/shard-keeper.js';
import type { TypeRegistry } from './app/type-registry.js';
import type { EngineConfig } from './config.js';
import { limitsOfProvider } from './config/provider-limits.js';

export interface ProviderLimitsParts {
  readonly config: EngineConfig;
  readonly engineId: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly types: TypeRegistry;
  readonly shards: () => ShardKeeper;
  readonly wake: () => void;
}

/** The limits of providers, of which this engine takes its part among those that live. */
export function buildProviderLimits(parts: ProviderLimitsParts): ProviderLimits {
  const { config, engineId, clock, log, types, wake } = parts;
  return new ProviderLimits({
    clock,
    wake,
    providerOf: (type) => types.get(type)?.provider ?? '',
    limitsOf: (provider) => limitsOfProvider(config.providerLimits, provider),
    share: () => parts.shards().part(engineId),
    switched: ({ provider, project }, gate, isOpen) => {
      const about = gate === 'provider' ? { provider } : { provider, project };
      if (isOpen) log.warn(about, 'a provider has failed too often in a row and is left alone for a while');
      else log.info(about, 'a provider answers again');
    },
  });
}
