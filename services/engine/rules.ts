import type { TypeRegistry } from './app/type-registry.js';
import type { EngineConfig } from './config.js';
import type { Rules } from './core/snapshot.js';

/** What the core is told once, from the settings. */
export function rulesOf(config: EngineConfig, types: TypeRegistry, digest: (text: string) => string): Rules {
  return {
    digest,
    typeOf: (type) => types.get(type),
    attempts: config.jobs.attempts,
    backoffBaseMs: config.jobs.backoffBaseMs,
    backoffCapMs: config.jobs.backoffCapMs,
    pendingTimeoutMs: config.pendingTimeoutMs,
    repairRetryMs: config.drift.repairRetryMs,
    orphanGraceMs: config.orphanGraceMs,
    maxLosses: config.jobs.maxLosses,
    actionTimeoutMs: config.jobs.actionTimeoutMs,
    drift: config.drift.policy,
  };
}
