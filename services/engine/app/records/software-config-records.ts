import { createHash } from 'node:crypto';
import { z } from 'zod';
import { IsothermError } from '../../../../lib/errors.js';
import { storableText } from '../../../../lib/hot/storable-text.js';
import type { Json, JsonObject } from '../../../../lib/json.js';
import type { SoftwareRecordStore } from '../../store/software-store.js';
import type { KeyedSeal } from '../use-cases/kept-request.js';
import { openConfig, sealConfig, type SealedConfig } from '../use-cases/software-config-texts.js';
import { configInUse, configOwned, tooManyConfigs } from '../use-cases/software-errors.js';
import type { NewSoftwareConfig, SoftwareConfigView } from '../use-cases/software.js';
import type { AskingJob, KeptRecords } from './kept-records.js';

export interface SoftwareConfigPorts {
  readonly store: SoftwareRecordStore;
  readonly seal: KeyedSeal;
  readonly limits: { readonly textBytes: number; readonly softwareConfigs: number };
}

const text = storableText.max(255).nullable();
const declarations = z.array(z.record(z.string(), z.custom<Json>()));
const json = z.custom<Json>((value) => value !== undefined, 'it must be there');

/** What a handler gives: the keys of Heat's `POST /software_configs`, all of them. */
const given = z.strictObject({
  name: text,
  group: text,
  config: json,
  options: json,
  inputs: declarations,
  outputs: declarations,
});

/** Software configs as things of resources: the same that users make at `/software_configs`. */
export class SoftwareConfigRecords implements KeptRecords {
  constructor(private readonly ports: SoftwareConfigPorts) {}

  async create(job: AskingJob, content: JsonObject): Promise<string> {
    const { store, seal, limits } = this.ports;
    const { row } = sealed(seal, parse(content), limits.textBytes);
    const id = idOf(job);
    if ((await store.createConfig(job, { ...row, id }, limits.softwareConfigs)) === 'there') return id;
    throw tooManyConfigs(limits.softwareConfigs);
  }

  async find(job: AskingJob): Promise<string | undefined> {
    return (await this.ports.store.findConfig(job, idOf(job)))?.id;
  }

  async read(job: AskingJob, id: string): Promise<JsonObject | undefined> {
    const { store, seal } = this.ports;
    const row = await store.findConfig(job, id);
    return row && contentOf(openConfig(seal, row));
  }

  async adopt(job: AskingJob, id: string): Promise<JsonObject | undefined> {
    const { store, seal } = this.ports;
    const row = await store.adoptConfig(job, id);
    if (row && 'resource' in row) throw configOwned(id, row);
    return row && contentOf(openConfig(seal, row));
  }

  async delete(job: AskingJob, id: string): Promise<void> {
    if ((await this.ports.store.deleteConfig(job, id)) === 'used') throw configInUse(id);
  }
}

/** @throws IsothermError `request.invalid` */
function parse(content: JsonObject) {
  const parsed = given.safeParse(content);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new IsothermError('request.invalid', `The software config is invalid: ${faults.join('; ')}`);
}

/**
 * The reason goes to events and failures, and the value at fault may be a secret of the template, told in a form that is not known for it:
 * so only the place is told.
 */
function sealed(seal: KeyedSeal, config: NewSoftwareConfig, textBytes: number): SealedConfig {
  try {
    return sealConfig(seal, config, textBytes);
  } catch (error) {
    if (!(error instanceof IsothermError) || error.faults.length === 0) throw error;
    const places = error.faults.map(({ path }) => path).join(', ');
    throw new IsothermError(
      'request.invalid',
      `The software config is invalid: what ${places} declares does not fit its type.`,
    );
  }
}

function contentOf({ name, group, config, options, inputs, outputs }: SoftwareConfigView): JsonObject {
  return { name, group, config, options, inputs, outputs };
}

/** A UUID (version 8) of the key, which is never used again. */
function idOf({ key }: AskingJob): string {
  const bytes = createHash('sha256').update(`software_config ${key}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
