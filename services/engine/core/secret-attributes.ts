import type { Json, JsonObject } from '../../../lib/json.js';
import type { Instance } from './instance.js';
import type { Snapshot } from './snapshot.js';

/** Shorter texts are found everywhere, and hide nothing worth hiding. */
const SHORTEST_SECRET = 4;

/**
 * True when an attribute is secret: by its schema, because it is a value that the engine made of a secret, or because it
 * tells a secret that its instance was given, as the output of a command may (R15).
 */
export function isSecretAttribute(snapshot: Snapshot, instance: Instance, attribute: string): boolean {
  if (isMadeSecret(snapshot, instance, attribute)) return true;
  if (instance.applied.secrets.length === 0) return false;
  const value = instance.attributes[attribute];
  if (value === undefined || value === null) return false;
  const told = JSON.stringify(value);
  return givenSecrets(snapshot, instance).some((secret) =>
    told.includes(JSON.stringify(secret).slice(1, -1)),
  );
}

function isMadeSecret(snapshot: Snapshot, instance: Instance, attribute: string): boolean {
  const schema = snapshot.rules.typeOf(instance.type);
  if (schema?.attributes[attribute]?.secret) return true;
  return schema?.observed === 'by report' && instance.applied.secrets.length > 0;
}

/** Its secret properties as they are, and what they may have been put together from. */
function givenSecrets(snapshot: Snapshot, instance: Instance): string[] {
  const secrets: string[] = [];
  const properties = JSON.parse(instance.applied.text) as JsonObject;
  for (const name of instance.applied.secrets) collect(properties[name], secrets);
  for (const required of instance.requires) {
    for (const [name, value] of Object.entries(required.attributes)) {
      if (isMadeSecret(snapshot, required, name)) collect(value, secrets);
    }
  }
  return secrets;
}

function collect(value: Json | undefined, into: string[]): void {
  if (typeof value === 'string') {
    if (value.length >= SHORTEST_SECRET) into.push(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values<Json>(value)) collect(item, into);
  }
}
