import { Gauge, type Registry } from 'prom-client';
import type { ProviderLimits } from './app/provider-limits/provider-limits.js';

/** What is done at each provider, by name, read from its limits when somebody asks. */
export function measureProviders(registry: Registry, limits: ProviderLimits): void {
  const gauge = (name: string, help: string, value: 'running' | 'open') =>
    new Gauge({
      name,
      help,
      labelNames: ['provider'],
      registers: [registry],
      collect() {
        for (const usage of limits.usage())
          if (usage.provider !== '') this.set({ provider: usage.provider }, usage[value]);
      },
    });
  gauge('isotherm_provider_actions', 'Actions under way at a provider', 'running');
  gauge(
    'isotherm_provider_circuits_open',
    'Circuits of a provider that are open: its own, and those of projects',
    'open',
  );
}
