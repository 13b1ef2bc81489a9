import { parentPort } from 'node:worker_threads';
import { IsothermError, type ErrorCode, type Fault } from '../errors.js';
import type { ResourceTypeSchema } from '../handler/contract.js';
import type { JsonObject } from '../json.js';
import { runTask, type TaskAnswers, type TemplateTask } from './template-task.js';

/** One template to work on. `types` is given when they changed since the last request to this thread. */
export interface ThreadRequest {
  readonly task: TemplateTask;
  /** The template to compile was an object and travels as JSON: its lines mean nothing to the user. */
  readonly templateWasObject: boolean;
  /** Undefined: types are not checked. */
  readonly typesVersion: TypesVersion | undefined;
  readonly types?: readonly ResourceTypeSchema[];
}

export type TypesVersion = string | number;

export type ThreadAnswer =
  | { readonly ok: true; readonly answer: TaskAnswers[TemplateTask['kind']] }
  | { readonly ok: false; readonly error: PlainError };

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
  const { typesVersion } = request;
  try {
    return { ok: true, answer: runTask(taskOf(request), typesVersion === undefined ? undefined : types) };
  } catch (error) {
    return { ok: false, error: plain(error) };
  }
}

function taskOf({ task, templateWasObject }: ThreadRequest): TemplateTask {
  if (task.kind !== 'compile' || !templateWasObject) return task;
  const { template } = task.input;
  if (typeof template !== 'string') return task;
  return { ...task, input: { ...task.input, template: JSON.parse(template) as JsonObject } };
}

function plain(error: unknown): PlainError {
  if (error instanceof IsothermError) {
    const { code, message, retry, faults } = error;
    return { code, message, retry, faults };
  }
  const message = `The template could not be read: ${error instanceof Error ? error.message : String(error)}`;
  return { code: 'internal', message, retry: 'never', faults: [] };
}
