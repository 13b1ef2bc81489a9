import type { DataSource } from 'typeorm';
import type { Clock } from '../../lib/clock.js';
import { TemplateCompiler } from '../../lib/hot/compile-thread.js';
import type { JsonObject } from '../../lib/json.js';
import type { Sealer } from '../../lib/secrets.js';
import type { Tracer } from '../../lib/tracing/tracer.js';
import type { CustomConstraints } from './app/custom-constraints.js';
import type { Dispatcher } from './app/dispatch.js';
import type { ConvergenceLoop } from './app/loop.js';
import type { ProviderLimits } from './app/provider-limits/provider-limits.js';
import { readStack } from './app/read-stack.js';
import type { SilentNodes } from './app/silent-nodes.js';
import { survey } from './app/survey.js';
import type { TypeRegistry } from './app/type-registry.js';
import type { CompileRequest } from './app/use-cases/compiled-goal.js';
import { EnginePlans } from './app/use-cases/engine-plans.js';
import { EngineSoftware } from './app/use-cases/engine-software.js';
import { EngineUseCases } from './app/use-cases/engine-use-cases.js';
import type { EventFeed } from './app/use-cases/event-feed.js';
import type { UseCases } from './app/use-cases/use-cases.js';
import type { EngineConfig } from './config.js';
import { sinkRulesOf } from './config/own-sinks.js';
import { limitsOf } from './config/limits.js';
import type { Rules } from './core/snapshot.js';
import type { Fleet } from './fleet.js';
import { shardOf } from './store/shards.js';
import { softwareStore } from './store/software-store.js';
import type { PostgresTurnStore } from './store/turn-store.js';
import { asked } from './store/unavailable.js';
import { useCaseStore } from './store/use-case-store.js';

export interface UseCaseParts {
  readonly config: EngineConfig;
  readonly database: DataSource;
  readonly store: PostgresTurnStore;
  readonly clock: Clock;
  readonly breathe: () => Promise<void>;
  readonly rules: Rules;
  readonly seal: Sealer;
  /** What the operator says under the environments of all stacks. */
  readonly globalEnvironment: JsonObject;
  readonly types: TypeRegistry;
  readonly feed: EventFeed;
  readonly loop: ConvergenceLoop;
  readonly dispatcher: Dispatcher;
  readonly constraints: CustomConstraints;
  readonly providerLimits: ProviderLimits;
  readonly silentNodes: SilentNodes;
  readonly fleet: Fleet;
  readonly flushLogs: () => Promise<void>;
  /** A goal was written: whoever has its stack is to look. */
  readonly wake: () => void;
  /** Undefined: nothing is traced. */
  readonly tracer?: Tracer | undefined;
}

/** What can be asked of an engine, on its store. `close` ends the thread that compiles. */
export function buildUseCases(parts: UseCaseParts): { useCases: UseCases; close: () => Promise<void> } {
  const { database, store, clock, breathe, rules, seal, types, loop, dispatcher, fleet, globalEnvironment } =
    parts;
  const compiler = new TemplateCompiler();
  const limits = limitsOf(parts.config.limits);
  const resourceTypes = { get version() { return types.version; }, list: () => types.list() }; // prettier-ignore
  const loadStacks = (ids: readonly string[]) => asked(store.loadStacks(ids));
  const offers = (type: string, node: string) => dispatcher.place(type, node) !== 'none';
  const goalPorts = {
    ...useCaseStore(database, limits.stacks, parts.tracer),
    loop, seal, shardOf, wake: parts.wake,
    readElsewhere: async (stackId: string) => {
      const [stored] = await loadStacks([stackId]);
      if (!stored?.goal) return undefined;
      const copy = await readStack({ rules, seal, clock, breathe }, stored);
      copy.snapshot.silent = parts.silentNodes.nodes;
      await survey(copy, (type) => offers(type, ''), breathe);
      return copy;
    },
    compile: (request: CompileRequest) => compiler.compile({
      ...request, globalEnvironment, limits, resourceTypes,
      nowMs: clock.now(),
      eventSinks: sinkRulesOf(parts.config.events),
      ask: (questions) => parts.constraints.ask(questions, request.pseudo.projectId),
    }),
  }; // prettier-ignore
  const plans = new EnginePlans({ ...goalPorts, rules, breathe, loadStacks });
  const useCases = new EngineUseCases({
    ...goalPorts,
    types, plans, offers, breathe,
    feed: parts.feed,
    services: fleet.services,
    nodes: fleet.nodes,
    software: new EngineSoftware({ store: softwareStore(database), seal, limits }),
    drift: rules.drift,
    snapshotsPerStack: limits.snapshots,
    checkPlan: (stack, goal, hash) => plans.check(stack, goal, hash),
    flushLogs: parts.flushLogs,
    limited: (type, project) => parts.providerLimits.why(type, project),
    editTemplate: (template, edits, parameters) => compiler.edit(template, edits, parameters, { limits, resourceTypes }),
    readDocument: (text, name) => compiler.read(text, name, limits) as Promise<JsonObject>,
  }); // prettier-ignore
  return { useCases, close: () => compiler.close() };
}
