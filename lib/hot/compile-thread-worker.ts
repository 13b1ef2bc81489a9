import { parentPort } from 'node:worker_threads';
import { IsothermError, type ErrorCode, type Fault } from '../errors.js';
import type { ResourceTypeSchema } from '../handler/contract.js';
import type { JsonObject } from '../json.js';
import { compileGoal, type CompiledGoal, type PlainInput } from './compile-request.js';

/** One template to compile. `types` is given when they changed since the last request to this thread. */
export interface ThreadRequest {
  readonly input: PlainInput;
  /** The template was an object and travels as JSON: its lines mean nothing to the user. */
  readonly templateWasObject: boolean;
  /** Undefined: types are not checked. */
  readonly typesVersion: TypesVersion | undefined;
  readonly types?: readonly ResourceTypeSchema[];
}

export type TypesVersion = string | number;

export type ThreadAnswer =
  { readonly ok: true; readonly goal: CompiledGoal } | { readonly ok: false; readonly error: PlainError };

/** An IsothermError as it crosses the border between threads, where classes are lost. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retry: 'later' | 'never';
  readonly faults: readonly Fault[];
}

let types = new Map<string, ResourceTypeSchema>();

parentPort?.on('message', (request: ThreadRequest) => {
  parentPort?.postMessage(answer(request));
});

function answer(request: ThreadRequest): ThreadAnswer {
  if (request.types) types = new Map(request.types.map((type) => [type.type, type]));
  const { input, templateWasObject, typesVersion } = request;
  try {
    const { template: text } = input;
    const template = templateWasObject && typeof text === 'string' ? (JSON.parse(text) as JsonObject) : text;
    const goal = compileGoal({ ...input, template }, typesVersion === undefined ? undefined : types);
    return { ok: true, goal };
  } catch (error) {
    return { ok: false, error: plain(error) };
  }
}

function plain(error: unknown): PlainError {
  if (error instanceof IsothermError) {
    const { code, message, retry, faults } = error;
    return { code, message, retry, faults };
  }
  const message = `The template could not be compiled: ${error instanceof Error ? error.message : String(error)}`;
  return { code: 'internal', message, retry: 'never', faults: [] };
}
