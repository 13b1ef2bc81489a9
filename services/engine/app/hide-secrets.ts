import type { Json, JsonObject } from '../../../lib/json.js';
import { redactorOf } from '../../../lib/redact.js';
import type { Look, ObservedFact } from '../core/facts/observed.js';
import type { JobReport } from '../core/facts/reported.js';
import type { Instance } from '../core/instance.js';
import { isSecretAttribute } from '../core/secret-attributes.js';
import type { Snapshot } from '../core/snapshot.js';
import type { Resident } from './resident.js';

type Redact = (text: string) => string;

/**
 * Hides the secrets that an instance was given (R15). A worker knows its secret properties as wholes; an error often
 * holds a part, such as the password of a connection string, and only the engine knows the parts.
 */
export function redactorFor(resident: Resident, ordinal: number): Redact {
  const instance = resident.snapshot.instances.get(ordinal);
  return instance ? secretsIn(resident.snapshot, instance, resident.hidden) : (text) => text;
}

/** @param hidden values of the stack's hidden parameters */
export function secretsIn(snapshot: Snapshot, instance: Instance, hidden: readonly Json[]): Redact {
  const { text, secrets } = instance.applied;
  // Nothing secret came to it, so it can tell nothing.
  if (secrets.length === 0) return (plain) => plain;
  const goal = JSON.parse(text) as JsonObject;
  const values: (Json | undefined)[] = [...hidden, ...secrets.map((name) => goal[name])];
  const seen = new Set([instance]);
  for (const required of seen) {
    for (const [name, value] of Object.entries(required.attributes)) {
      if (isSecretAttribute(snapshot, required, name)) values.push(value);
    }
    for (const next of required.requires) seen.add(next);
  }
  return redactorOf(values);
}

/** All texts in a value. */
export function masked(value: Json, redact: Redact): Json {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => masked(item, redact));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, redact)]));
}

/** What a report tells people, without secrets. */
export function withoutSecrets(resident: Resident, report: JobReport): JobReport {
  const { error, observation } = report;
  if (error === '' && !observation?.reason) return report;
  const redact = redactorFor(resident, report.ordinal);
  return { ...report, error: redact(error), observation: observation && lookWithout(observation, redact) };
}

export function seenWithoutSecrets(resident: Resident, fact: ObservedFact): ObservedFact {
  if (fact.look.reason === '') return fact;
  return { ...fact, look: lookWithout(fact.look, redactorFor(resident, fact.ordinal)) };
}

function lookWithout(look: Look, redact: Redact): Look {
  return { ...look, reason: redact(look.reason) };
}
