import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../lib/package-root.js';
import type { Json, JsonObject } from '../../../lib/json.js';

/** A file of `data`, as `record.py` writes it. */
export interface Topic {
  readonly topic: string;
  readonly kind:
    'function' | 'condition' | 'parameter' | 'template' | 'document' | 'environments' | 'registry';
  readonly recorded_from: string;
  readonly vectors: readonly Recorded[];
}

/** What was asked, with an outcome for every version. Which keys are there depends on the kind. */
export interface Recorded {
  readonly in?: string;
  readonly snippet?: Json;
  readonly parameter?: Json;
  readonly text?: string;
  readonly template?: JsonObject;
  readonly given?: Json;
  readonly defaults?: JsonObject;
  /** Of environments: their texts, in the order in which they are merged. */
  readonly files?: { readonly [name: string]: string } | readonly string[];
  readonly parameters?: JsonObject;
  readonly registry?: JsonObject;
  readonly type?: string;
  readonly resource?: string;
  readonly known?: { readonly [name: string]: RecordedResource };
  readonly outcomes: readonly (Outcome & { readonly versions: string })[];
}

export interface Outcome {
  readonly value?: Json;
  /** Of functions: the resources that the value refers to, sorted. */
  readonly requires?: readonly string[];
  readonly error?: HeatError;
}

export interface HeatError {
  /** How far Heat came: `resolve` is when the resource is about to be made, all before refuses the template. */
  readonly stage: string;
  readonly class: string;
  readonly message: string;
  /** What Heat puts before the message: the path, or a heading. */
  readonly where?: string;
  /** Heat's program failed: the message is Python's. */
  readonly crash?: true;
}

export interface RecordedResource {
  readonly reference?: string;
  readonly attributes?: JsonObject;
  /** `INIT`: it was not made yet. */
  readonly state?: string;
}

export interface Surroundings {
  readonly hot: JsonObject;
  readonly cloud_formation: JsonObject;
  readonly given: JsonObject;
  readonly files: { readonly [name: string]: string };
  readonly resources: { readonly [name: string]: RecordedResource };
}

/** One thing asked of one version. */
export interface Vector {
  readonly topic: string;
  readonly kind: Topic['kind'];
  readonly version: string;
  readonly asked: Recorded;
  readonly heat: Outcome;
}

const dates = [
  '2013-05-23', '2014-10-16', '2015-04-30', '2015-10-15', '2016-04-08', '2016-10-14', '2017-02-24', '2017-09-01', '2018-03-02', '2018-08-31', '2021-04-16',
]; // prettier-ignore
const versions = [...dates, 'HeatTemplateFormatVersion', 'AWSTemplateFormatVersion'];
const folder = join(packageRoot, 'test/hot/vectors/data');

export function readSurroundings(): { readonly [name: string]: Surroundings } {
  return read('surroundings.json') as { readonly [name: string]: Surroundings };
}

export function readTopics(): Topic[] {
  const names = readdirSync(folder).filter((name) => name !== 'surroundings.json');
  return names.sort().map((name) => read(name) as Topic);
}

export function vectorsOf(topic: Topic): Vector[] {
  return topic.vectors.flatMap((asked) =>
    asked.outcomes.flatMap((heat) =>
      versionsNamed(heat.versions).map((version) => ({
        topic: topic.topic,
        kind: topic.kind,
        version,
        asked,
        heat,
      })),
    ),
  );
}

/** `a to b, c` as `record.py` shortens neighbouring versions. */
function versionsNamed(text: string): string[] {
  return text.split(', ').flatMap((range) => {
    const places = range.split(' to ').map((version) => versions.indexOf(version));
    const [first = -1, last = first] = places;
    if (places.includes(-1)) throw new Error(`no such versions: ${text}`);
    return versions.slice(first, last + 1);
  });
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}
